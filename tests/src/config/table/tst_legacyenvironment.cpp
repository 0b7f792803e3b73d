#include "config/exportform.h"
#include "config/jsonwriter.h"
#include "config/legacyenvironment.h"
#include "config/yamlwriter.h"
#include "configfolder.h"

#include <QTest>

using namespace penstock;
using namespace penstock::config;
using namespace penstock::config::test;

namespace
{

/// What the layer says, as JSON on one line.
QString layerOf(const Environment &environment)
{
    const LegacyEnvironment legacy = readLegacyEnvironment(environment);
    for (const Finding &finding : legacy.read.findings) {
        qWarning("%s", finding.toText().c_str());
    }
    return shown(writeJson(legacy.read.layer.document));
}

QStringList findingsOf(const Environment &environment)
{
    QStringList all;
    for (const Finding &finding : readLegacyEnvironment(environment).read.findings) {
        all.append(shown(std::string(nameOf(finding.severity)) + ": " + finding.toText()));
    }
    return all;
}

LoadedConfig loadedFrom(const Environment &environment)
{
    LoadRequest request;
    request.variables = environment;
    return loadConfig(request);
}

/// Everything of a loaded configuration that may be shown, stored or sent.
std::string everythingVisible(const LoadedConfig &loaded)
{
    std::string all = writeJson(loaded.effective) + writeJson(loaded.complete)
        + writeYaml(exportForm(loaded.effective).document)
        + writeJson(exportForm(loaded.complete).document);
    for (const Layer &layer : loaded.layers) {
        all += writeJson(layer.document);
    }
    for (const Finding &finding : loaded.findings) {
        all += finding.toText();
    }
    return all;
}

const std::string marker = "8f14e45fceea167a5a36dedd4bea2543";

} // namespace

