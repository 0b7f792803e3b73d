#include "configfolder.h"

#include <QTest>

using namespace penstock;
using namespace penstock::config;
using namespace penstock::config::test;
using namespace std::chrono_literals;

namespace
{

using Kinds = std::set<FailureKind>;

GatewayConfig configOf(const std::string &yaml)
{
    const ConfigFolder folder(std::string(someInstance) + yaml);
    const LoadedConfig loaded = folder.load();
    if (!loaded.config) {
        qWarning("%s", qPrintable(folder.findings(loaded).join(QLatin1Char('\n'))));
        return {};
    }
    return *loaded.config;
}

GatewayConfig configWithPreset(const std::string &preset)
{
    return configOf("circuit_breaker: {preset: " + preset + "}\n");
}

/// The breaker of the only instance, whose own `circuit_breaker` is given.
BreakerSettings breakerOfInstance(const std::string &own, const std::string &rest)
{
    const ConfigFolder folder("instances:\n"
                              "  - {name: one, api_base: 'https://one.example.com', auth: none, "
                              "supported_models: [m], circuit_breaker: {"
                              + own + "}}\n" + rest);
    const LoadedConfig loaded = folder.load();
    if (!loaded.config) {
        qWarning("%s", qPrintable(folder.findings(loaded).join(QLatin1Char('\n'))));
        return {};
    }
    return loaded.config->instances.front().breaker;
}

} // namespace

class TestPresets final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void balancedIsWhatHoldsWithoutAWord()
    {
        const GatewayConfig config = configWithPreset("balanced");
        QVERIFY(config == configOf(""));
        const BreakerSettings &breaker = config.breaker;
        QCOMPARE(breaker.openOn, (Kinds{FailureKind::ServerError, FailureKind::Connection}));
        QCOMPARE(breaker.scope, BreakerScope::Auto);
        QVERIFY(breaker.open == 10s && breaker.openMax == 120s);
        QCOMPARE(breaker.consecutiveConnect, 3);
        QCOMPARE(breaker.consecutiveServerErrors, 5);
        QVERIFY(breaker.honorRetryAfter);
        QCOMPARE(config.routing.allOpen, AllOpen::Soonest);
        QCOMPARE(config.routing.retries, 3);
    }

    void apimV1OpensTheInstanceOnTheFirstFailure()
    {
        const GatewayConfig config = configWithPreset("apim_v1");
        const BreakerSettings &breaker = config.breaker;
        QCOMPARE(breaker.preset, BreakerPreset::ApimV1);
        QCOMPARE(breaker.openOn,
                 (Kinds{FailureKind::Unauthorized, FailureKind::RateLimited,
                        FailureKind::ServerError, FailureKind::Timeout, FailureKind::Connection}));
        QCOMPARE(breaker.scope, BreakerScope::Instance);
        QVERIFY2(breaker.open == 30s && breaker.openMax == 30s, "flat");
        QCOMPARE(breaker.jitter, 0.0);
        QCOMPARE(breaker.consecutiveConnect, 1);
        QCOMPARE(breaker.consecutiveServerErrors, 1);
        QCOMPARE(breaker.minOutcomes, 1);
        QVERIFY2(breaker.halfOpenSuccesses == 1, "a 200 closes");
        QVERIFY(!breaker.honorRetryAfter);
        QCOMPARE(config.routing.allOpen, AllOpen::All);
        QCOMPARE(config.routing.retries, 3);
    }

    void apimV2OpensTheTargetOnTheFirst429()
    {
        const GatewayConfig config = configWithPreset("apim_v2");
        const BreakerSettings &breaker = config.breaker;
        QCOMPARE(breaker.preset, BreakerPreset::ApimV2);
        QCOMPARE(breaker.openOn, (Kinds{FailureKind::RateLimited}));
        QCOMPARE(breaker.scope, BreakerScope::Target);
        QVERIFY2(breaker.open == 10s && breaker.openMax == 10s, "flat");
        QCOMPARE(breaker.jitter, 0.0);
        QVERIFY(breaker.retrySameTarget == 1s);
        QVERIFY(!breaker.honorRetryAfter);
        QCOMPARE(config.routing.allOpen, AllOpen::Soonest);
        QCOMPARE(config.routing.retries, 2);
    }

    void customBeginsWithTheDefaults()
    {
        GatewayConfig config = configWithPreset("custom");
        QCOMPARE(config.breaker.preset, BreakerPreset::Custom);
        config.breaker.preset = BreakerPreset::Balanced;
        config.instances.front().breaker.preset = BreakerPreset::Balanced;
        QVERIFY(config == configOf(""));
    }

    void singleNumbersOverrideThePreset()
    {
        const GatewayConfig config
            = configOf("circuit_breaker: {preset: apim_v1, open_seconds: 45, scope: target, "
                       "open_on: [404], honor_retry_after: true}\n"
                       "routing: {retries: 7, all_open: reject}\n");
        QVERIFY(config.breaker.open == 45s);
        QVERIFY2(config.breaker.openMax == 30s, "which nobody named");
        QCOMPARE(config.breaker.scope, BreakerScope::Target);
        QCOMPARE(config.breaker.openOn, (Kinds{FailureKind::NotFound}));
        QVERIFY(config.breaker.honorRetryAfter);
        QCOMPARE(config.routing.retries, 7);
        QCOMPARE(config.routing.allOpen, AllOpen::Reject);
    }

    void anEmptyListOpensOnNothing()
    {
        QVERIFY(configOf("circuit_breaker: {open_on: []}\n").breaker.openOn.empty());
    }

    void instanceInheritsWhatHoldsGlobally()
    {
        const std::string global = "circuit_breaker: {preset: apim_v1, open_seconds: 45}\n";
        QVERIFY(breakerOfInstance("", global) == configOf(global).breaker);
    }

    void instanceOverridesSingleNumbers()
    {
        const std::string global = "circuit_breaker: {preset: apim_v1, open_seconds: 45}\n";
        BreakerSettings expected = configOf(global).breaker;
        expected.open = 7s;
        expected.halfOpenSuccesses = 3;
        QVERIFY(breakerOfInstance("open_seconds: 7, half_open_successes: 3", global) == expected);
    }

    void presetOfAnInstanceStartsOver()
    {
        // What was tuned for the global preset says nothing about another one.
        const std::string global = "circuit_breaker: {preset: apim_v1, open_seconds: 45}\n";
        const BreakerSettings expected = configWithPreset("apim_v2").breaker;
        QVERIFY(breakerOfInstance("preset: apim_v2", global) == expected);
    }

    void presetOfAnInstanceMayBeOverriddenThere()
    {
        BreakerSettings expected = configWithPreset("apim_v2").breaker;
        expected.openOn = {FailureKind::RateLimited, FailureKind::ServerError};
        QVERIFY(breakerOfInstance("preset: apim_v2, open_on: [429, 5xx]", "") == expected);
    }

    void presetOfAnInstanceLeavesTheRoutingAlone()
    {
        const ConfigFolder folder("instances:\n"
                                  "  - {name: one, api_base: 'https://one.example.com', "
                                  "auth: none, supported_models: [m], "
                                  "circuit_breaker: {preset: apim_v2}}\n");
        QCOMPARE(folder.load().config->routing.retries, 3);
    }
};

QTEST_APPLESS_MAIN(TestPresets)
#include "tst_presets.moc"
