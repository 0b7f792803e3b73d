#include "domain/gatewayconfig.h"

#include <QTest>

#include <unordered_set>

using namespace penstock;

namespace
{

InstanceSettings instanceWithModels()
{
    InstanceSettings instance;
    instance.supportedModels = {ModelName("gpt-4o"), ModelName("o3"), ModelName("gpt-4.1")};
    instance.modelDeployments = {
        {ModelName("gpt-4o"), {.deployment = DeploymentId("dep-4o"), .maxTpm = 1000}},
        {ModelName("extra"), {.deployment = DeploymentId("dep-extra")}},
    };
    instance.foldedModelDeployments
        = {{"gpt35turbo", DeploymentId("dep-35")}, {"gpt41", DeploymentId("folded-41")}};
    return instance;
}

QByteArray deploymentFor(const InstanceSettings &instance, const QByteArray &model)
{
    const auto found = instance.deploymentFor(ModelName(model.toStdString()));
    return found ? QByteArray::fromStdString(found->deployment.value()) : QByteArray("-");
}

} // namespace

class TestDomain final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void modelLeadsToItsDeployment_data()
    {
        QTest::addColumn<QByteArray>("model");
        QTest::addColumn<QByteArray>("deployment");
        const auto row = [](const char *name, const char *model, const char *deployment) {
            QTest::newRow(name) << QByteArray(model) << QByteArray(deployment);
        };
        row("mapped", "gpt-4o", "dep-4o");
        row("supported has its own name", "o3", "o3");
        row("mapped but not supported is served", "extra", "dep-extra");
        row("exact beats folded", "gpt-4.1", "gpt-4.1");
        row("folded", "gpt-3.5-turbo", "dep-35");
        row("folded in any case", "GPT-3.5-Turbo", "dep-35");
        row("names are exact", "GPT-4o", "-");
        row("a version is another model", "gpt-4o-2024-11-20", "-");
        row("folded matches nothing longer", "gpt-3.5-turbo-16k", "-");
        row("unknown", "mistral", "-");
        row("nothing", "", "-");
    }
    void modelLeadsToItsDeployment()
    {
        QFETCH(const QByteArray, model);
        QFETCH(const QByteArray, deployment);
        QCOMPARE(deploymentFor(instanceWithModels(), model), deployment);
    }

    void deploymentKeepsItsOwnLimits()
    {
        const InstanceSettings instance = instanceWithModels();
        QCOMPARE(instance.deploymentFor(ModelName("gpt-4o"))->maxTpm, std::optional<qint64>(1000));
        QVERIFY(!instance.deploymentFor(ModelName("o3"))->maxTpm);
    }

    void modelsAreThoseOfBothListsOnceAndSorted()
    {
        const std::vector<ModelName> expected{ModelName("extra"), ModelName("gpt-4.1"),
                                              ModelName("gpt-4o"), ModelName("o3")};
        QVERIFY(instanceWithModels().models() == expected);
        QVERIFY(InstanceSettings().models().empty());
    }

    void instanceIsUsableUnlessSomebodyTookItOut()
    {
        InstanceSettings instance;
        QVERIFY(instance.isUsable());
        instance.disabledBecause = "it has no key";
        QVERIFY(!instance.isUsable());
        instance.disabledBecause.clear();
        instance.enabled = false;
        QVERIFY(!instance.isUsable());
    }

    void foldedNameIsLettersAndDigits_data()
    {
        QTest::addColumn<QByteArray>("name");
        QTest::addColumn<QByteArray>("folded");
        const auto row = [](const char *name, const char *folded) {
            QTest::newRow(name) << QByteArray(name) << QByteArray(folded);
        };
        row("gpt-4o", "gpt4o");
        row("GPT4o", "gpt4o");
        row("gpt-3.5-turbo", "gpt35turbo");
        row("GPT_35_TURBO", "gpt35turbo");
        row("a/b c:d", "abcd");
        row("-._", "");
        row("Größe", "gre");
    }
    void foldedNameIsLettersAndDigits()
    {
        QFETCH(const QByteArray, name);
        QFETCH(const QByteArray, folded);
        QCOMPARE(QByteArray::fromStdString(foldedModelName(name.toStdString())), folded);
    }

    void referenceIsReadAndWritten_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<int>("place");
        QTest::addColumn<QByteArray>("location");
        const auto row = [](const char *text, SecretPlace place, const char *location) {
            QTest::newRow(text) << QByteArray(text) << static_cast<int>(place)
                                << QByteArray(location);
        };
        row("env:AZURE_KEY", SecretPlace::Environment, "AZURE_KEY");
        row("file:/run/keys/a", SecretPlace::File, "/run/keys/a");
        row("keychain:profile/one", SecretPlace::Keychain, "profile/one");
        row("systemd:key", SecretPlace::Systemd, "key");
        row("memory:a:b/c", SecretPlace::Memory, "a:b/c");
    }
    void referenceIsReadAndWritten()
    {
        QFETCH(const QByteArray, text);
        QFETCH(const int, place);
        QFETCH(const QByteArray, location);
        const auto reference = SecretReference::parse(text.toStdString());
        QVERIFY(reference.has_value());
        QCOMPARE(static_cast<int>(reference->place), place);
        QCOMPARE(QByteArray::fromStdString(reference->location), location);
        QCOMPARE(QByteArray::fromStdString(reference->toText()), text);
    }

    void otherTextIsNoReference_data()
    {
        QTest::addColumn<QByteArray>("text");
        for (const char *text : {"", ":", "env", "env:", ":NAME", "ENV:NAME", " env:NAME",
                                 "https://host", "redis://:pw@host", "sk-abcdef"}) {
            QTest::newRow(text) << QByteArray(text);
        }
    }
    void otherTextIsNoReference()
    {
        QFETCH(const QByteArray, text);
        QVERIFY(!SecretReference::parse(text.toStdString()));
    }

    void idsAreComparedByText()
    {
        QVERIFY(InstanceId("a") == InstanceId("a"));
        QVERIFY(InstanceId("a") != InstanceId("A"));
        QVERIFY(InstanceId("a") < InstanceId("b"));
        QVERIFY(InstanceId().isEmpty());
        QVERIFY(!InstanceId("a").isEmpty());
    }

    void idsOfDifferentKindsDoNotMix()
    {
        static_assert(!std::is_convertible_v<InstanceId, DeploymentId>);
        static_assert(!std::is_convertible_v<std::string, InstanceId>);
        static_assert(!std::equality_comparable_with<InstanceId, ModelName>);
    }

    void equalTargetsHaveEqualHashes()
    {
        const TargetId one{InstanceId("a"), DeploymentId("b")};
        const TargetId same{InstanceId("a"), DeploymentId("b")};
        QVERIFY(one == same);
        QCOMPARE(std::hash<TargetId>()(one), std::hash<TargetId>()(same));
        QCOMPARE(std::hash<InstanceId>()(one.instance), std::hash<InstanceId>()(same.instance));
    }

    void differentTargetsAreToldApart()
    {
        // Swapped and split in other places: what a careless hash or comparison mixes up.
        const std::unordered_set<TargetId> all{
            {InstanceId("a"), DeploymentId("b")}, {InstanceId("b"), DeploymentId("a")},
            {InstanceId("ab"), DeploymentId("")}, {InstanceId(""), DeploymentId("ab")},
            {InstanceId("a"), DeploymentId("a")}, {InstanceId("b"), DeploymentId("b")}};
        QCOMPARE(all.size(), std::size_t(6));
        std::unordered_set<std::size_t> hashes;
        for (const TargetId &target : all) {
            hashes.insert(std::hash<TargetId>()(target));
        }
        QCOMPARE(hashes.size(), std::size_t(6));
        QVERIFY((TargetId{InstanceId("a"), DeploymentId("z")}
                 < TargetId{InstanceId("b"), DeploymentId("a")}));
    }

    void configurationsAreComparedByEveryValue()
    {
        GatewayConfig config;
        QVERIFY(config == GatewayConfig());
        config.instances.emplace_back().breaker.jitter = 0.3;
        GatewayConfig other;
        other.instances.emplace_back();
        QVERIFY(config != other);
        other.instances.front().breaker.jitter = 0.3;
        QVERIFY(config == other);
    }
};

QTEST_APPLESS_MAIN(TestDomain)
#include "tst_domain.moc"
