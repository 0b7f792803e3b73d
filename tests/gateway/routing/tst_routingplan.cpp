#include "routingbench.h"

#include <QTest>

#include <chrono>

using namespace penstock;
using namespace penstock::routing;
using namespace penstock::test;
using namespace std::chrono_literals;

namespace
{

struct Planned {
    explicit Planned(GatewayConfig config)
        : plan(std::make_shared<const GatewayConfig>(std::move(config)), allUsable, state)
    {
    }

    /// Instance and deployment of each target, in order.
    [[nodiscard]] QStringList targets(const std::optional<PoolMatch> &match) const
    {
        QStringList names;
        if (match) {
            for (const TargetIndex index : plan.pools()[match->pool].targets) {
                const PlanTarget &target = plan.targets()[index];
                names << QString::fromStdString(plan.instances()[target.instance].settings->name
                                                + '/' + target.deployment.value());
            }
        }
        return names;
    }
    [[nodiscard]] const PlanTarget &target(const char *model) const
    {
        return plan.targets()[plan.pools()[plan.forModel(model).value().pool].targets.front()];
    }

    RuntimeState state;
    RoutingPlan plan;
};

QStringList names(std::initializer_list<const char *> all)
{
    QStringList list;
    for (const char *one : all) {
        list << QString::fromLatin1(one);
    }
    return list;
}

void map(InstanceSettings &instance, const char *model, DeploymentSettings deployment)
{
    instance.modelDeployments.insert_or_assign(ModelName(model), std::move(deployment));
}

} // namespace

/// Which names lead where, and with which numbers.
class TestRoutingPlan final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void names_areExact();
    void instancesOutOfUse_areNoTargets();
    void alias_leadsElsewhereAndSaysSo();
    void alias_winsOverANameThatExists();
    void alias_toNobodyIsNotFound();
    void foldedNames_areForVariablesOnly();
    void deploymentName_isAPoolOfAllThatHaveIt();
    void deploymentName_isAModelFirst();
    void limits_areInheritedOrOverridden();
    void limits_ofADeploymentReachedByItsName();
    void limits_ofADeploymentThatIsAModelNameToo();
    void quotaGroups_areNamedByInstanceOrDeployment();
    void modelSpecific_refusesModelsWithoutAnEntry();
    void modelSettings_override();
    void fallbacks_areInOrderAndKnownOnesOnly();
    void sameDeployment_isOneTarget();
    void slots_surviveAConfiguration();
    void instanceNamed_knowsThoseInUse();
};

void TestRoutingPlan::names_areExact()
{
    GatewayConfig config;
    config.instances.push_back(plainInstance("a", "gpt-4o"));
    config.instances.push_back(plainInstance("b", "gpt-4o-2024-11-20"));
    const Planned planned(config);
    QCOMPARE(planned.targets(planned.plan.forModel("gpt-4o")), names({"a/gpt-4o"}));
    QCOMPARE(planned.targets(planned.plan.forModel("gpt-4o-2024-11-20")),
             names({"b/gpt-4o-2024-11-20"}));
    for (const char *other : {"GPT-4o", "gpt4o", "gpt-4o ", "gpt-4", ""}) {
        QVERIFY(!planned.plan.forModel(other));
    }
}

void TestRoutingPlan::instancesOutOfUse_areNoTargets()
{
    GatewayConfig config = plainConfig({"a", "b", "c"});
    named(config, "a").enabled = false;
    named(config, "b").disabledBecause = "no key";
    const Planned planned(config);
    QCOMPARE(planned.targets(planned.plan.forModel("m")), names({"c/m"}));
}

void TestRoutingPlan::alias_leadsElsewhereAndSaysSo()
{
    GatewayConfig config = plainConfig({"a"});
    config.routing.aliases[ModelName("old")] = ModelName("m");
    const Planned planned(config);
    const auto match = planned.plan.forModel("old");
    QCOMPARE(planned.targets(match), names({"a/m"}));
    QVERIFY(match->isAlias);
    QVERIFY(!planned.plan.forModel("m")->isAlias);
    QVERIFY(!planned.plan.forModel("Old"));
    QVERIFY(planned.plan.forDeployment("old")->isAlias);
}

void TestRoutingPlan::alias_winsOverANameThatExists()
{
    GatewayConfig config = plainConfig({"a"});
    map(config.instances[0], "n", {.deployment = DeploymentId("n")});
    config.routing.aliases[ModelName("n")] = ModelName("m");
    const Planned planned(config);
    QCOMPARE(planned.targets(planned.plan.forModel("n")), names({"a/m"}));
}

