#include "controlworld.h"

#include <QTest>

#include <algorithm>
#include <array>
#include <chrono>

namespace penstock::test
{

using namespace routing;
using namespace std::chrono_literals;
using Kind = Decision::Kind;

namespace
{

constexpr std::array<const char *, 2> models{"m", "n"};

GatewayConfig someConfig(SeededRandom &random)
{
    constexpr std::array strategies{Strategy::Failover, Strategy::Priority,    Strategy::RoundRobin,
                                    Strategy::Weighted, Strategy::LeastLoaded, Strategy::Headroom};
    constexpr std::array<std::int64_t, 3> tokens{0, 200, 1000};
    constexpr std::array<std::int64_t, 3> requests{0, 12, 120};
    GatewayConfig config;
    config.routing.strategy = pick(random, strategies);
    config.routing.allOpen = random.below(2) == 0 ? AllOpen::Soonest : AllOpen::All;
    config.routing.maxWaiting = 5;
    config.routing.retries = static_cast<int>(random.below(4));
    config.limits.learnFromHeaders = false;
    const auto count = 1 + random.below(4);
    for (std::uint64_t i = 0; i < count; ++i) {
        InstanceSettings instance = plainInstance("i" + std::to_string(i));
        instance.maxTpm = pick(random, tokens);
        instance.maxRpm = pick(random, requests);
        instance.priority = static_cast<int>(random.below(2));
        instance.modelDeployments.emplace(
            ModelName("n"),
            DeploymentSettings{.deployment = DeploymentId("n"), .maxTpm = pick(random, tokens)});
        if (random.below(3) == 0) {
            instance.quotaGroup = "g";
        }
        config.instances.push_back(instance);
    }
    config.clients.keys.push_back({.name = ClientId("c"), .maxTpm = 300});
    if (random.below(3) == 0) {
        config.routing.models[ModelName("m")].fallbackModels = {ModelName("n")};
    }
    return config;
}

} // namespace

ControlWorld::ControlWorld(SeededRandom &random)
    : m_random(random)
    , m_bench(someConfig(random), random.nextU64())
{
}

void ControlWorld::step()
{
    switch (m_random.below(10)) {
    case 0:
    case 1:
        advance();
        break;
    case 2:
    case 3:
    case 4:
        answerOne();
        break;
    case 5:
        if (m_random.below(2) == 0) {
            leaveOne();
        }
        break;
    case 6:
        if (m_random.below(6) == 0) {
            orderSomething();
            return;
        }
        break;
    default:
        ask(someFacts(), {});
    }
    checkEdges(false);
}

void ControlWorld::finish()
{
    for (int i = 0; i < 10'000 && !(m_running.empty() && m_waiting.empty()); ++i) {
        m_random.below(2) == 0 || m_running.empty() ? advance() : answerOne();
    }
    QVERIFY(m_running.empty() && m_waiting.empty()); // nobody is lost
    m_bench.pass(61s);
    QVERIFY(m_bench.control.status().waiting.empty());
    for (const InstanceStatus &instance : m_bench.control.status().instances) {
        QCOMPARE(instance.books.reserved, 0);
        QCOMPARE(instance.books.inFlight, 0);
        QCOMPARE(instance.books.admitted, 0);
        for (const TargetStatus &target : instance.targets) {
            QCOMPARE(target.books.reserved, 0);
            QCOMPARE(target.books.inFlight, 0);
            QCOMPARE(target.books.admitted, 0);
        }
    }
}

void ControlWorld::advance()
{
    constexpr std::array<Duration, 4> paces{Duration(10ms), Duration(300ms), Duration(3s),
                                            Duration(20s)};
    // In small steps, so that breakers are seen in all their states.
    SteadyTime end = m_bench.clock.steadyNow()
        + Duration(m_random.betweenInclusive(0, pick(m_random, paces).count()));
    while (m_bench.clock.steadyNow() < end) {
        const auto wake = m_bench.control.nextWake();
        const SteadyTime next = std::min({end, m_bench.clock.steadyNow() + 1s,
                                          std::max(wake.value_or(end), m_bench.clock.steadyNow())});
        m_bench.clock.advance(next - m_bench.clock.steadyNow());
        checkEdges(false);
        m_bench.control.serveWaiting();
        takeGrants();
        checkWaiting();
    }
}

RequestFacts ControlWorld::someFacts()
{
    const auto patience = m_random.below(2) == 0
        ? Duration(0)
        : Duration(m_random.betweenInclusive(0, Duration(60s).count()));
    RequestFacts facts
        = m_bench.facts(m_random.betweenInclusive(0, 150), patience, pick(m_random, models));
    if (m_random.below(4) == 0) {
        facts.outputBudget.reset();
    }
    if (m_random.below(4) == 0) {
        facts.client = 0;
    }
    if (m_random.below(4) == 0) {
        facts.affinityKey = m_random.below(3);
    }
    return facts;
}

void ControlWorld::ask(const RequestFacts &facts, Trail trail)
{
    const Admission admission = m_bench.ask(facts, std::move(trail));
    switch (admission.decision.kind) {
    case Kind::Send:
        started(admission, facts);
        break;
    case Kind::Wait:
        QVERIFY(facts.waitsUntil >= m_bench.clock.steadyNow());
        m_waiting.push_back({admission.wait, facts});
        break;
    case Kind::Refuse:
        QVERIFY(admission.decision.refusal != Refusal::None);
        break;
    }
    takeGrants();
}

std::vector<ControlWorld::Account *> ControlWorld::accountsOf(const Admission &admission,
                                                              const RequestFacts &facts)
{
    const PlanTarget &target = m_bench.plan->targets()[admission.ticket.target];
    const InstanceSettings &instance = *m_bench.plan->instances()[target.instance].settings;
    std::vector<Account *> accounts;
    const auto add = [&](const std::string &name, std::int64_t tpm, std::int64_t rpm) {
        Account &account = m_accounts[name];
        account.tpm = tpm;
        account.rpm = rpm;
        accounts.push_back(&account);
    };
    add(instance.name + '/' + target.deployment.value(), target.limits.tpm, target.limits.rpm);
    add(instance.name, instance.maxTpm, instance.maxRpm);
    if (target.group) {
        add("group", target.groupTpm, 0);
    }
    if (facts.client) {
        add("client", 300, 0);
    }
    return accounts;
}

void ControlWorld::started(const Admission &admission, const RequestFacts &facts)
{
    ++m_requests;
    for (Account *account : accountsOf(admission, facts)) {
        account->entries.push_back(
            {m_bench.clock.steadyNow(), admission.ticket.reserve, m_requests});
    }
    m_running.push_back({admission, facts, m_requests});
    for (auto &[name, account] : m_accounts) {
        checkLimits(name, account);
    }
}

void ControlWorld::checkLimits(const std::string &name, Account &account) const
{
    const SteadyTime now = m_bench.clock.steadyNow();
    std::erase_if(account.entries, [&](const auto &entry) { return now - entry.at >= 60s; });
    std::int64_t tokens = 0;
    std::int64_t inTen = 0;
    for (const Account::Entry &entry : account.entries) {
        tokens += entry.tokens;
        inTen += now - entry.at < 10s ? 1 : 0;
    }
    QVERIFY2(account.tpm == 0 || tokens <= account.tpm, name.c_str());
    QVERIFY2(account.rpm == 0 || inTen <= (account.rpm + 5) / 6, name.c_str());
}

void ControlWorld::settled(std::uint64_t request, resilience::Ending ending)
{
    for (auto &[name, account] : m_accounts) {
        for (Account::Entry &entry : account.entries) {
            if (entry.request == request
                && (ending == resilience::Ending::NotSent
                    || ending == resilience::Ending::Throttled)) {
                entry.tokens = 0;
            }
        }
        if (ending == resilience::Ending::NotSent) {
            std::erase_if(account.entries,
                          [&](const auto &entry) { return entry.request == request; });
        }
    }
}

void ControlWorld::answerOne()
{
    constexpr std::array statuses{200, 200, 200, 200, 400, 429, 429, 500, 500, 503, 401, 404};
    constexpr std::array<Duration, 4> waits{Duration(1s), Duration(10s), Duration(5min),
                                            Duration(24h)};
    if (m_running.empty()) {
        return;
    }
    const auto place
        = m_running.begin() + static_cast<std::ptrdiff_t>(m_random.below(m_running.size()));
    Running running = *place;
    m_running.erase(place);
    AttemptReport report{.facts = {.status = pick(m_random, statuses)},
                         .retryAfter = {.wait = pick(m_random, waits), .isTold = true},
                         .usedTokens = m_random.betweenInclusive(0, 100)};
    if (m_random.below(6) == 0) {
        constexpr std::array ends{AttemptEnd::NotConnected, AttemptEnd::LostBeforeAnswer,
                                  AttemptEnd::NoFirstByte, AttemptEnd::CutOff,
                                  AttemptEnd::Abandoned};
        report.facts.end = pick(m_random, ends);
    }
    settled(running.request, ruleFor(report.facts).ending); // grants may follow from it at once
    const Ruling ruling = m_bench.control.report(*m_bench.plan, running.admission.ticket, report);
    takeGrants();
    checkEdges(false);
    if (ruling.rule.next == NextStep::OtherTarget) {
        Trail trail = running.admission.trail;
        trail.tries.push_back({running.admission.decision.target, ruling.rule.outcome,
                               running.admission.decision.isForced});
        // One that went on to another model has that one's attempts as well.
        const Pool &pool = m_bench.plan->pools()[running.facts.pool];
        int most = pool.retries + 1;
        for (const PoolIndex fallback : pool.fallbacks) {
            most += static_cast<int>(m_bench.plan->pools()[fallback].targets.size());
        }
        QVERIFY(trail.attempts <= most);
        ask(running.facts, trail);
    }
}

void ControlWorld::leaveOne()
{
    if (m_waiting.empty()) {
        return;
    }
    const auto place
        = m_waiting.begin() + static_cast<std::ptrdiff_t>(m_random.below(m_waiting.size()));
    QVERIFY(m_bench.control.leave(place->id));
    m_waiting.erase(place);
    takeGrants();
}

void ControlWorld::takeGrants()
{
    while (m_grantsSeen < m_bench.sink->grants.size()) {
        const Admission grant = m_bench.sink->grants[m_grantsSeen++];
        const auto place = std::ranges::find(m_waiting, grant.wait, &Waiting::id);
        QVERIFY(place != m_waiting.end()); // nobody is given two
        const Waiting waiting = *place;
        m_waiting.erase(place);
        QVERIFY(grant.decision.kind != Kind::Wait);
        if (grant.decision.kind == Kind::Send) {
            started(grant, waiting.facts);
        }
    }
}

void ControlWorld::checkWaiting()
{
    for (const Waiting &waiting : m_waiting) {
        QVERIFY(waiting.facts.waitsUntil > m_bench.clock.steadyNow());
    }
    QVERIFY(m_waiting.empty() || m_bench.control.nextWake() > m_bench.clock.steadyNow());
}

void ControlWorld::orderSomething()
{
    constexpr std::array commands{Command::Trip, Command::Reset, Command::Probe, Command::Drain,
                                  Command::Resume};
    const auto &instances = m_bench.plan->instances();
    const InstanceId id = instances[m_random.below(instances.size())].settings->id;
    const std::optional<DeploymentId> deployment
        = m_random.below(2) == 0 ? std::optional(DeploymentId("m")) : std::nullopt;
    if (m_random.below(6) == 0) {
        m_bench.control.forgive();
    } else {
        QVERIFY(
            m_bench.control.command(pick(m_random, commands), id, deployment,
                                    Duration(m_random.betweenInclusive(0, Duration(30s).count()))));
    }
    takeGrants();
    checkEdges(true);
}

void ControlWorld::checkEdges(bool isOrder)
{
    const auto serves = [](InstanceState state) {
        return state == InstanceState::Unknown || state == InstanceState::Healthy
            || state == InstanceState::Degraded;
    };
    for (const InstanceStatus &instance : m_bench.control.status().instances) {
        for (const TargetStatus &target : instance.targets) {
            const std::string name = instance.id.value() + '/' + target.deployment.value();
            const InstanceState now = target.standing.state;
            const InstanceState before
                = std::exchange(m_states.try_emplace(name, now).first->second, now);
            if (isOrder || before == now) {
                continue;
            }
            // An operator's hand may end by itself, and shows then what lies beneath.
            const bool isBreakersOwn = target.standing.cause != resilience::Cause::Operator;
            if (now == InstanceState::HalfOpen) {
                QVERIFY2(!serves(before), name.c_str()); // only what was open is half-open
            }
            if (before == InstanceState::HalfOpen && serves(now)) {
                QVERIFY2(now == InstanceState::Healthy || now == InstanceState::Degraded,
                         name.c_str());
            }
            if (before == InstanceState::ConfigError && isBreakersOwn) {
                QVERIFY2(now != InstanceState::Unknown, name.c_str()); // a success ends it
            }
        }
    }
}

} // namespace penstock::test
