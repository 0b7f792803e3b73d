#include "config/jsonwriter.h"
#include "configfolder.h"
#include "exampledocuments.h"

#include <QTest>

using namespace penstock;
using namespace penstock::config;
using namespace penstock::config::test;
using namespace std::chrono_literals;

namespace
{

QString file(const ConfigFolder &folder, std::string_view name)
{
    return shown(folder.path().string()) + QLatin1Char('/') + shown(name);
}

QStringList shadowPaths(const LoadedConfig &loaded)
{
    QStringList all;
    for (const Shadow &shadow : loaded.shadows) {
        all.append(shown(shadow.path.toText()));
    }
    return all;
}

std::string deploymentOf(const InstanceSettings &instance, const char *model)
{
    const auto found = instance.deploymentFor(ModelName(model));
    return found ? found->deployment.value() : "-";
}

void setKeys(ConfigFolder &folder)
{
    folder.set("AZURE_API_KEY_1", "first-key-of-contoso")
        .set("AZURE_API_KEY_2", "second-key-of-contoso")
        .set("FEISHU_WEBHOOK_URL", "https://hook.example.com/contoso");
}

} // namespace

/// The documents that people bring along from older proxies, and how several files go together.
class TestDocuments final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void yamlOfTheOlderProxyLoadsWithoutAWord()
    {
        ConfigFolder folder;
        folder.write("config/base.yaml", olderBaseYaml);
        setKeys(folder);
        const LoadedConfig loaded = folder.load("config");
        QCOMPARE(folder.findings(loaded), QStringList());
        QVERIFY(loaded.config != nullptr);
        const GatewayConfig &config = *loaded.config;
        QCOMPARE(shown(config.name), QStringLiteral("Contoso OpenAI Gateway"));
        QCOMPARE(config.listen.port, 3010);
        QCOMPARE(config.routing.strategy, Strategy::Failover);
        QVERIFY(config.routing.firstByteTimeout == 60s);
        QVERIFY(config.routing.firstByteTimeoutNonStream == 60s);
        QCOMPARE(config.logging.level, LogDetail::Info);
        QCOMPARE(shown(config.logging.file), file(folder, "logs/app.log"));
        QCOMPARE(config.alerts.size(), std::size_t(1));
        QCOMPARE(config.instances.size(), std::size_t(1));
        const InstanceSettings &north = config.instances.front();
        QVERIFY(north.isUsable());
        QCOMPARE(north.maxTpm, 240000);
        QCOMPARE(deploymentOf(north, "gpt-4o"), std::string("gpt4o"));
        QCOMPARE(deploymentOf(north, "gpt-4o-2024-11-20"), std::string("gpt4o-november"));
        QCOMPARE(deploymentOf(north, "gpt-4o-2024-08-06"), std::string("-"));
        // `version` is read and ignored: it is nowhere.
        QVERIFY(loaded.effective.find("version") == nullptr);
    }

    void yamlOfTheOlderProxyWithoutVariables()
    {
        ConfigFolder folder;
        folder.write("base.yaml", olderBaseYaml);
        const LoadedConfig loaded = folder.loadFolder();
        QCOMPARE(folder.findings(loaded),
                 (QStringList{
                     QStringLiteral("warning: base.yaml:26:14: instances[north].api_key: the "
                                    "environment variable AZURE_API_KEY_1 is not set, so this "
                                    "instance is disabled."),
                     QStringLiteral("warning: base.yaml:16:19: logging.feishu_webhook: the "
                                    "environment variable FEISHU_WEBHOOK_URL is not set, so this "
                                    "stays off."),
                 }));
        QVERIFY(loaded.config != nullptr);
        QVERIFY(loaded.config->alerts.empty());
        QVERIFY(!loaded.config->instances.front().isUsable());
        QVERIFY(loaded.config->instances.front().enabled);
        QCOMPARE(shown(loaded.config->instances.front().disabledBecause),
                 QStringLiteral("the environment variable AZURE_API_KEY_1 is not set"));
    }

    void overlayLiesOverBase()
    {
        ConfigFolder folder;
        folder.write("base.yaml", olderBaseYaml).write("production.yaml", olderProductionYaml);
        setKeys(folder);
        folder.request.environmentName = "production";
        const LoadedConfig loaded = folder.loadFolder();
        QCOMPARE(folder.findings(loaded), QStringList());
        QVERIFY(loaded.config != nullptr);
        const GatewayConfig &config = *loaded.config;
        QCOMPARE(config.routing.strategy, Strategy::Weighted);
        QCOMPARE(config.routing.retries, 3);
        QCOMPARE(config.logging.level, LogDetail::Warning);
        // Order: first appearance from the lowest layer up.
        QCOMPARE(config.instances.size(), std::size_t(2));
        QCOMPARE(shown(config.instances[0].name), QStringLiteral("north"));
        QCOMPARE(config.instances[0].weight, 50);
        QVERIFY2(config.instances[0].maxTpm == 0, "null took it away");
        QCOMPARE(config.instances[0].priority, 100);
        QCOMPARE(shown(config.instances[1].name), QStringLiteral("south"));
        QCOMPARE(shadowPaths(loaded),
                 (QStringList{QStringLiteral("routing.strategy"), QStringLiteral("logging.level"),
                              QStringLiteral("instances[north].weight"),
                              QStringLiteral("instances[north].max_tpm")}));
    }

    void overlayThatIsNotThereIsMentioned()
    {
        ConfigFolder folder;
        folder.write("base.yaml", someInstance);
        folder.request.environmentName = "staging";
        const LoadedConfig loaded = folder.loadFolder();
        QVERIFY(loaded.config != nullptr);
        QCOMPARE(folder.findings(loaded).join(QLatin1Char('\n')),
                 QStringLiteral("notice: %1: has no staging.yaml for the environment 'staging'; "
                                "base.yaml is used alone.")
                     .arg(shown(folder.path().string())));
    }

    void overlayIsANameAndNoPath()
    {
        ConfigFolder folder;
        folder.write("config/base.yaml", someInstance).write("other.yaml", "port: 1\n");
        folder.request.environmentName = "../other";
        const LoadedConfig loaded = folder.load("config");
        QVERIFY(loaded.hasErrors());
        QCOMPARE(folder.findings(loaded),
                 QStringList{QStringLiteral("error: config: cannot have an overlay named "
                                            "'../other'; a name is no path.")});
    }

    void penstockYamlServesAsBase_data()
    {
        QTest::addColumn<QString>("name");
        for (const char *name : {"base.yaml", "base.yml", "penstock.yaml", "penstock.yml"}) {
            QTest::newRow(name) << shown(name);
        }
    }
    void penstockYamlServesAsBase()
    {
        QFETCH(const QString, name);
        ConfigFolder folder;
        folder.write(name.toStdString(), "port: 4010\n");
        const LoadedConfig loaded = folder.loadFolder();
        QVERIFY(loaded.config != nullptr);
        QCOMPARE(loaded.config->listen.port, 4010);
    }

    void stateFileLiesOverYaml_data()
    {
        QTest::addColumn<QString>("text");
        QTest::newRow("list") << shown(stateAsList);
        QTest::newRow("mapping") << shown(stateAsMapping);
    }
    void stateFileLiesOverYaml()
    {
        QFETCH(const QString, text);
        ConfigFolder folder;
        folder.write("base.yaml", olderBaseYaml).write("state.json", text.toStdString());
        setKeys(folder);
        folder.request.stateFile = folder.path() / "state.json";
        const LoadedConfig loaded = folder.loadFolder();
        // Run-time state of the older proxy is no mistake.
        QCOMPARE(folder.findings(loaded), QStringList());
        QVERIFY(loaded.config != nullptr);
        QCOMPARE(loaded.config->instances.size(), std::size_t(1));
        const InstanceSettings &north = loaded.config->instances.front();
        QCOMPARE(shown(north.apiBase), QStringLiteral("https://moved.openai.azure.com"));
        QCOMPARE(north.priority, 7);
        QCOMPARE(north.maxTpm, 240000);
        QCOMPARE(shadowPaths(loaded),
                 (QStringList{QStringLiteral("instances[north].api_base"),
                              QStringLiteral("instances[north].priority")}));
    }

    void stateFileThatIsNotThereIsAnError()
    {
        ConfigFolder folder(someInstance);
        folder.request.stateFile = folder.path() / "missing.json";
        const LoadedConfig loaded = folder.load();
        QVERIFY(loaded.hasErrors() && !loaded.isReadable);
    }

    void exampleOfTheSpecificationLoads()
    {
        ConfigFolder folder("port: 3010\n"
                            "routing: {strategy: failover, retries: 3}\n"
                            "instances:\n"
                            "  - name: westeurope\n"
                            "    api_base: https://example.openai.azure.com\n"
                            "    api_version: 2024-10-21\n"
                            "    api_key: ${AZURE_KEY_1}\n"
                            "    priority: 1\n"
                            "    max_tpm: 240000\n"
                            "    supported_models: [gpt-4o, gpt-4o-mini]\n"
                            "    model_deployments:\n"
                            "      gpt-4o: gpt4o\n"
                            "      gpt-4o-mini: {deployment: gpt4omini, max_tpm: 100000, "
                            "max_rpm: 600}\n");
        folder.set("AZURE_KEY_1", "first-key-of-contoso");
        const LoadedConfig loaded = folder.load();
        QCOMPARE(folder.findings(loaded), QStringList());
        const InstanceSettings &instance = loaded.config->instances.front();
        QCOMPARE(shown(instance.apiVersion), QStringLiteral("2024-10-21"));
        const auto mini = instance.deploymentFor(ModelName("gpt-4o-mini"));
        QVERIFY(mini
                == (DeploymentSettings{
                    .deployment = DeploymentId("gpt4omini"), .maxTpm = 100000, .maxRpm = 600}));
    }

    void jsonSaysTheSameAsYaml()
    {
        ConfigFolder folder;
        folder.write("a.yaml",
                     "port: 4010\ninstances:\n  - {name: one, auth: none, "
                     "api_base: 'https://one.example.com', supported_models: [m]}\n");
        folder.write("a.json",
                     "{\"port\": 4010, \"instances\": [{\"name\": \"one\", "
                     "\"auth\": \"none\", \"api_base\": \"https://one.example.com\", "
                     "\"supported_models\": [\"m\"]}]}");
        QCOMPARE(folder.findingsOf("a.json"), QStringList());
        QVERIFY(*folder.load("a.yaml").config == *folder.load("a.json").config);
    }

    void relativePathsStartAtTheFileThatNamesThem()
    {
        ConfigFolder folder;
        folder.write("config/base.yaml",
                     "logging: {file: app.log}\n"
                     "backup: {dir: ../backups}\n"
                     "tls: {certificate: /etc/tls/a.pem, key: \"${TLS_DIR}/a.key\"}\n"
                     "instances: [{name: one, auth: none, api_base: 'https://one.example.com', "
                     "supported_models: [m], ca_file: ./ca.pem, certificate: app.pem}]\n");
        folder.write("state/state.json", "{\"logging\": {\"file\": \"state.log\"}}");
        folder.set("TLS_DIR", "tls");
        const LoadedConfig base = folder.load("config");
        QCOMPARE(folder.findings(base), QStringList());
        QCOMPARE(shown(base.config->logging.file), file(folder, "config/app.log"));
        QCOMPARE(shown(base.config->backup.dir), file(folder, "backups"));
        QCOMPARE(shown(base.config->listen.tlsCertificate), QStringLiteral("/etc/tls/a.pem"));
        QCOMPARE(shown(base.config->listen.tlsKey), file(folder, "config/tls/a.key"));
        const InstanceSettings &one = base.config->instances.front();
        QCOMPARE(shown(one.connection.caFile), file(folder, "config/ca.pem"));
        QCOMPARE(shown(one.credential.certificate->location), file(folder, "config/app.pem"));
        folder.request.stateFile = folder.path() / "state/state.json";
        QCOMPARE(shown(folder.load("config").config->logging.file),
                 file(folder, "state/state.log"));
    }

    void pathOfTheDefaultBelongsToTheProfile()
    {
        QCOMPARE(shown(ConfigFolder("port: 4010\n").load().config->logging.file),
                 QStringLiteral("logs/penstock.log"));
    }

    void nullRemovesWhatALowerLayerSet()
    {
        ConfigFolder folder;
        folder.write("base.yaml",
                     "port: 4010\nrouting: {retries: 5, spill_at: 0.5}\n"
                     "also_listen: [8000]\n"
                         + std::string(someInstance));
        folder.write("off.yaml",
                     "port: null\nrouting: {retries: ~}\nalso_listen:\n"
                     "instances: [{name: one, supported_models: null, "
                     "model_deployments: {gpt-4o: x, gpt-4: null}}]\n");
        folder.request.environmentName = "off";
        const LoadedConfig loaded = folder.loadFolder();
        QCOMPARE(folder.findings(loaded), QStringList());
        QCOMPARE(loaded.config->listen.port, 3010);
        QVERIFY(loaded.config->listen.alsoListen.empty());
        QCOMPARE(loaded.config->routing.retries, 3);
        QCOMPARE(loaded.config->routing.spillAt, 0.5);
        QVERIFY(loaded.config->instances.front().supportedModels.empty());
        QCOMPARE(loaded.config->instances.front().modelDeployments.size(), std::size_t(1));
    }

    void nullRemovesAWholeGroup()
    {
        ConfigFolder folder;
        folder.write("base.yaml", "routing: {retries: 5}\n" + std::string(someInstance));
        folder.write("off.yaml", "routing: null\ninstances: null\n");
        folder.request.environmentName = "off";
        const LoadedConfig loaded = folder.loadFolder();
        QVERIFY(loaded.config != nullptr);
        QCOMPARE(loaded.config->routing.retries, 3);
        QVERIFY(loaded.config->instances.empty());
    }

    void timeoutGivesWayToWhatTheSameSourceNames()
    {
        const auto routing
            = [](std::string_view yaml) { return ConfigFolder(yaml).load().config->routing; };
        QVERIFY(routing("routing: {timeout: 60, first_byte_timeout: 30}\n").firstByteTimeout
                == 30s);
        QVERIFY(
            routing("routing: {timeout: 60, first_byte_timeout: 30}\n").firstByteTimeoutNonStream
            == 60s);
        // But a higher source overrides what a lower one names.
        ConfigFolder folder;
        folder.write("base.yaml", "routing: {first_byte_timeout: 30}\n");
        folder.write("over.yaml", "routing: {timeout: 60}\n");
        folder.request.environmentName = "over";
        QVERIFY(folder.loadFolder().config->routing.firstByteTimeout == 60s);
    }

    void levelsAreTakenInAnyCase_data()
    {
        QTest::addColumn<QString>("word");
        QTest::addColumn<int>("level");
        const auto row = [](const char *word, LogDetail level) {
            QTest::newRow(word) << shown(word) << static_cast<int>(level);
        };
        row("DEBUG", LogDetail::Debug);
        row("Info", LogDetail::Info);
        row("WARNING", LogDetail::Warning);
        row("WARN", LogDetail::Warning);
        row("Error", LogDetail::Error);
        row("CRITICAL", LogDetail::Error);
        row("NOTSET", LogDetail::Debug);
    }
    void levelsAreTakenInAnyCase()
    {
        QFETCH(const QString, word);
        QFETCH(const int, level);
        const ConfigFolder folder("logging: {level: " + word.toStdString() + "}\n");
        QCOMPARE(static_cast<int>(folder.load().config->logging.level), level);
    }
};

QTEST_APPLESS_MAIN(TestDocuments)
#include "tst_documents.moc"
