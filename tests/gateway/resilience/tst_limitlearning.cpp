#include "resilience/limitlearning.h"
#include "support/property.h"

#include <QTest>

#include <chrono>

using namespace penstock;
using namespace penstock::resilience;
using namespace std::chrono_literals;

namespace
{

constexpr SteadyTime start{1h};

Observation limitOf(std::int64_t tokens)
{
    Observation observation;
    observation.limitTokens = tokens;
    return observation;
}

void observeLimits(LimitLearning &learning, std::initializer_list<std::int64_t> limits)
{
    for (const std::int64_t limit : limits) {
        (void)learning.observe(start, limitOf(limit));
    }
}

/// An answer to a request that was alone, with a prompt of 1000 and an output of 500.
Observation aloneWith(std::int64_t remaining)
{
    Observation observation;
    observation.remainingTokens = remaining;
    observation.promptTokens = 1000;
    observation.outputTokens = 500;
    observation.nextRelease = start + 1h;
    observation.alone = true;
    return observation;
}

} // namespace

class TestLimitLearning : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void limits_data()
    {
        using Limits = std::vector<std::int64_t>;
        QTest::addColumn<std::int64_t>("configured");
        QTest::addColumn<Limits>("headers");
        QTest::addColumn<std::int64_t>("effective");
        const auto row = [](const char *name, std::int64_t configured, const Limits &headers,
                            std::int64_t effective) {
            QTest::newRow(name) << configured << headers << effective;
        };
        row("none", 1000, {}, 1000);
        row("none, not limited", 0, {}, 0);
        row("lower, two answers", 1000, {800, 800}, 1000);
        row("lower, three answers", 1000, {800, 800, 800}, 800);
        row("lower, but not in a row", 1000, {800, 800, 1000, 800}, 1000);
        row("lower, all different", 1000, {700, 800, 900}, 900);
        row("lower still, stray", 1000, {800, 800, 800, 100, 800}, 800);
        row("lower still", 1000, {800, 800, 800, 100, 100, 100}, 100);
        row("higher", 1000, {2000, 2000, 2000}, 1000);
        row("higher, not limited, two answers", 0, {2000, 2000}, 0);
        row("higher, not limited", 0, {2000, 2000, 2000}, 2000);
        row("back, two answers", 1000, {800, 800, 800, 1000, 1000}, 800);
        row("back", 1000, {800, 800, 800, 1000, 1000, 1000}, 1000);
        row("back above", 1000, {800, 800, 800, 2000, 2000, 2000}, 1000);
        row("nonsense", 1000, {-1, -1, -1, 0, 0, 0}, 1000);
        row("nonsense between", 1000, {800, -1, 800, 0, 800}, 800);
        row("too large", 0, {INT64_MAX, INT64_MAX, INT64_MAX}, 0);
    }

    void limits()
    {
        QFETCH(const std::int64_t, configured);
        QFETCH(const std::vector<std::int64_t>, headers);
        LimitLearning learning;
        for (const std::int64_t limit : headers) {
            Observation observation = limitOf(limit);
            observation.limitRequests = limit;
            QCOMPARE(learning.observe(start, observation), std::nullopt);
            QCOMPARE(learning.observe(start, Observation{}), std::nullopt); // no headers
        }
        QTEST(learning.effectiveTpm(start, configured), "effective");
        QTEST(learning.effectiveRpm(start, configured), "effective");
        QVERIFY(!learning.isReduced(start));
    }

    void whatIsObserved_isShownEvenIfItIsNotAdopted()
    {
        LimitLearning learning;
        QCOMPARE(learning.observedTpm(), std::nullopt);
        observeLimits(learning, {270'000, 270'000, 270'000});
        QCOMPARE(learning.observedTpm(), 270'000);
        QCOMPARE(learning.effectiveTpm(start, 240'000), 240'000);
        QCOMPARE(learning.observedRpm(), std::nullopt);
    }

    void aLimitThatNobodyConfirms_isNotInForceForEver()
    {
        LimitLearning learning;
        observeLimits(learning, {10, 10, 10});
        QCOMPARE(learning.effectiveTpm(start + 10min - 1ns, 1000), 10);
        QCOMPARE(learning.effectiveTpm(start + 10min, 1000), 1000);
        QCOMPARE(learning.effectiveTpm(start + 10min, 0), 0);
        (void)learning.observe(start + 11min, limitOf(10));
        QCOMPARE(learning.effectiveTpm(start + 11min, 1000), 10);
    }

    void foreign_data()
    {
        using Number = std::optional<std::int64_t>;
        QTest::addColumn<Number>("limit");
        QTest::addColumn<Number>("remaining");
        QTest::addColumn<std::int64_t>("ourAdmitted");
        QTest::addColumn<Number>("ourRemaining");
        QTest::addColumn<Number>("foreign");
        const auto row = [](const char *name, Number limit, Number remaining,
                            std::int64_t ourAdmitted, Number ourRemaining, Number foreign) {
            QTest::newRow(name) << limit << remaining << ourAdmitted << ourRemaining << foreign;
        };
        const Number none;
        row("as we think", 1000, 600, 400, 600, 0);
        row("less", 1000, 500, 400, 600, 100);
        row("more", 1000, 900, 400, 600, 0);
        row("nothing left", 1000, 0, 400, 600, 600);
        row("without a limit in the headers", none, 500, 400, 600, 100);
        row("their limit is higher", 2000, 1600, 400, 600, 0);
        row("their limit is higher, but shared", 2000, 100, 400, 600, 500);
        row("their limit is lower", 500, 100, 400, 600, 0);
        row("their limit is lower and shared", 500, 50, 400, 600, 50);
        row("we have none", 1000, 500, 400, none, 100);
        row("neither has one", none, 500, 400, none, none);
        row("absent", 1000, none, 400, 600, none);
        row("below zero", 1000, -27'689, 400, 600, none);
        row("ours below zero", none, 500, 1200, -200, 0);
    }

    void foreign()
    {
        using Number = std::optional<std::int64_t>;
        QFETCH(const Number, limit);
        QFETCH(const Number, remaining);
        QFETCH(const std::int64_t, ourAdmitted);
        QFETCH(const Number, ourRemaining);
        LimitLearning learning;
        Observation observation;
        observation.limitTokens = limit;
        observation.remainingTokens = remaining;
        observation.ourAdmittedAfterReserve = ourAdmitted;
        observation.ourRemainingAfterReserve = ourRemaining;
        QTEST(learning.observe(start, observation), "foreign");
    }

    void theFactor_movesByATenthOfTheDifference()
    {
        LimitLearning learning;
        QCOMPARE(learning.factor(), 1.0);
        (void)learning.observe(start, aloneWith(100'000));
        QCOMPARE(learning.factor(), 1.0);
        // They counted 1700: 500 of output, so 1200 for the prompt.
        (void)learning.observe(start + 1s, aloneWith(98'300));
        QCOMPARE(learning.factor(), 1.02);
        (void)learning.observe(start + 2s, aloneWith(96'600));
        QCOMPARE(learning.factor(), 1.038);
    }

    void theFactor_staysInBounds_data()
    {
        QTest::addColumn<int>("counted");
        QTest::addColumn<double>("factor");
        QTest::newRow("tends to what they count") << 1300 << 0.8;
        QTest::newRow("least") << 800 << 0.5;
        QTest::newRow("most") << 4000 << 2.0;
        QTest::newRow("too little to be true") << 700 << 1.0;
        QTest::newRow("too much to be true") << 4600 << 1.0;
        QTest::newRow("standing still") << 0 << 1.0;
        QTest::newRow("growing") << -5000 << 1.0;
    }

    void theFactor_staysInBounds()
    {
        QFETCH(const int, counted);
        QFETCH(const double, factor);
        LimitLearning learning;
        for (int i = 0; i < 200; ++i) {
            (void)learning.observe(start + i * 1s, aloneWith(1'000'000 - i * counted));
        }
        QVERIFY(std::abs(learning.factor() - factor) < 1e-6);
    }

    void theFactor_staysWhenTheChangeIsNotThisRequestsAlone_data();
    void theFactor_staysWhenTheChangeIsNotThisRequestsAlone();
    void theFactor_isNotTakenFromAnAnswerBeforeTheLast();
    void theFactor_staysInBoundsWhateverIsSaid();
    void explained429_reducesNothing();
    void unexplained429_reducesAndRecovers();
    void many429_reduceToATenth();
    void many429_areOneWithinASecond();
    void withoutHeaderLearning_only429Count();
};

void TestLimitLearning::theFactor_staysWhenTheChangeIsNotThisRequestsAlone_data()
{
    QTest::addColumn<Observation>("first");
    QTest::addColumn<Observation>("second");
    QTest::addColumn<int>("secondsBetween");
    QTest::addColumn<bool>("isMoved");
    const auto row = [](const char *name, const Observation &first, const Observation &second,
                        int secondsBetween = 1, bool isMoved = false) {
        QTest::newRow(name) << first << second << secondsBetween << isMoved;
    };
    const Observation first = aloneWith(100'000);
    const Observation second = aloneWith(98'300);
    row("moved", first, second, 1, true);
    row("moved, as late as can be", first, second, 5, true);
    row("later", first, second, 6);
    Observation other = second;
    other.alone = false;
    row("not alone", first, other);
    other = second;
    other.promptTokens = 31;
    other.outputTokens = 1660;
    row("short prompt", first, other);
    other = first;
    other.nextRelease = start + 2s;
    row("a reserve passes", other, second);
    other.nextRelease = start;
    row("a bucket", other, second);
    other = first;
    other.remainingTokens = -1;
    row("first unknown", other, second);
    other = second;
    other.remainingTokens.reset();
    row("second unknown", first, other);
}

void TestLimitLearning::theFactor_staysWhenTheChangeIsNotThisRequestsAlone()
{
    QFETCH(const Observation, first);
    QFETCH(const Observation, second);
    QFETCH(const int, secondsBetween);
    QFETCH(const bool, isMoved);
    LimitLearning learning;
    (void)learning.observe(start, first);
    (void)learning.observe(start + secondsBetween * 1s, second);
    QCOMPARE(learning.factor(), isMoved ? 1.02 : 1.0);
}

void TestLimitLearning::theFactor_isNotTakenFromAnAnswerBeforeTheLast()
{
    LimitLearning learning;
    (void)learning.observe(start, aloneWith(100'000));
    (void)learning.observe(start + 1s, aloneWith(-1));
    (void)learning.observe(start + 2s, aloneWith(98'300));
    QCOMPARE(learning.factor(), 1.0);
}

void TestLimitLearning::theFactor_staysInBoundsWhateverIsSaid()
{
    test::forEachRound(100, [](SeededRandom &random) {
        LimitLearning learning;
        SteadyTime now = start;
        const auto number = [&]() -> std::int64_t {
            const auto any = static_cast<std::int64_t>(random.nextU64());
            return random.below(4) == 0 ? any : any % 10'000;
        };
        for (int i = 0; i < 200; ++i) {
            now += Duration(random.betweenInclusive(0, 10'000'000'000));
            Observation observation = aloneWith(number());
            observation.limitTokens = number();
            observation.limitRequests = number();
            observation.promptTokens = number();
            observation.outputTokens = number();
            observation.ourAdmittedAfterReserve = number();
            observation.ourRemainingAfterReserve = number();
            const auto foreign = learning.observe(now, observation);
            QVERIFY(!foreign || *foreign >= 0);
            (void)learning.throttled(now, number(), number());
            QVERIFY(learning.factor() >= 0.5 && learning.factor() <= 2.0);
            const std::int64_t effective = learning.effectiveTpm(now, 5000);
            QVERIFY(effective >= 1 && effective <= 5000);
            QVERIFY(learning.effectiveRpm(now, 5000) <= 5000);
            QVERIFY(learning.effectiveTpm(now, 0) >= 0);
        }
    });
}

void TestLimitLearning::explained429_reducesNothing()
{
    LimitLearning learning;
    QVERIFY(!learning.throttled(start, 1000, 800));
    QVERIFY(!learning.throttled(start, 1000, 1200));
    QVERIFY(!learning.throttled(start, 0, 0)); // no limit to reduce
    QVERIFY(!learning.isReduced(start));
    QCOMPARE(learning.effectiveTpm(start, 1000), 1000);
}

void TestLimitLearning::unexplained429_reducesAndRecovers()
{
    LimitLearning learning;
    QVERIFY(learning.throttled(start, 1000, 799));
    QVERIFY(learning.isReduced(start));
    QCOMPARE(learning.effectiveTpm(start, 1000), 900);
    QCOMPARE(learning.effectiveTpm(start + 1min, 1000), 920);
    QCOMPARE(learning.effectiveTpm(start + 90s, 1000), 930);
    // From where it stands by then; 80 % of 940 is 752.
    QVERIFY(!learning.throttled(start + 2min, 1000, 752));
    QVERIFY(learning.throttled(start + 2min, 1000, 751));
    QCOMPARE(learning.effectiveTpm(start + 2min, 1000), 846);
    QVERIFY(learning.isReduced(start + 9min));
    QVERIFY(!learning.isReduced(start + 10min));
    QCOMPARE(learning.effectiveTpm(start + 10min, 1000), 1000);
    QCOMPARE(learning.effectiveTpm(start, 0), 0);
}

void TestLimitLearning::many429_reduceToATenth()
{
    LimitLearning learning;
    SteadyTime now = start;
    for (int i = 0; i < 100; ++i) {
        now += 1s;
        (void)learning.throttled(now, 1000, 0);
    }
    QCOMPARE(learning.effectiveTpm(now, 1000), 100);
    QCOMPARE(learning.effectiveTpm(now, 5), 1);
}

void TestLimitLearning::many429_areOneWithinASecond()
{
    LimitLearning learning;
    for (int i = 0; i < 20; ++i) {
        QVERIFY(learning.throttled(start + i * 50ms, 1000, 10));
    }
    // The beginning of a share of 2 % that comes back in a minute is rounded away.
    QCOMPARE(learning.effectiveTpm(start + 950ms, 1000), 900);
    QVERIFY(learning.throttled(start + 1s, 1000, 10));
    QCOMPARE(learning.effectiveTpm(start + 1s, 1000), 810);
}

void TestLimitLearning::withoutHeaderLearning_only429Count()
{
    LimitLearning learning;
    observeLimits(learning, {500, 500, 500});
    (void)learning.observe(start, aloneWith(100'000));
    (void)learning.observe(start, aloneWith(98'300));
    QVERIFY(learning.factor() > 1.0);
    learning.configure(HeaderLearning::Off);
    QCOMPARE(learning.factor(), 1.0);
    QCOMPARE(learning.effectiveTpm(start, 1000), 1000);
    QCOMPARE(learning.observedTpm(), std::nullopt);

    observeLimits(learning, {500, 500, 500});
    Observation shared = aloneWith(10);
    shared.ourRemainingAfterReserve = 600;
    QCOMPARE(learning.observe(start, shared), std::nullopt);
    QCOMPARE(learning.effectiveTpm(start, 1000), 1000);
    QVERIFY(learning.throttled(start, 1000, 0));
    QCOMPARE(learning.effectiveTpm(start, 1000), 900);
    // And what was known before is not known again.
    learning.configure(HeaderLearning::On);
    (void)learning.observe(start, limitOf(500));
    QCOMPARE(learning.effectiveTpm(start + 10min, 1000), 1000);
}

QTEST_APPLESS_MAIN(TestLimitLearning)
#include "tst_limitlearning.moc"