void TestRoutingPlan::alias_toNobodyIsNotFound()
{
    GatewayConfig config = plainConfig({"a"});
    config.routing.aliases[ModelName("m")] = ModelName("gone");
    const Planned planned(config);
    QVERIFY(!planned.plan.forModel("m"));
}

void TestRoutingPlan::foldedNames_areForVariablesOnly()
{
    GatewayConfig config;
    config.instances.push_back(plainInstance("a", "gpt-4o"));
    InstanceSettings fromVariables = plainInstance("b", "x");
    fromVariables.foldedModelDeployments.emplace("gpt4o", DeploymentId("dep"));
    config.instances.push_back(fromVariables);
    const Planned planned(config);
    QCOMPARE(planned.targets(planned.plan.forModel("gpt-4o")), names({"a/gpt-4o", "b/dep"}));
    QCOMPARE(planned.targets(planned.plan.forModel("GPT 4o")), names({"b/dep"}));
    QVERIFY(!planned.plan.forModel("X")); // of a configured name only the exact one
}

void TestRoutingPlan::deploymentName_isAPoolOfAllThatHaveIt()
{
    GatewayConfig config = plainConfig({"a", "b", "c"});
    map(named(config, "a"), "m", {.deployment = DeploymentId("prod")});
    map(named(config, "b"), "m", {.deployment = DeploymentId("prod")});
    named(config, "b").priority = 1;
    const Planned planned(config);
    QCOMPARE(planned.targets(planned.plan.forDeployment("prod")), names({"b/prod", "a/prod"}));
    QVERIFY(!planned.plan.forModel("prod"));
    QVERIFY(!planned.plan.forDeployment("PROD"));
}

void TestRoutingPlan::deploymentName_isAModelFirst()
{
    GatewayConfig config = plainConfig({"a", "b"});
    map(named(config, "b"), "n", {.deployment = DeploymentId("m")}); // n is called m there
    named(config, "b").modelDeployments.erase(ModelName("m"));
    const Planned planned(config);
    QCOMPARE(planned.targets(planned.plan.forDeployment("m")), names({"a/m"}));
}

void TestRoutingPlan::limits_areInheritedOrOverridden()
{
    GatewayConfig config = plainConfig({"a"});
    InstanceSettings &a = config.instances[0];
    a.maxTpm = 1000;
    a.maxRpm = 60;
    a.maxInputTokens = 500;
    map(a, "own",
        {.deployment = DeploymentId("own"),
         .maxTpm = 50,
         .maxRpm = 0,
         .maxInputTokens = 7,
         .kind = DeploymentKind::Ptu});
    const Planned planned(config);
    QCOMPARE(planned.target("m").limits,
             (resilience::AccountLimits{.tpm = 1000, .rpm = 60, .kind = DeploymentKind::Standard}));
    QCOMPARE(planned.target("m").maxInputTokens, 500);
    QCOMPARE(planned.target("own").limits,
             (resilience::AccountLimits{.tpm = 50, .rpm = 0, .kind = DeploymentKind::Ptu}));
    QCOMPARE(planned.target("own").maxInputTokens, 7);
    QCOMPARE(planned.plan.instances()[0].limits.tpm, 1000);
}

void TestRoutingPlan::limits_ofADeploymentReachedByItsName()
{
    GatewayConfig config = plainConfig({"a"});
    map(config.instances[0], "m", {.deployment = DeploymentId("dep"), .maxTpm = 50});
    const Planned planned(config);
    const auto match = planned.plan.forDeployment("dep");
    QVERIFY(match);
    const TargetIndex target = planned.plan.pools()[match->pool].targets.front();
    QCOMPARE(planned.plan.targets()[target].limits.tpm, 50);
}

void TestRoutingPlan::limits_ofADeploymentThatIsAModelNameToo()
{
    GatewayConfig config = plainConfig({"a"});
    map(config.instances[0], "m", {.deployment = DeploymentId("b"), .maxTpm = 50});
    config.instances[0].supportedModels = {ModelName("b")}; // sorted before m, and says nothing
    const Planned planned(config);
    QCOMPARE(planned.target("b").limits.tpm, 50);
    QCOMPARE(planned.target("m").limits.tpm, 50);
}

