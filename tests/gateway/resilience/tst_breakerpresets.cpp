#include "config/decode.h"
#include "config/defaults.h"
#include "config/jsonreader.h"
#include "healthbench.h"

#include <QTest>

using namespace penstock;
using namespace penstock::resilience;
using namespace std::chrono_literals;
using Bench = test::HealthBench;

Q_DECLARE_METATYPE(penstock::BreakerSettings)
Q_DECLARE_METATYPE(penstock::InstanceState)
Q_DECLARE_METATYPE(penstock::resilience::HealthReport)

namespace
{

BreakerSettings presetSettings(const char *name)
{
    const std::string document
        = std::string(R"({"circuit_breaker": {"preset": ")") + name + R"("}})";
    return config::decode(config::withDefaults(config::readJson(document, "test").root)).breaker;
}

} // namespace

class TestBreakerPresets final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void presetOpensOn_data();
    void presetOpensOn();
    void presetIsFlat_data();
    void presetIsFlat();
    void presetClosesWithOneSuccess_data();
    void presetClosesWithOneSuccess();
};

// What the gateways that these presets are named after do with each kind of answer.
void TestBreakerPresets::presetOpensOn_data()
{
    QTest::addColumn<BreakerSettings>("settings");
    QTest::addColumn<HealthReport>("report");
    QTest::addColumn<InstanceState>("state");
    QTest::addColumn<int>("seconds");
    const BreakerSettings first = presetSettings("apim_v1");
    const BreakerSettings second = presetSettings("apim_v2");
    const auto row = [](const char *name, const BreakerSettings &settings,
                        const HealthReport &report, InstanceState state, int seconds) {
        QTest::newRow(name) << settings << report << state << seconds;
    };
    row("first: 200", first, Bench::success(), InstanceState::Healthy, 0);
    row("first: 401", first, Bench::refused(Cause::Unauthorized), InstanceState::Open, 30);
    row("first: 429", first, Bench::rateLimited(60s), InstanceState::Open, 30);
    row("first: 5xx", first, Bench::serverError(), InstanceState::Open, 30);
    row("first: time-out", first, Bench::timeout(), InstanceState::Open, 30);
    row("first: no connection", first, Bench::notConnected(), InstanceState::Open, 30);
    row("first: 403", first, Bench::refused(Cause::Forbidden), InstanceState::ConfigError, 300);
    row("second: 200", second, Bench::success(), InstanceState::Healthy, 0);
    row("second: 429", second, Bench::rateLimited(60s), InstanceState::Open, 10);
    row("second: 5xx", second, Bench::serverError(), InstanceState::Healthy, 0);
    row("second: no connection", second, Bench::notConnected(), InstanceState::Healthy, 0);
    row("second: 401", second, Bench::refused(Cause::Unauthorized), InstanceState::ConfigError,
        300);
}

void TestBreakerPresets::presetOpensOn()
{
    QFETCH(const BreakerSettings, settings);
    QFETCH(const HealthReport, report);
    QFETCH(const InstanceState, state);
    QFETCH(const int, seconds);
    Bench bench(settings);
    bench.ask(Bench::success(), 20);
    bench.ask(report);
    QCOMPARE(bench.state(), state);
    QCOMPARE(bench.leave(), seconds == 0 ? Leave::Free : Leave::None);
    QCOMPARE(bench.untilChange().value_or(0ns), Duration(std::chrono::seconds(seconds)));
}

void TestBreakerPresets::presetIsFlat_data()
{
    QTest::addColumn<BreakerSettings>("settings");
    QTest::addColumn<int>("seconds");
    QTest::newRow("first") << presetSettings("apim_v1") << 30;
    QTest::newRow("second") << presetSettings("apim_v2") << 10;
}

void TestBreakerPresets::presetIsFlat()
{
    QFETCH(const BreakerSettings, settings);
    QFETCH(const int, seconds);
    Bench bench(settings);
    for (int i = 0; i < 6; ++i) {
        bench.ask(Bench::rateLimited(2s));
        QCOMPARE(bench.state(), InstanceState::Open);
        QCOMPARE(bench.untilChange(), std::optional<Duration>(std::chrono::seconds(seconds)));
        bench.pass(std::chrono::seconds(seconds));
        QCOMPARE(bench.leave(), Leave::Trial);
    }
}

void TestBreakerPresets::presetClosesWithOneSuccess_data()
{
    presetIsFlat_data();
}

void TestBreakerPresets::presetClosesWithOneSuccess()
{
    QFETCH(const BreakerSettings, settings);
    QFETCH(const int, seconds);
    Bench bench(settings);
    const Pass early = bench.enter();
    bench.ask(Bench::rateLimited(2s));
    // Of before the 429: too late.
    bench.tell(early, Bench::success());
    QCOMPARE(bench.state(), InstanceState::Open);
    bench.pass(std::chrono::seconds(seconds));
    bench.ask(Bench::success());
    QCOMPARE(bench.state(), InstanceState::Healthy);

    // All are open and so all are tried: a 200 closes before the time is over.
    bench.ask(Bench::rateLimited(2s));
    bench.ask(Bench::success());
    QCOMPARE(bench.state(), InstanceState::Healthy);
}

QTEST_APPLESS_MAIN(TestBreakerPresets)
#include "tst_breakerpresets.moc"
