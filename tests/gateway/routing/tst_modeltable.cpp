#include "routing/modeltable.h"

#include <QTest>

using namespace penstock;
using namespace penstock::routing;

/// Which name leads to which instance.
class TestModelTable final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void mappedModel_hasItsDeployment();
    void supportedModel_isItsOwnDeployment();
    void mapWinsOverSupported();
    void names_areExact_data();
    void names_areExact();
    void foldedNames_comeFromVariablesOnly();
    void order_isPriorityThenConfiguration();
    void unusableInstances_areLeftOut();
    void deploymentPath_takesTheModelFirst();
    void deploymentPath_poolsEqualDeployments();
    void deploymentPath_knowsDeploymentsOfVariables();
    void models_areSortedAndOnce();
    void nearestModel_helpsWithTypingErrors();
};

namespace
{

InstanceSettings instance(std::string name, std::string model = {}, std::string deployment = {})
{
    InstanceSettings settings;
    settings.name = std::move(name);
    if (!model.empty()) {
        settings.modelDeployments[ModelName(std::move(model))].deployment
            = DeploymentId(std::move(deployment));
    }
    return settings;
}

GatewayConfig configOf(std::vector<InstanceSettings> instances)
{
    GatewayConfig config;
    config.instances = std::move(instances);
    return config;
}

/// "one/d1 two/d2"
std::string shown(const GatewayConfig &config, const std::vector<Candidate> &candidates)
{
    std::string text;
    for (const Candidate &candidate : candidates) {
        text += (text.empty() ? "" : " ") + config.instances[candidate.instance].name + '/'
            + candidate.deployment.value();
    }
    return text;
}

} // namespace

void TestModelTable::mappedModel_hasItsDeployment()
{
    const GatewayConfig config = configOf({instance("one", "gpt-4o", "dep")});
    const ModelTable table(config);
    QCOMPARE(shown(config, table.forModel("gpt-4o")), "one/dep");
    QVERIFY(table.forModel("dep").empty());
    QVERIFY(table.forModel("").empty());
}

void TestModelTable::supportedModel_isItsOwnDeployment()
{
    GatewayConfig config = configOf({instance("one")});
    config.instances[0].supportedModels = {ModelName("o3")};
    const ModelTable table(config);
    QCOMPARE(shown(config, table.forModel("o3")), "one/o3");
    QVERIFY(table.forModel("o4").empty());
}

void TestModelTable::mapWinsOverSupported()
{
    GatewayConfig config = configOf({instance("one", "o3", "mapped"), instance("two", "o1", "d")});
    config.instances[0].supportedModels = {ModelName("o3")};
    // In the map, but not among the supported: served all the same.
    config.instances[1].supportedModels = {ModelName("else")};
    const ModelTable table(config);
    QCOMPARE(shown(config, table.forModel("o3")), "one/mapped");
    QCOMPARE(shown(config, table.forModel("o1")), "two/d");
}

void TestModelTable::names_areExact_data()
{
    QTest::addColumn<QByteArray>("name");
    for (const char *name :
         {"GPT-4o", "gpt4o", "gpt-4o-2024-11-20", "gpt-4", " gpt-4o", "gpt-4o "}) {
        QTest::newRow(name) << QByteArray(name);
    }
}

void TestModelTable::names_areExact()
{
    QFETCH(const QByteArray, name);
    const GatewayConfig config = configOf({instance("one", "gpt-4o", "dep")});
    const ModelTable table(config);
    QVERIFY(table.forModel(name.toStdString()).empty());
    QVERIFY(table.forDeployment(name.toStdString()).empty());
}