void TestRoutingPlan::quotaGroups_areNamedByInstanceOrDeployment()
{
    GatewayConfig config = plainConfig({"a", "b", "c"});
    named(config, "a").quotaGroup = "shared";
    named(config, "a").maxTpm = 100;
    map(named(config, "b"), "m",
        {.deployment = DeploymentId("m"), .maxTpm = 300, .quotaGroup = "shared"});
    const Planned planned(config);
    const auto &targets = planned.plan.targets();
    QVERIFY(targets[0].group && targets[0].group == targets[1].group);
    QVERIFY(!targets[2].group);
    QCOMPARE(targets[0].groupTpm, 300);
    QCOMPARE(targets[1].groupTpm, 300);
}

void TestRoutingPlan::modelSpecific_refusesModelsWithoutAnEntry()
{
    GatewayConfig config = plainConfig({"a"});
    map(config.instances[0], "n", {.deployment = DeploymentId("dep")});
    config.routing.strategy = Strategy::ModelSpecific;
    config.routing.models[ModelName("m")] = {};
    const Planned planned(config);
    QVERIFY(planned.plan.forModel("m"));
    QVERIFY(!planned.plan.forModel("n"));
    QVERIFY(!planned.plan.forDeployment("dep")); // nor by another door
}

void TestRoutingPlan::modelSettings_override()
{
    GatewayConfig config = plainConfig({"a"});
    map(config.instances[0], "n", {.deployment = DeploymentId("n")});
    config.routing.models[ModelName("n")]
        = {.strategy = Strategy::Headroom, .retries = 1, .queueWait = 5s};
    const Planned planned(config);
    const Pool &own = planned.plan.pools()[planned.plan.forModel("n")->pool];
    QCOMPARE(own.strategy, Strategy::Headroom);
    QCOMPARE(own.retries, 1);
    QCOMPARE(own.queueWait, std::chrono::milliseconds(5s));
    const Pool &other = planned.plan.pools()[planned.plan.forModel("m")->pool];
    QCOMPARE(other.strategy, Strategy::Failover);
    QCOMPARE(other.retries, 3);
    QCOMPARE(other.queueWait, std::chrono::milliseconds(20s));
}

void TestRoutingPlan::fallbacks_areInOrderAndKnownOnesOnly()
{
    GatewayConfig config = plainConfig({"a"});
    for (const char *model : {"n", "o"}) {
        map(config.instances[0], model, {.deployment = DeploymentId(model)});
    }
    config.routing.models[ModelName("m")].fallbackModels
        = {ModelName("o"), ModelName("gone"), ModelName("n")};
    const Planned planned(config);
    const auto pool = [&](const char *model) { return planned.plan.forModel(model)->pool; };
    QCOMPARE(planned.plan.pools()[pool("m")].fallbacks,
             (std::vector<PoolIndex>{pool("o"), pool("n")}));
    QVERIFY(planned.plan.pools()[pool("n")].fallbacks.empty());
}

void TestRoutingPlan::sameDeployment_isOneTarget()
{
    GatewayConfig config = plainConfig({"a"});
    map(config.instances[0], "n", {.deployment = DeploymentId("m")});
    const Planned planned(config);
    QCOMPARE(planned.plan.targets().size(), 1U);
}

void TestRoutingPlan::slots_surviveAConfiguration()
{
    RuntimeState state;
    const auto plan = [&](GatewayConfig config) {
        return RoutingPlan(std::make_shared<const GatewayConfig>(std::move(config)), allUsable,
                           state);
    };
    const RoutingPlan before = plan(plainConfig({"a", "b"}));
    GatewayConfig turned = plainConfig({"b", "a"});
    named(turned, "a").name = "renamed";
    const RoutingPlan after = plan(turned);
    QCOMPARE(after.instances()[1].slot, before.instances()[0].slot);
    QCOMPARE(after.targets()[1].slot, before.targets()[0].slot);
    QCOMPARE(after.pools()[0].turns->slot, before.pools()[0].turns->slot);
    QCOMPARE(state.targets.size(), 2U);
}

void TestRoutingPlan::instanceNamed_knowsThoseInUse()
{
    GatewayConfig config = plainConfig({"a", "b"});
    named(config, "a").enabled = false;
    const Planned planned(config);
    QVERIFY(!planned.plan.instanceNamed("a"));
    QVERIFY(!planned.plan.instanceNamed("c"));
    QCOMPARE(planned.plan.instanceNamed("b"), std::optional<std::uint32_t>(1));
}

QTEST_APPLESS_MAIN(TestRoutingPlan)
#include "tst_routingplan.moc"
