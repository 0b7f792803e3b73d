#include "healthbench.h"
#include "support/property.h"

#include <QTest>

#include <array>
#include <vector>

using namespace penstock;
using namespace penstock::resilience;
using namespace std::chrono_literals;
using Bench = test::HealthBench;
using State = InstanceState;

namespace
{

enum class Event { Time, Enter, Success, Failure, RateLimited, ConfigError, Nothing };

BreakerSettings randomSettings(RandomSource &random)
{
    BreakerSettings settings;
    if (random.below(2) == 0) {
        return settings;
    }
    settings.openOn.clear();
    for (const auto &kind : enumNames<FailureKind>) {
        if (random.below(2) == 0) {
            settings.openOn.insert(kind.value);
        }
    }
    settings.minOutcomes = static_cast<int>(random.betweenInclusive(1, 8));
    settings.failureRatio = random.real();
    settings.consecutiveConnect = static_cast<int>(random.betweenInclusive(1, 4));
    settings.consecutiveServerErrors = static_cast<int>(random.betweenInclusive(1, 6));
    settings.honorRetryAfter = random.below(2) == 0;
    settings.jitter = random.real();
    if (random.below(2) == 0) {
        settings.halfOpenSuccesses = static_cast<int>(random.betweenInclusive(1, 4));
    }
    return settings;
}

HealthReport randomReport(RandomSource &random)
{
    switch (random.below(8)) {
    case 0:
        return Bench::rateLimited(std::chrono::seconds(random.betweenInclusive(-1, 400)));
    case 1: {
        constexpr std::array causes{Cause::Unauthorized,       Cause::Forbidden,
                                    Cause::DeploymentNotFound, Cause::ApiVersion,
                                    Cause::Certificate,        Cause::SecretMissing};
        return Bench::refused(pick(random, causes));
    }
    case 2:
        return Bench::nothing();
    case 3:
    case 4:
        return Bench::success();
    default:
        return Bench::failure(pick(random, enumNames<FailureKind>).value);
    }
}

Event eventOf(const HealthReport &report)
{
    switch (report.kind) {
    case HealthReport::Kind::Success:
        return Event::Success;
    case HealthReport::Kind::Failure:
        return Event::Failure;
    case HealthReport::Kind::RateLimited:
        return Event::RateLimited;
    case HealthReport::Kind::ConfigError:
        return Event::ConfigError;
    case HealthReport::Kind::Nothing:
        break;
    }
    return Event::Nothing;
}

bool isServing(State state)
{
    return state == State::Unknown || state == State::Healthy || state == State::Degraded;
}

/// What went wrong longer ago has left the window.
bool isBetter(State from, State to)
{
    return from == State::Degraded && (to == State::Healthy || to == State::Unknown);
}

/// The edges of the drawing, but for the operator's.
bool isDrawn(Event event, State from, State to)
{
    if (from == to) {
        return true;
    }
    switch (event) {
    case Event::Time:
        return (from == State::Open && to == State::HalfOpen) || isBetter(from, to)
            || (from == State::RateLimited && isServing(to));
    case Event::Enter: // of a trial that the operator allows
        return from == State::Open && to == State::HalfOpen;
    case Event::Success:
        if (from == State::Open || from == State::HalfOpen) {
            return to == State::HalfOpen || to == State::RateLimited || isServing(to);
        }
        if (from == State::ConfigError) {
            return true;
        }
        return isServing(to); // a cooling ends, or it is better than it was
    case Event::Failure:
        if (isServing(from)) {
            return to == State::Degraded || to == State::Open || isBetter(from, to);
        }
        return (from == State::HalfOpen || from == State::RateLimited) && to == State::Open;
    case Event::RateLimited:
        if (isServing(from)) {
            return to == State::RateLimited || to == State::Open || to == State::Degraded
                || isBetter(from, to);
        }
        return (from == State::HalfOpen || from == State::RateLimited) && to == State::Open;
    case Event::ConfigError:
        return to == State::ConfigError
            || (to == State::Open
                && (isServing(from) || from == State::HalfOpen || from == State::RateLimited));
    case Event::Nothing:
        return false;
    }
    return false;
}

/// A life of one Health, with what must hold at each step.
class Life final
{
public:
    explicit Life(RandomSource &random)
        : m_random(random)
        , m_settings(randomSettings(random))
        , m_bench(m_settings)
    {
        m_bench.random = SeededRandom(random.nextU64());
    }