class TestLegacyEnvironment final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void plainVariableSetsItsSetting_data()
    {
        QTest::addColumn<QString>("variable");
        QTest::addColumn<QString>("value");
        QTest::addColumn<QString>("layer");
        const auto row = [](const char *variable, const char *value, const char *layer) {
            QTest::newRow(variable) << shown(variable) << shown(value) << json(layer);
        };
        row("AZURE_ROUTING_STRATEGY", "least_loaded", "{'routing':{'strategy':'least_loaded'}}");
        row("PORT", "8080", "{'port':8080}");
        row("LOG_LEVEL", "WARNING", "{'logging':{'level':'warning'}}");
        row("TOKEN_RATE_LIMIT", "30000", "{'limits':{'default_max_tpm':30000}}");
        row("FEISHU_WEBHOOK_URL", "https://hook.example.com/1",
            "{'logging':{'feishu_webhook':'${FEISHU_WEBHOOK_URL}'}}");
        row("OPENAI_PROMPT", "Be kind.\nBe brief.",
            "{'wrapper':{'prompt':'Be kind.\\nBe brief.'}}");
        row("REDIS_URL", "redis://cache:6379", "{}");
        row("REDIS_PASSWORD", "hunter22", "{}");
        row("AZURE_AI_PROJECT_ENDPOINT", "https://project.example.com", "{}");
        row("AZURE_AI_AGENT_ID", "asst_1", "{}");
        row("ADMIN_API_KEY", "hunter22", "{}");
        row("OPENAI_API_KEY", "hunter22", "{}");
        row("AZURE_OPENAI_API_KEY", "hunter22", "{}");
        row("SOMETHING_ELSE", "hunter22", "{}");
        row("port", "8080", "{}");
    }
    void plainVariableSetsItsSetting()
    {
        QFETCH(const QString, variable);
        QFETCH(const QString, value);
        QFETCH(const QString, layer);
        const Environment environment{{variable.toStdString(), value.toStdString()}};
        QCOMPARE(layerOf(environment), layer);
        // Set to nothing is not set.
        QCOMPARE(layerOf({{variable.toStdString(), ""}}), QStringLiteral("{}"));
    }

    void exampleOfTheOlderProxyGivesTwoInstances()
    {
        const Environment environment{
            {"AZURE_INSTANCES", "primary,backup"},
            {"AZURE_ROUTING_STRATEGY", "failover"},
            {"AZURE_INSTANCE_PRIMARY_API_KEY", marker},
            {"AZURE_INSTANCE_PRIMARY_API_BASE", "https://first.openai.azure.com"},
            {"AZURE_INSTANCE_PRIMARY_API_VERSION", "2023-07-01-preview"},
            {"AZURE_INSTANCE_PRIMARY_PRIORITY", "10"},
            {"AZURE_INSTANCE_PRIMARY_WEIGHT", "60"},
            {"AZURE_INSTANCE_PRIMARY_MAX_TPM", "240000"},
            {"AZURE_INSTANCE_BACKUP_API_KEY", marker},
            {"AZURE_INSTANCE_BACKUP_API_BASE", "https://second.openai.azure.com"},
        };
        const QString expected
            = json("{'routing':{'strategy':'failover'},'instances':["
                   "{'name':'primary','api_base':'https://first.openai.azure.com',"
                   "'api_version':'2023-07-01-preview','priority':10,'weight':60,"
                   "'max_tpm':240000,'api_key':'${AZURE_INSTANCE_PRIMARY_API_KEY}'},"
                   "{'name':'backup','api_base':'https://second.openai.azure.com',"
                   "'api_key':'${AZURE_INSTANCE_BACKUP_API_KEY}'}]}");
        QCOMPARE(layerOf(environment), expected);
        const LoadedConfig loaded = loadedFrom(environment);
        QVERIFY(loaded.config != nullptr);
        QVERIFY(loaded.config->instances.at(0).credential.apiKey
                == (SecretReference{SecretPlace::Environment, "AZURE_INSTANCE_PRIMARY_API_KEY"}));
    }

    void nameOfAnInstanceBecomesPartOfItsVariables_data()
    {
        QTest::addColumn<QString>("name");
        QTest::addColumn<QString>("part");
        QTest::newRow("upper case") << QStringLiteral("one") << QStringLiteral("ONE");
        QTest::newRow("dash") << QStringLiteral("a-b") << QStringLiteral("A_B");
        QTest::newRow("digit") << QStringLiteral("1") << QStringLiteral("1");
        QTest::newRow("underscore") << QStringLiteral("a_b") << QStringLiteral("A_B");
    }
    void nameOfAnInstanceBecomesPartOfItsVariables()
    {
        QFETCH(const QString, name);
        QFETCH(const QString, part);
        const std::string prefix = "AZURE_INSTANCE_" + part.toStdString() + '_';
        const LoadedConfig loaded
            = loadedFrom({{"AZURE_INSTANCES", ' ' + name.toStdString() + " ,"},
                          {prefix + "API_BASE", "https://one.example.com"},
                          {prefix + "API_KEY", marker}});
        QVERIFY(loaded.config != nullptr);
        QCOMPARE(loaded.config->instances.size(), std::size_t(1));
        QCOMPARE(shown(loaded.config->instances.front().name), name);
        QCOMPARE(shown(loaded.config->instances.front().credential.apiKey->location),
                 shown(prefix + "API_KEY"));
    }

    void singleInstanceOfTheOlderProxy()
    {
        const QString expected
            = json("{'instances':[{'name':'default','api_base':'https://one.example.com',"
                   "'api_version':'2023-07-01-preview',"
                   "'api_key':'${AZURE_OPENAI_API_KEY}'}]}");
        QCOMPARE(layerOf({{"AZURE_OPENAI_API_BASE", "https://one.example.com"},
                          {"AZURE_OPENAI_API_KEY", marker},
                          {"AZURE_OPENAI_API_VERSION", "2023-07-01-preview"}}),
                 expected);
    }

    void variablesOfTheOlderWrapper()
    {
        const QString expected
            = json("{'wrapper':{'model':'gpt-4o'},'instances':[{'name':'openai',"
                   "'api_base':'https://one.example.com','api_version':'2024-10-21',"
                   "'api_key':'${OPENAI_API_KEY}','supported_models':['gpt-4o']}],"
                   "'agents':[{'name':'bing-grounding','kind':'azure_agent',"
                   "'endpoint':'https://project.example.com','agent_id':'asst_1'}]}");
        QCOMPARE(layerOf({{"OPENAI_ENDPOINT", "https://one.example.com"},
                          {"OPENAI_API_KEY", marker},
                          {"OPENAI_API_VERSION", "2024-10-21"},
                          {"OPENAI_MODEL_DEPLOYMENT_NAME", "gpt-4o"},
                          {"AZURE_AI_PROJECT_ENDPOINT", "https://project.example.com"},
                          {"AZURE_AI_AGENT_ID", "asst_1"}}),
                 expected);
    }

    void keyWithoutEndpointIsNeverRead()
    {
        const LoadedConfig loaded
            = loadedFrom({{"OPENAI_API_KEY", marker}, {"OPENAI_API_VERSION", "2024-10-21"}});
        QVERIFY(loaded.config != nullptr && loaded.config->instances.empty());
        QVERIFY(everythingVisible(loaded).find("OPENAI_API_KEY") == std::string::npos);
        QCOMPARE(loaded.secrets.size(), std::size_t(0));
    }

    void deploymentNameWithoutEndpointIsWorthAWord()
    {
        QCOMPARE(findingsOf({{"OPENAI_MODEL_DEPLOYMENT_NAME", "gpt-4o"}}),
                 QStringList{QStringLiteral("warning: environment: OPENAI_MODEL_DEPLOYMENT_NAME is "
                                            "set without OPENAI_ENDPOINT.")});
    }

    void adminKeyIsNamedBesideTheDocument()
    {
        const LegacyEnvironment legacy = readLegacyEnvironment({{"ADMIN_API_KEY", marker}});
        QVERIFY(legacy.adminKey == (SecretReference{SecretPlace::Environment, "ADMIN_API_KEY"}));
        QVERIFY(legacy.read.layer.document == Node::map());
        QVERIFY(!readLegacyEnvironment({}).adminKey);
        QVERIFY(!readLegacyEnvironment({{"ADMIN_API_KEY", ""}}).adminKey);
    }

    void webhookMakesAnAlert()
    {
        const LoadedConfig loaded = loadedFrom({{"FEISHU_WEBHOOK_URL", "https://h.example.com"}});
        QVERIFY(loaded.config != nullptr);
        QCOMPARE(loaded.config->alerts.size(), std::size_t(1));
        QVERIFY(loaded.config->alerts.front()
                == (AlertSettings{
                    .kind = AlertKind::Feishu,
                    .url = SecretReference{SecretPlace::Environment, "FEISHU_WEBHOOK_URL"}}));
    }

    void modelMapMatchesByLettersAndDigitsAlone()
    {
        const LoadedConfig loaded
            = loadedFrom({{"AZURE_INSTANCES", "one,two"},
                          {"AZURE_INSTANCE_ONE_API_BASE", "https://1.example.com"},
                          {"AZURE_INSTANCE_TWO_API_BASE", "https://2.example.com"},
                          {"MODEL_MAP_GPT4o", "dep-4o"},
                          {"MODEL_MAP_GPT35TURBO", "dep-35"},
                          {"MODEL_MAP_GPT_4_1", "dep-41"},
                          {"MODEL_MAP_", "nothing"},
                          {"MODEL_MAP_EMPTY", ""}});
        QVERIFY(loaded.config != nullptr);
        QCOMPARE(loaded.config->instances.size(), std::size_t(2));
        for (const InstanceSettings &instance : loaded.config->instances) {
            const auto served = [&](const char *model) {
                const auto found = instance.deploymentFor(ModelName(model));
                return found ? found->deployment.value() : std::string("-");
            };
            QCOMPARE(served("gpt-4o"), std::string("dep-4o"));
            QCOMPARE(served("GPT-4O"), std::string("dep-4o"));
            QCOMPARE(served("gpt-3.5-turbo"), std::string("dep-35"));
            QCOMPARE(served("gpt-4.1"), std::string("dep-41"));
            QCOMPARE(served("gpt-4o-mini"), std::string("-"));
            QCOMPARE(served("empty"), std::string("-"));
            QCOMPARE(instance.foldedModelDeployments.size(), std::size_t(3));
        }
    }

    void modelMapLeavesInstancesOfFilesAlone()
    {
        ConfigFolder folder(someInstance);
        folder.set("MODEL_MAP_GPT4O", "dep-4o")
            .set("AZURE_OPENAI_API_BASE", "https://env.example.com");
        const LoadedConfig loaded = folder.load();
        QVERIFY(loaded.config != nullptr);
        QCOMPARE(loaded.config->instances.size(), std::size_t(2));
        QCOMPARE(shown(loaded.config->instances[0].name), QStringLiteral("default"));
        QCOMPARE(loaded.config->instances[0].foldedModelDeployments.size(), std::size_t(1));
        QCOMPARE(shown(loaded.config->instances[1].name), QStringLiteral("one"));
        QVERIFY(loaded.config->instances[1].foldedModelDeployments.empty());
    }

    void redisIsSharedOnlyWhenSwitchedOn_data()
    {
        QTest::addColumn<QString>("use");
        QTest::addColumn<bool>("isOn");
        for (const char *word : {"true", "True", "1", "yes", "on"}) {
            QTest::newRow(word) << shown(word) << true;
        }
        for (const char *word : {"false", "0", "no", ""}) {
            QTest::newRow(qPrintable(QLatin1Char('\'') + shown(word) + QLatin1Char('\'')))
                << shown(word) << false;
        }
    }
    void redisIsSharedOnlyWhenSwitchedOn()
    {
        QFETCH(const QString, use);
        QFETCH(const bool, isOn);
        const QString shared = json("{'shared_state':{'redis_url':'${REDIS_URL}'}}");
        const QString layer = layerOf(
            {{"USE_REDIS_RATE_LIMITER", use.toStdString()}, {"REDIS_URL", "redis://cache:6379/0"}});
        QCOMPARE(layer, isOn ? shared : QStringLiteral("{}"));
    }

    void redisWithoutAddressIsWorthAWord()
    {
        QCOMPARE(findingsOf({{"USE_REDIS_RATE_LIMITER", "true"}}),
                 QStringList{QStringLiteral("warning: environment: USE_REDIS_RATE_LIMITER is on, "
                                            "but REDIS_URL is not set; limits are not shared.")});
    }

    void redisPasswordGoesIntoTheAddress_data()
    {
        QTest::addColumn<QString>("url");
        QTest::addColumn<QString>("password");
        QTest::addColumn<QString>("full");
        QTest::newRow("plain") << QStringLiteral("redis://cache:6379/0")
                               << QStringLiteral("hunter22")
                               << QStringLiteral("redis://:hunter22@cache:6379/0");
        // Otherwise the address would end inside the password.
        QTest::newRow("special characters")
            << QStringLiteral("rediss://cache") << QStringLiteral("a/b@c#d%e")
            << QStringLiteral("rediss://:a%2Fb%40c%23d%25e@cache");
    }
    void redisPasswordGoesIntoTheAddress()
    {
        QFETCH(const QString, url);
        QFETCH(const QString, password);
        QFETCH(const QString, full);
        const LoadedConfig loaded = loadedFrom({{"USE_REDIS_RATE_LIMITER", "true"},
                                                {"REDIS_URL", url.toStdString()},
                                                {"REDIS_PASSWORD", password.toStdString()}});
        QVERIFY(loaded.config != nullptr);
        const auto reference = loaded.config->sharedState.redisUrl;
        QVERIFY(reference && reference->place == SecretPlace::Memory);
        QVERIFY(loaded.secrets.find(*reference) != nullptr);
        QCOMPARE(shown(loaded.secrets.find(*reference)->reveal()), full);
        QVERIFY(everythingVisible(loaded).find(password.toStdString()) == std::string::npos);
    }

    void redisPasswordInTheAddressWins()
    {
        const QString shared = json("{'shared_state':{'redis_url':'${REDIS_URL}'}}");
        QCOMPARE(layerOf({{"USE_REDIS_RATE_LIMITER", "true"},
                          {"REDIS_URL", "redis://:own@cache"},
                          {"REDIS_PASSWORD", "other"}}),
                 shared);
    }

    void wrongValueNamesItsVariable_data()
    {
        QTest::addColumn<QString>("variable");
        QTest::addColumn<QString>("path");
        QTest::addColumn<QString>("message");
        const auto row = [](const char *variable, const char *path, const char *message) {
            QTest::newRow(variable) << shown(variable) << shown(path) << shown(message);
        };
        row("PORT", "port", "must be a whole number from 1 to 65535");
        row("LOG_LEVEL", "logging.level", "must be one of debug, info, warning or error");
        row("TOKEN_RATE_LIMIT", "limits.default_max_tpm", "must be a whole number of 0 or more");
        row("AZURE_ROUTING_STRATEGY", "routing.strategy", "must be one of failover, priority, ");
        row("AZURE_INSTANCE_ONE_API_BASE", "instances[0].api_base", "must be an address that ");
        row("AZURE_INSTANCE_ONE_API_VERSION", "instances[0].api_version", "must be a date such ");
        row("AZURE_INSTANCE_ONE_PRIORITY", "instances[0].priority", "must be a whole number ");
        row("AZURE_INSTANCE_ONE_WEIGHT", "instances[0].weight", "must be a whole number ");
        row("AZURE_INSTANCE_ONE_MAX_TPM", "instances[0].max_tpm", "must be a whole number ");
        row("AZURE_OPENAI_API_BASE", "instances[1].api_base", "must be an address that ");
        row("AZURE_OPENAI_API_VERSION", "instances[1].api_version", "must be a date such ");
        row("OPENAI_ENDPOINT", "instances[2].api_base", "must be an address that ");
        row("OPENAI_API_VERSION", "instances[2].api_version", "must be a date such ");
        row("AZURE_AI_PROJECT_ENDPOINT", "agents[0].endpoint", "must be an address that ");
    }
    void wrongValueNamesItsVariable()
    {
        QFETCH(const QString, variable);
        QFETCH(const QString, path);
        QFETCH(const QString, message);
        Environment environment{{"AZURE_INSTANCES", "one"},
                                {"AZURE_INSTANCE_ONE_API_BASE", "https://one.example.com"},
                                {"AZURE_OPENAI_API_BASE", "https://two.example.com"},
                                {"OPENAI_ENDPOINT", "https://three.example.com"},
                                {"AZURE_AI_PROJECT_ENDPOINT", "https://four.example.com"},
                                {"AZURE_AI_AGENT_ID", "asst_1"}};
        // A key that was pasted into the wrong line: it must not come back in the message.
        environment.insert_or_assign(variable.toStdString(), marker);
        const QStringList findings = findingsOf(environment);
        QCOMPARE(findings.size(), 1);
        const QString start = QStringLiteral("error: environment variable ") + variable
            + QStringLiteral(": ") + path + QStringLiteral(": ") + message;
        QCOMPARE(findings.front().left(start.size()), start);
        QVERIFY2(!findings.front().contains(shown(marker)), qPrintable(findings.front()));
    }

    void instanceThatIsNotListedIsWorthAWord()
    {
        QCOMPARE(findingsOf({{"AZURE_INSTANCES", "one"},
                             {"AZURE_INSTANCE_ONE_API_BASE", "https://one.example.com"},
                             {"AZURE_INSTANCE_TWO_API_BASE", "https://two.example.com"}}),
                 QStringList{QStringLiteral("warning: environment: AZURE_INSTANCE_TWO_API_BASE is "
                                            "set, but AZURE_INSTANCES does not name 'two'.")});
    }

    void listedInstanceWithoutAddressIsLeftOut()
    {
        const Environment environment{{"AZURE_INSTANCES", "a-b"}};
        QCOMPARE(
            findingsOf(environment),
            QStringList{QStringLiteral("warning: environment: AZURE_INSTANCES names 'a-b', but "
                                       "AZURE_INSTANCE_A_B_API_BASE is not set; this instance "
                                       "is left out.")});
        QVERIFY(loadedFrom(environment).config->instances.empty());
    }

    void listedInstanceWithoutKeyIsDisabled()
    {
        const LoadedConfig loaded
            = loadedFrom({{"AZURE_INSTANCES", "one"},
                          {"AZURE_INSTANCE_ONE_API_BASE", "https://one.example.com"},
                          {"MODEL_MAP_GPT4O", "gpt4o"}});
        QVERIFY(loaded.config != nullptr);
        QCOMPARE(loaded.findings.size(), std::size_t(1));
        QCOMPARE(shown(loaded.findings.front().toText()),
                 QStringLiteral("environment: instances[one].api_key: the environment variable "
                                "AZURE_INSTANCE_ONE_API_KEY is not set, so this instance is "
                                "disabled."));
        QVERIFY(!loaded.config->instances.front().isUsable());
    }

    void instanceListedTwiceIsAnError()
    {
        QCOMPARE(findingsOf({{"AZURE_INSTANCES", "one,one"},
                             {"AZURE_INSTANCE_ONE_API_BASE", "https://one.example.com"}}),
                 QStringList{QStringLiteral("error: environment: instances[1].name: the name 'one' "
                                            "is already taken by instances[0].")});
    }

    void contentOfAVariableIsFinal()
    {
        const LoadedConfig loaded
            = loadedFrom({{"OPENAI_PROMPT", "Say ${HOME} and $${HOME} and ${"}, {"HOME", "/home"}});
        QVERIFY(loaded.config != nullptr);
        QCOMPARE(shown(loaded.config->wrapper.prompt),
                 QStringLiteral("Say ${HOME} and $${HOME} and ${"));
    }

    void noKeyStandsAnywhereInClear()
    {
        Environment environment{{"AZURE_INSTANCES", "one"},
                                {"AZURE_INSTANCE_ONE_API_BASE", "https://one.example.com"},
                                {"AZURE_OPENAI_API_BASE", "https://two.example.com"},
                                {"OPENAI_ENDPOINT", "https://three.example.com"},
                                {"USE_REDIS_RATE_LIMITER", "true"},
                                {"REDIS_URL", "redis://cache"},
                                {"REDIS_PASSWORD", marker},
                                {"FEISHU_WEBHOOK_URL", "https://h.example.com/" + marker}};
        for (const char *key : {"AZURE_INSTANCE_ONE_API_KEY", "AZURE_OPENAI_API_KEY",
                                "OPENAI_API_KEY", "ADMIN_API_KEY"}) {
            environment.insert_or_assign(key, marker);
        }
        const LoadedConfig loaded = loadedFrom(environment);
        QVERIFY(loaded.config != nullptr);
        QCOMPARE(loaded.config->instances.size(), std::size_t(3));
        QVERIFY(everythingVisible(loaded).find(marker) == std::string::npos);
    }

    void isIgnoredWhereItIsNotWanted()
    {
        LoadRequest request;
        request.variables = {{"PORT", "8080"}, {"ADMIN_API_KEY", marker}};
        request.legacy = LegacyVariables::Ignore;
        const LoadedConfig loaded = loadConfig(request);
        QVERIFY(loaded.config != nullptr);
        QCOMPARE(loaded.config->listen.port, 3010);
        QVERIFY(!loaded.adminKey && loaded.layers.empty());
    }
};

QTEST_APPLESS_MAIN(TestLegacyEnvironment)
#include "tst_legacyenvironment.moc"
