#include "simulator/limiter.h"
#include "support/fakeclock.h"

#include <QTest>

#include <vector>

using namespace penstock;
using namespace penstock::simulator;
using std::chrono::milliseconds;
using std::chrono::seconds;

/// Sequences of admissions, as the service would decide them.
class TestLimiter final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void sequences_data();
    void sequences();
    void noLimits_admitEverything();
    void requestsPerMinute_followTheModel_data();
    void requestsPerMinute_followTheModel();
    void everyVerdict_tellsWhatIsLeft();
    void standard_isNeverCorrected();
    void provisioned_isCorrectedBothWays();
    void reducedLimit_shows();
};

namespace
{

using enum Admission;

/// One call: when, how large, what comes of it, and after how long the client may come back.
struct Call {
    milliseconds at{};
    std::int64_t tokens = 0;
    Admission expected = Admitted;
    milliseconds retryAfter{};
};

struct Sequence {
    const char *name;
    DeploymentSetup setup;
    std::vector<Call> calls;
};

std::vector<Call> many(int count, milliseconds at, std::int64_t tokens, Admission expected,
                       milliseconds retryAfter = {})
{
    return std::vector<Call>(static_cast<std::size_t>(count), {at, tokens, expected, retryAfter});
}

std::vector<Call> operator+(std::vector<Call> left, const std::vector<Call> &right)
{
    left.insert(left.end(), right.begin(), right.end());
    return left;
}

std::vector<Sequence> all()
{
    const DeploymentSetup tokens{.tokensPerMinute = 10'000, .requestsPerMinute = 6000};
    DeploymentSetup fixed = tokens;
    fixed.tokenWindow = TokenWindow::Fixed;
    const DeploymentSetup requests{.tokensPerMinute = 1'000'000, .requestsPerMinute = 60};
    DeploymentSetup everySecond{.tokensPerMinute = 10'000'000, .requestsPerMinute = 600};
    everySecond.requestWindow = seconds(1);
    const DeploymentSetup ptu{.kind = DeploymentKind::Ptu, .tokensPerMinute = 6000};
    return {
        {"measured: four of 2,061 fit into 10,000", tokens,
         many(4, {}, 2061, Admitted) + many(1, {}, 2061, TooManyTokens, seconds(60))},
        {"exactly full is not too full", tokens,
         many(2, {}, 5000, Admitted) + many(1, {}, 1, TooManyTokens, seconds(60))},
        {"the window rolls",
         tokens,
         {{seconds(0), 6000, Admitted, {}},
          {seconds(30), 4000, Admitted, {}},
          {milliseconds(59'999), 1, TooManyTokens, milliseconds(1)},
          {seconds(60), 6000, Admitted, {}},
          {seconds(60), 1, TooManyTokens, seconds(30)}}},
        {"a rejected call holds no tokens",
         tokens,
         {{seconds(0), 9000, Admitted, {}},
          {seconds(1), 5000, TooManyTokens, seconds(59)},
          {seconds(1), 1000, Admitted, {}}}},
        {"what never fits is told so",
         tokens,
         {{seconds(0), 10'001, NeverFits, seconds(86'400)}, {seconds(0), 10'000, Admitted, {}}}},
        {"the fixed window starts anew at once",
         fixed,
         {{seconds(0), 6000, Admitted, {}},
          {seconds(50), 4000, Admitted, {}},
          {seconds(55), 1, TooManyTokens, seconds(5)},
          {seconds(60), 10'000, Admitted, {}},
          {seconds(119), 1, TooManyTokens, seconds(1)},
          {seconds(120), 10'000, Admitted, {}}}},
        {"60 a minute are 10 in 10 s", requests,
         many(10, {}, 1, Admitted) + many(1, seconds(4), 1, TooManyRequests, seconds(6))
             + many(1, seconds(10), 1, Admitted)},
        {"rejected calls count as calls", requests,
         many(10, {}, 1, Admitted) + many(9, seconds(9), 1, TooManyRequests, seconds(1))
             + many(1, seconds(9), 1, TooManyRequests, seconds(10))
             // The ten of second 9 fill the window of their own.
             + many(1, seconds(11), 1, TooManyRequests, seconds(8))
             + many(1, seconds(22), 1, Admitted)},
        {"600 a minute are 10 in a second, where it is cut so", everySecond,
         many(10, {}, 1, Admitted)
             + many(1, milliseconds(400), 1, TooManyRequests, milliseconds(600))
             + many(1, milliseconds(1400), 1, Admitted)},
        {"calls come before tokens: a call too many holds none",
         {.tokensPerMinute = 100, .requestsPerMinute = 6},
         {{seconds(0), 60, Admitted, {}},
          {seconds(1), 40, TooManyRequests, seconds(10)},
          {seconds(11), 40, Admitted, {}},
          {seconds(21), 1, TooManyTokens, seconds(39)}}},
        {"what never fits counts as a call",
         {.tokensPerMinute = 100, .requestsPerMinute = 6},
         many(1, {}, 101, NeverFits, seconds(86'400))
             + many(1, seconds(1), 1, TooManyRequests, seconds(10))},
        {"no tokens are always room", tokens,
         many(1, {}, 10'000, Admitted) + many(3, {}, 0, Admitted)},
        {"provisioned: one call may go far above 100 %, and all wait for it",
         ptu,
         {{seconds(0), 60'000, Admitted, {}},
          {seconds(0), 1, Utilised, seconds(540)},
          {seconds(539), 1, Utilised, seconds(1)},
          {seconds(540), 1, Admitted, {}}}},
        {"provisioned: admits while not above 100 %, and drains all the time",
         ptu,
         {{seconds(0), 6000, Admitted, {}},
          {seconds(0), 3000, Admitted, {}}, // stands at exactly 100 %
          {seconds(0), 1, Utilised, seconds(30)},
          {seconds(15), 1, Utilised, seconds(15)},
          {seconds(30), 600, Admitted, {}},
          {milliseconds(33'000), 1, Utilised, seconds(3)}}},
    };
}

} // namespace

void TestLimiter::sequences_data()
{
    QTest::addColumn<int>("index");
    int index = 0;
    for (const Sequence &sequence : all()) {
        QTest::newRow(sequence.name) << index++;
    }
}

void TestLimiter::sequences()
{
    QFETCH(int, index);
    const Sequence sequence = all().at(static_cast<std::size_t>(index));
    Limiter limiter(sequence.setup);
    const SteadyTime begin = penstock::test::FakeClock().steadyNow();
    int number = 0;
    for (const Call &call : sequence.calls) {
        const LimiterVerdict verdict = limiter.admit(call.tokens, begin + call.at);
        const QByteArray place = "call " + QByteArray::number(++number) + ": retry after "
            + QByteArray::number(static_cast<qlonglong>(verdict.retryAfter.count()));
        QVERIFY2(verdict.admission == call.expected, place.constData());
        QVERIFY2(verdict.retryAfter == call.retryAfter, place.constData());
    }
}

void TestLimiter::noLimits_admitEverything()
{
    Limiter limiter({});
    const LimiterVerdict verdict = limiter.admit(1'000'000'000, SteadyTime());
    QCOMPARE(verdict.admission, Admitted);
    QCOMPARE(verdict.remainingTokens, -1);
    QCOMPARE(verdict.limitRequests, -1);
}

void TestLimiter::requestsPerMinute_followTheModel_data()
{
    QTest::addColumn<std::string>("model");
    QTest::addColumn<int>("tokens");
    QTest::addColumn<int>("requests"); // 0: not set
    QTest::addColumn<int>("expected");
    const auto row
        = [](const char *name, const char *model, int tokens, int requests, int expected) {
              QTest::newRow(name) << std::string(model) << tokens << requests << expected;
          };
    row("older chat", "gpt-4o", 60'000, 0, 360);
    row("o1", "o1", 60'000, 0, 10);
    row("o3", "o3", 60'000, 0, 60);
    row("o4-mini", "o4-mini", 60'000, 0, 60);
    row("o3-mini", "o3-mini", 60'000, 0, 6);
    row("model of our days", "something-new", 60'000, 0, 360);
    row("at least one", "o1", 1000, 0, 1);
    row("set", "o1", 60'000, 5, 5);
    row("no limit at all", "gpt-4o", 0, 0, 0);
}

void TestLimiter::requestsPerMinute_followTheModel()
{
    QFETCH(std::string, model);
    QFETCH(int, tokens);
    QFETCH(int, requests);
    QFETCH(int, expected);
    QCOMPARE(requestsPerMinute(
                 {.model = model, .tokensPerMinute = tokens, .requestsPerMinute = requests}),
             expected);
}

void TestLimiter::everyVerdict_tellsWhatIsLeft()
{
    Limiter limiter({.tokensPerMinute = 10'000, .requestsPerMinute = 60});
    const SteadyTime begin(std::chrono::hours(1));
    struct Left {
        seconds at;
        std::int64_t tokens;
        std::int64_t remainingTokens;
        seconds resetTokens;
        std::int64_t remainingRequests;
        seconds resetRequests;
    };
    for (const Left &left : {Left{seconds(0), 4000, 6000, seconds(60), 9, seconds(10)},
                             Left{seconds(5), 5000, 1000, seconds(60), 8, seconds(10)},
                             Left{seconds(6), 2000, 1000, seconds(59), 7, seconds(10)}, // rejected
                             Left{seconds(12), 1000, 0, seconds(60), 7, seconds(10)},
                             Left{seconds(60), 1, 3999, seconds(60), 9, seconds(10)}}) {
        const LimiterVerdict verdict = limiter.admit(left.tokens, begin + left.at);
        const QByteArray place
            = "at " + QByteArray::number(static_cast<qlonglong>(left.at.count()));
        QVERIFY2(verdict.remainingTokens == left.remainingTokens, place.constData());
        QVERIFY2(verdict.resetTokens == left.resetTokens, place.constData());
        QVERIFY2(verdict.remainingRequests == left.remainingRequests, place.constData());
        QVERIFY2(verdict.resetRequests == left.resetRequests, place.constData());
    }
}

void TestLimiter::standard_isNeverCorrected()
{
    Limiter limiter({.tokensPerMinute = 1000, .requestsPerMinute = 600});
    const SteadyTime now(std::chrono::hours(1));
    QCOMPARE(limiter.admit(800, now).admission, Admitted);
    limiter.correct(800, 10, now);
    QCOMPARE(limiter.usedTokens(now), 800);
}

void TestLimiter::provisioned_isCorrectedBothWays()
{
    Limiter limiter({.kind = DeploymentKind::Ptu, .tokensPerMinute = 1000});
    const SteadyTime now(std::chrono::hours(1));
    QCOMPARE(limiter.admit(800, now).utilisation, 80.0);
    limiter.correct(800, 300, now);
    QCOMPARE(limiter.utilisation(now), 30.0);
    limiter.correct(0, 900, now);
    QCOMPARE(limiter.utilisation(now), 120.0);
    QCOMPARE(limiter.admit(1, now).admission, Utilised);
    limiter.correct(5000, 0, now);
    QCOMPARE(limiter.utilisation(now), 0.0);
}

void TestLimiter::reducedLimit_shows()
{
    Limiter limiter({.tokensPerMinute = 1000, .requestsPerMinute = 600});
    const SteadyTime now(std::chrono::hours(1));
    const LimiterVerdict verdict = limiter.admit(600, now, 0.5);
    QCOMPARE(verdict.admission, NeverFits);
    QCOMPARE(verdict.limitTokens, 500);
    QCOMPARE(verdict.limitRequests, 300);
    QCOMPARE(limiter.admit(600, now, 1).admission, Admitted);
}

QTEST_APPLESS_MAIN(TestLimiter)
#include "tst_limiter.moc"