    void step()
    {
        switch (m_random.below(20)) {
        case 0:
        case 1:
        case 2:
        case 3:
            passTime();
            break;
        case 4:
            order();
            break;
        case 5:
        case 6:
        case 7:
        case 8:
        case 9:
        case 10:
            enter();
            break;
        default:
            report();
            break;
        }
    }

    void heal();

private:
    struct Live {
        Pass pass;
        bool isVoid = false; ///< nothing that it brings may count
        bool isOfBefore = false; ///< sent before the breaker opened: its failure may not count
    };

    void passTime();
    void enter();
    void report();
    void order();
    void voidPasses();
    void checkEdge(Event event, const Standing &before);
    void checkOpenTime(const Standing &before);
    [[nodiscard]] bool isHeld() const
    {
        return m_bench.now < m_trippedUntil || m_bench.now < m_drainedUntil;
    }

    RandomSource &m_random;
    BreakerSettings m_settings;
    Bench m_bench;
    std::vector<Live> m_live;
    std::optional<std::uint64_t> m_trial;
    bool m_isAllowed = false;
    SteadyTime m_trippedUntil;
    SteadyTime m_drainedUntil;
};

void Life::passTime()
{
    const Standing before = m_bench.look();
    const bool wasHeld = isHeld();
    if (before.nextChange && m_random.below(2) == 0) {
        m_bench.pass(std::max<Duration>(*before.nextChange - m_bench.now, 0ns));
    } else {
        m_bench.pass(std::chrono::milliseconds(m_random.below(20'000)));
    }
    if (!wasHeld) {
        checkEdge(Event::Time, before);
    }
}

void Life::enter()
{
    const Standing before = m_bench.look();
    const Pass pass = m_bench.enter();
    switch (before.leave) {
    case Leave::Free:
        QVERIFY(!pass.isTrial);
        break;
    case Leave::Trial:
        QVERIFY(pass.isTrial);
        break;
    case Leave::None:
        break;
    }
    if (pass.isTrial) {
        QVERIFY(!m_trial || m_isAllowed);
        m_trial = pass.generation;
        QCOMPARE(m_bench.leave(), Leave::None);
    }
    m_isAllowed = false;
    m_live.push_back({pass});
    checkEdge(Event::Enter, before);
}

void Life::report()
{
    if (m_live.empty()) {
        return;
    }
    const auto at = static_cast<std::ptrdiff_t>(m_random.below(m_live.size()));
    const Live live = m_live[static_cast<std::size_t>(at)];
    m_live.erase(m_live.begin() + at);
    const HealthReport report = randomReport(m_random);
    const Standing before = m_bench.look();
    m_bench.tell(live.pass, report);
    if (live.isVoid) {
        QCOMPARE(m_bench.look(), before);
        return;
    }
    if (live.pass.isTrial && m_trial == live.pass.generation) {
        m_trial.reset();
    }
    checkEdge(eventOf(report), before);
    checkOpenTime(before);
    if (live.isOfBefore && report.kind == HealthReport::Kind::Failure && !live.pass.isTrial) {
        QCOMPARE(m_bench.look(), before);
    }
    if (isServing(before.state) && m_bench.state() == State::Open) {
        for (Live &other : m_live) {
            other.isOfBefore = true;
        }
    }
    if (m_trial && !m_isAllowed) {
        QVERIFY(m_bench.leave() != Leave::Trial);
    }
}

void Life::order()
{
    const Duration time = std::chrono::seconds(m_random.betweenInclusive(1, 60));
    switch (m_random.below(6)) {
    case 0:
        m_bench.health.trip(m_bench.now, time);
        m_trippedUntil = m_bench.now + time;
        m_isAllowed = false;
        break;
    case 1:
        m_bench.health.drain(m_bench.now, time);
        m_drainedUntil = m_bench.now + time;
        QCOMPARE(m_bench.state(), State::Draining);
        break;
    case 2:
        m_bench.health.reset(m_bench.now);
        m_trippedUntil = {};
        m_isAllowed = false;
        voidPasses();
        QCOMPARE(m_bench.state(), isHeld() ? State::Draining : State::Unknown);
        break;
    case 3:
        m_bench.health.allowTrial(m_bench.now);
        m_isAllowed = m_bench.leave() != Leave::Free;
        QVERIFY(m_bench.leave() != Leave::None);
        break;
    case 4:
        m_bench.health.voidClocks(m_bench.now);
        voidPasses();
        QVERIFY(isHeld() || m_bench.state() != State::Open);
        break;
    default:
        m_bench.health.forgetConfigError(m_bench.now);
        QVERIFY(m_bench.state() != State::ConfigError);
        break;
    }
}

void Life::voidPasses()
{
    for (Live &live : m_live) {
        live.isVoid = true;
    }
    m_trial.reset();
}

void Life::checkEdge(Event event, const Standing &before)
{
    const Standing after = m_bench.look();
    if (isHeld()) {
        QCOMPARE(after.state, before.state);
        QCOMPARE(after.cause, Cause::Operator);
        return;
    }
    if (!isDrawn(event, before.state, after.state)) {
        qWarning("event %d: from %d to %d", static_cast<int>(event), static_cast<int>(before.state),
                 static_cast<int>(after.state));
    }
    QVERIFY(isDrawn(event, before.state, after.state));
    QVERIFY(isServing(after.state) == (after.leave == Leave::Free));
    QVERIFY(after.cause != Cause::None || !(after.leave == Leave::None));
    if (after.leave == Leave::None && after.nextChange) {
        QVERIFY(*after.nextChange > m_bench.now);
    }
}

void Life::checkOpenTime(const Standing &before)
{
    const Standing after = m_bench.look();
    const bool hasOpened = isServing(before.state) || before.state == State::HalfOpen;
    if (isHeld() || !hasOpened || after.state != State::Open || after.cause == Cause::RateLimited) {
        return;
    }
    QVERIFY(after.nextChange.has_value());
    const Duration time = *after.nextChange - m_bench.now;
    const auto times = [](Duration whole, double share) {
        return Duration(static_cast<Duration::rep>(static_cast<double>(whole.count()) * share));
    };
    QVERIFY(time >= times(m_settings.open, 1 - m_settings.jitter) - 1ms);
    // What was half-open may be cooling as well, and that may take longer.
    if (isServing(before.state)) {
        QVERIFY(time <= times(m_settings.open, 1 + m_settings.jitter) + 1ms);
    } else {
        QVERIFY(time <= std::max<Duration>(times(m_settings.openMax, 1 + m_settings.jitter), 401s));
    }
}

/// Only successes from here on: no state is a trap.
void Life::heal()
{
    for (const Live &live : m_live) {
        m_bench.tell(live.pass, Bench::nothing());
    }
    m_live.clear();
    for (int i = 0; i < 1000; ++i) {
        const Standing standing = m_bench.look();
        if (standing.state == State::Healthy) {
            QCOMPARE(standing.leave, Leave::Free);
            return;
        }
        if (standing.leave == Leave::None) {
            QVERIFY(standing.nextChange.has_value());
            m_bench.pass(*standing.nextChange - m_bench.now);
        } else {
            m_bench.ask(Bench::success());
            m_bench.pass(100ms);
        }
    }
    QFAIL("it has not become healthy");
}

} // namespace

class TestHealthProperties final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void anyLife_keepsToTheDrawing();
    void standingStill_isAFunctionOfTime();
};

void TestHealthProperties::anyLife_keepsToTheDrawing()
{
    test::forEachRound(300, [](RandomSource &random) {
        Life life(random);
        for (int i = 0; i < 300 && !QTest::currentTestFailed(); ++i) {
            life.step();
        }
        if (!QTest::currentTestFailed()) {
            life.heal();
        }
    });
}

// Looking changes nothing, and who never looked sees the same.
void TestHealthProperties::standingStill_isAFunctionOfTime()
{
    test::forEachRound(200, [](RandomSource &random) {
        Bench looked(randomSettings(random));
        for (auto left = random.below(30); left > 0; --left) {
            looked.ask(randomReport(random));
        }
        Bench unseen = looked;
        for (int i = 0; i < 50; ++i) {
            looked.pass(std::chrono::milliseconds(random.below(30'000)));
            static_cast<void>(looked.look());
        }
        unseen.now = looked.now;
        QCOMPARE(looked.look(), unseen.look());
        const Pass first = looked.enter();
        const Pass second = unseen.enter();
        QCOMPARE(first.isTrial, second.isTrial);
        QCOMPARE(first.generation, second.generation);
    });
}

QTEST_APPLESS_MAIN(TestHealthProperties)
#include "tst_healthproperties.moc"