void TestModelTable::foldedNames_comeFromVariablesOnly()
{
    GatewayConfig config = configOf({instance("one", "gpt-4.1", "exact")});
    config.instances[0].foldedModelDeployments["gpt41"] = DeploymentId("folded");
    config.instances[0].foldedModelDeployments["gpt5mini"] = DeploymentId("mini");
    const ModelTable table(config);
    QCOMPARE(shown(config, table.forModel("gpt-4.1")), "one/exact");
    QCOMPARE(shown(config, table.forModel("GPT_41")), "one/folded");
    QCOMPARE(shown(config, table.forModel("gpt-5-mini")), "one/mini");
    QVERIFY(table.forModel("gpt-5").empty());
    // What somebody has written down as it is comes before what a variable may mean.
    config.instances[0].supportedModels = {ModelName("GPT-5 mini")};
    QCOMPARE(shown(config, table.forModel("GPT-5 mini")), "one/GPT-5 mini");
}

void TestModelTable::order_isPriorityThenConfiguration()
{
    GatewayConfig config = configOf({instance("late", "m", "a"), instance("first", "m", "b"),
                                     instance("second", "m", "c"), instance("other", "n", "d"),
                                     instance("last", "m", "e")});
    config.instances[0].priority = 200;
    config.instances[1].priority = 1;
    config.instances[2].priority = 1;
    config.instances[4].priority = 200;
    const ModelTable table(config);
    QCOMPARE(shown(config, table.forModel("m")), "first/b second/c late/a last/e");
}

void TestModelTable::unusableInstances_areLeftOut()
{
    GatewayConfig config = configOf({instance("off", "m", "a"), instance("broken", "m", "b"),
                                     instance("on", "m", "c"), instance("gone", "n", "d")});
    config.instances[0].enabled = false;
    config.instances[1].disabledBecause = "The key has gone.";
    config.instances[3].enabled = false;
    const ModelTable table(config);
    QCOMPARE(shown(config, table.forModel("m")), "on/c");
    QVERIFY(table.forDeployment("a").empty());
    QCOMPARE(table.models(), std::vector<std::string>{"m"});
}

void TestModelTable::deploymentPath_takesTheModelFirst()
{
    const GatewayConfig config
        = configOf({instance("one", "gpt-4o", "dep"), instance("two", "else", "gpt-4o")});
    const ModelTable table(config);
    QCOMPARE(shown(config, table.forDeployment("gpt-4o")), "one/dep");
    QCOMPARE(shown(config, table.forDeployment("dep")), "one/dep");
}

void TestModelTable::deploymentPath_poolsEqualDeployments()
{
    GatewayConfig config = configOf(
        {instance("one", "a", "pool"), instance("two", "b", "pool"), instance("three", "c", "x")});
    config.instances[0].priority = 200;
    const ModelTable table(config);
    QCOMPARE(shown(config, table.forDeployment("pool")), "two/pool one/pool");
    QVERIFY(table.forDeployment("Pool").empty());
}

void TestModelTable::deploymentPath_knowsDeploymentsOfVariables()
{
    GatewayConfig config = configOf({instance("one")});
    config.instances[0].foldedModelDeployments["gpt4o"] = DeploymentId("from-variable");
    const ModelTable table(config);
    QCOMPARE(shown(config, table.forDeployment("from-variable")), "one/from-variable");
}

void TestModelTable::models_areSortedAndOnce()
{
    GatewayConfig config = configOf({instance("one", "z", "a"), instance("two", "b", "c")});
    config.instances[0].supportedModels = {ModelName("b"), ModelName("a"), ModelName("z")};
    const ModelTable table(config);
    QCOMPARE(table.models(), (std::vector<std::string>{"a", "b", "z"}));
}

void TestModelTable::nearestModel_helpsWithTypingErrors()
{
    const GatewayConfig config = configOf(
        {instance("one", "gpt-4o", "a"), instance("two", "text-embedding-3-large", "c")});
    const ModelTable table(config);
    QCOMPARE(table.nearestModel("gtp-4o"), std::optional<std::string>("gpt-4o"));
    QVERIFY(!table.nearestModel("llama").has_value());
    const GatewayConfig nothing;
    QVERIFY(!ModelTable(nothing).nearestModel("gpt-4o").has_value());
}

QTEST_APPLESS_MAIN(TestModelTable)
#include "tst_modeltable.moc"
