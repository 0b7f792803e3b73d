#include "domain/agentsettings.h"
#include "domain/breakersettings.h"
#include "domain/gatewayconfig.h"
#include "domain/instancesettings.h"
#include "domain/limitsettings.h"
#include "domain/observabilitysettings.h"
#include "domain/routingsettings.h"
#include "domain/secretreference.h"
#include "domain/storagesettings.h"

#include <QTest>

#include <algorithm>
#include <set>
#include <string>
#include <vector>

using namespace penstock;

namespace
{

using Names = std::vector<std::string>;

/// The spellings in order, and both directions for each of them. Enumerators count from 1, so that
/// a forgotten one leaves a gap.
template<class E>
Names checkedNames()
{
    Names names;
    std::set<int> values;
    for (const EnumName<E> &entry : enumNames<E>) {
        names.emplace_back(entry.name);
        values.insert(static_cast<int>(entry.value));
        if (nameOf(entry.value) != entry.name || valueNamed<E>(entry.name) != entry.value) {
            return {"does not come back: " + names.back()};
        }
    }
    const std::set<std::string> unique(names.begin(), names.end());
    const int count = static_cast<int>(names.size());
    if (unique.size() != names.size() || values.size() != names.size() || *values.begin() != 1
        || *values.rbegin() != count) {
        return {"a name or value stands twice, or one is missing"};
    }
    if (!std::ranges::equal(namesOf<E>(), names)) {
        return {"namesOf gives other names"};
    }
    // The one after the last has no name: the list above is complete.
    if (!nameOf(static_cast<E>(count + 1)).empty() || valueNamed<E>("").has_value()
        || valueNamed<E>("no such name").has_value()) {
        return {"finds what is not there"};
    }
    return names;
}

} // namespace

/// The spellings stand in documents and answers of the API: changing one breaks somebody.
class TestEnumNames final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void routing()
    {
        QCOMPARE(checkedNames<Strategy>(),
                 (Names{"failover", "priority", "round_robin", "weighted", "least_loaded",
                        "headroom", "model_specific"}));
        QCOMPARE(checkedNames<AllOpen>(), (Names{"soonest", "all", "reject"}));
        QCOMPARE(checkedNames<Repair>(), (Names{"off", "ask", "auto"}));
        QCOMPARE(checkedNames<OnPinLoss>(), (Names{"reject", "strip_reasoning"}));
        QCOMPARE(checkedNames<Affinity>(),
                 (Names{"none", "cookie", "header", "client_key", "auto"}));
        QCOMPARE(checkedNames<AffinityStrength>(), (Names{"soft", "strong"}));
        QCOMPARE(checkedNames<LimitMode>(), (Names{"enforce", "advise"}));
    }

    void breaker()
    {
        QCOMPARE(checkedNames<BreakerPreset>(),
                 (Names{"balanced", "apim_v1", "apim_v2", "custom"}));
        QCOMPARE(checkedNames<FailureKind>(),
                 (Names{"401", "403", "404", "429", "5xx", "timeout", "connection"}));
        QCOMPARE(checkedNames<BreakerScope>(), (Names{"auto", "instance", "target"}));
    }

    void instances()
    {
        QCOMPARE(checkedNames<Provider>(), (Names{"azure", "azure_v1", "generic"}));
        QCOMPARE(checkedNames<AuthKind>(),
                 (Names{"api_key", "azure_cli", "managed_identity", "client_credentials",
                        "workload_identity", "device_code", "none"}));
        QCOMPARE(checkedNames<DeploymentKind>(), (Names{"standard", "ptu"}));
        QCOMPARE(checkedNames<Http2>(), (Names{"off", "auto"}));
        QCOMPARE(checkedNames<AgentKind>(), (Names{"azure_agent", "responses_agent"}));
    }

    void service()
    {
        QCOMPARE(checkedNames<LogDetail>(), (Names{"debug", "info", "warning", "error"}));
        QCOMPARE(checkedNames<LogFormat>(), (Names{"text", "json"}));
        QCOMPARE(checkedNames<AlertKind>(), (Names{"feishu", "slack", "generic"}));
        QCOMPARE(checkedNames<AutoRollback>(), (Names{"off", "offer", "auto"}));
        QCOMPARE(checkedNames<SecretPlace>(),
                 (Names{"env", "file", "keychain", "systemd", "memory"}));
    }
};

QTEST_APPLESS_MAIN(TestEnumNames)
#include "tst_enumnames.moc"
