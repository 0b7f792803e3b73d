#include "base/text.h"
#include "planbench.h"
#include "proxy/passedover.h"

#include <QTest>

using namespace penstock;
using namespace penstock::proxy;
using namespace penstock::proxy::test;
using namespace std::chrono_literals;
using resilience::Cause;
using routing::Verdict;

class TestPassedOver final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void target_hasBothNames();
    void header_namesCategoriesAndSeconds();
    void header_isShort();
    void words_countAlike();
    void words_tellCausesApart_data();
    void words_tellCausesApart();
};

void TestPassedOver::target_hasBothNames()
{
    const PlanBench bench({"north", "south"});
    QCOMPARE(targetName(bench.plan(), 1), std::string("south/dep-south"));
}

void TestPassedOver::header_namesCategoriesAndSeconds()
{
    const PlanBench bench({"north", "south", "east"});
    const auto text = [&](std::vector<routing::CandidateReason> reasons) {
        return passedOverText(bench.plan(), reasons, bench.now());
    };
    QCOMPARE(text({}), std::string());
    QCOMPARE(text({bench.reason(0, Verdict::RateLimited, Cause::RateLimited, 6001ms),
                   bench.reason(1, Verdict::Open, Cause::ServerErrors),
                   bench.reason(2, Verdict::TokensFull, Cause::None, -1s)}),
             std::string("north:rate_limited:7s,south:open,east:tokens_full"));
}

void TestPassedOver::header_isShort()
{
    const PlanBench bench({"north"});
    const std::vector<routing::CandidateReason> reasons(11, bench.reason(0, Verdict::Tried));
    const std::string text = passedOverText(bench.plan(), reasons, bench.now());
    QCOMPARE(std::ranges::count(text, ','), 8);
    QVERIFY2(text.ends_with(",+3"), text.c_str());
}

void TestPassedOver::words_countAlike()
{
    const PlanBench bench({"north"});
    QCOMPARE(
        countsText({bench.reason(0, Verdict::RateLimited), bench.reason(0, Verdict::TokensFull),
                    bench.reason(0, Verdict::RequestsFull), bench.reason(0, Verdict::RateLimited)}),
        std::string("2 are rate limited, 2 are at their limits"));
}

void TestPassedOver::words_tellCausesApart_data()
{
    QTest::addColumn<Verdict>("verdict");
    QTest::addColumn<Cause>("cause");
    QTest::addColumn<QByteArray>("text");
    const auto row = [](const char *text, Verdict verdict, Cause cause = Cause::None) {
        QTest::newRow(text) << verdict << cause << QByteArray(text);
    };
    row("1 is closed by hand", Verdict::Open, Cause::Operator);
    row("1 is kept away by its breaker", Verdict::TrialTaken, Cause::ServerErrors);
    row("1 has no such deployment", Verdict::ConfigError, Cause::DeploymentNotFound);
    row("1 does not know the api-version", Verdict::ConfigError, Cause::ApiVersion);
    row("1 shows a bad certificate", Verdict::ConfigError, Cause::Certificate);
    row("1 refuses the gateway's credentials", Verdict::ConfigError, Cause::Unauthorized);
    row("1 has no usable key", Verdict::Unusable);
    row("1 takes no prompt that long", Verdict::TooLong);
    row("1 has a smaller quota", Verdict::TooLarge);
    row("1 is draining", Verdict::Draining);
    row("1 is not the one asked for", Verdict::NotPinned);
    row("1 has failed", Verdict::Tried);
}

void TestPassedOver::words_tellCausesApart()
{
    QFETCH(const Verdict, verdict);
    QFETCH(const Cause, cause);
    QFETCH(const QByteArray, text);
    const PlanBench bench({"north"});
    QCOMPARE(QByteArray::fromStdString(countsText({bench.reason(0, verdict, cause)})), text);
}

QTEST_APPLESS_MAIN(TestPassedOver)
#include "tst_passedover.moc"
