#include "configfolder.h"

#include <QTest>

using namespace penstock;
using namespace penstock::config;
using namespace penstock::config::test;

namespace
{

/// The finding after "error: " or its kin and the file name.
void row(const char *name, const std::string &yaml, const char *finding)
{
    QTest::newRow(name) << shown(yaml) << shown(finding);
}

/// `settings` as further lines of the only instance, which begins in line 1.
std::string instanceWith(const std::string &settings)
{
    std::string yaml = "instances:\n  - name: one\n";
    for (const QString &line : shown(settings).split(QLatin1Char('\n'))) {
        yaml += "    " + line.toStdString() + '\n';
    }
    return yaml;
}

constexpr const char *reachable = "api_base: https://one.example.com\n";
constexpr const char *complete
    = "api_base: https://one.example.com\nauth: none\nsupported_models: [gpt-4o]\n";

void listeningRows()
{
    row("certificate without key", "tls:\n  certificate: /a.pem\n",
        "error: penstock.yaml:2:3: tls: needs both `certificate` and `key`; one of them is "
        "missing.");
    row("key without certificate", "tls: {key: /a.key}\n",
        "error: penstock.yaml:1:6: tls: needs both `certificate` and `key`; one of them is "
        "missing.");
    const std::string open
        = "names an address that other machines can reach; set `clients.require_key: true` and "
          "add at least one key under `clients.keys` first.";
    const std::string key = "keys: [{name: a, hash: " + std::string(64, 'a') + "}]";
    row("open without a key", "listen: 0.0.0.0\nallow_plain_lan: true\n",
        ("error: penstock.yaml:1:9: listen: " + open).c_str());
    row("open with a key that is not required",
        "allow_plain_lan: true\nlisten: [loopback, '::']\nclients: {" + key + "}\n",
        ("error: penstock.yaml:2:9: listen: " + open).c_str());
    row("open in clear", "listen: 192.0.2.1\nclients: {require_key: true, " + key + "}\n",
        "error: penstock.yaml:1:9: listen: names an address that other machines can reach, without "
        "TLS; set `tls.certificate` and `tls.key`, or `allow_plain_lan: true` if keys and prompts "
        "may cross the network in clear.");
    row("port twice", "also_listen: [8000, 3010]\n",
        "error: penstock.yaml:1:14: also_listen: names port 3010 again, which is the gateway's "
        "own.");
}

void addressRows()
{
    row("no address", instanceWith("auth: none\nsupported_models: [m]"),
        "error: penstock.yaml:2:5: instances[one].api_base: is missing; write the address of the "
        "resource, such as https://example.openai.azure.com.");
    row("plain http",
        instanceWith("api_base: http://one.example.com\nauth: none\nsupported_models: [m]"),
        "error: penstock.yaml:3:15: instances[one].api_base: starts with http://, so key and "
        "prompts would cross the network in clear. Use https://, or set `allow_plain_http: true` "
        "on this instance.");
    row("certificates are not verified", instanceWith(complete + std::string("tls_verify: false")),
        "warning: penstock.yaml:6:17: instances[one].tls_verify: is off: anybody between here and "
        "there can read the key.");
}

void credentialRows()
{
    row("no key", instanceWith(reachable + std::string("supported_models: [m]")),
        "warning: penstock.yaml:2:5: instances[one].api_key: is missing, so this instance is "
        "disabled until it has one. A server that wants no key says so with `auth: none`.");
    const std::string application
        = std::string(reachable) + "supported_models: [m]\nauth: client_credentials\n";
    const char *who
        = "error: penstock.yaml:5:11: instances[one].auth: is client_credentials, which "
          "needs `tenant` and `client_id`.";
    row("application without tenant",
        instanceWith(application + "client_id: i\nclient_secret: file:/a"), who);
    row("application without id", instanceWith(application + "tenant: t\nclient_secret: file:/a"),
        who);
    row("application without secret", instanceWith(application + "tenant: t\nclient_id: i"),
        "error: penstock.yaml:5:11: instances[one].auth: is client_credentials, which needs "
        "`client_secret` or `certificate`.");
    row("header that carries a credential",
        instanceWith(complete + std::string("extra_headers:\n  Authorization: file:/a")),
        "error: penstock.yaml:7:22: instances[one].extra_headers.Authorization: carries a "
        "credential; use `auth` and `api_key` instead.");
    row("header that is none",
        instanceWith(complete + std::string("extra_headers:\n  'x team': file:/a")),
        "error: penstock.yaml:7:17: instances[one].extra_headers[\"x team\"]: is no valid name of "
        "a "
        "header.");
    row("host that is none", instanceWith(complete + std::string("host_header: a b")),
        "error: penstock.yaml:6:18: instances[one].host_header: is no valid host name.");
}

void modelRows()
{
    row("no models", instanceWith(reachable + std::string("auth: none")),
        "warning: penstock.yaml:2:5: instances[one]: serves no model; add `supported_models` or "
        "`model_deployments`.");
    row("mapped but not supported",
        instanceWith(complete + std::string("model_deployments:\n  gpt-4.1: x\n  gpt-4o: y")),
        "warning: penstock.yaml:7:16: instances[one].model_deployments[\"gpt-4.1\"]: is not in "
        "`supported_models` of this instance; it is served all the same.");
    const std::string instance = instanceWith(complete);
    row("alias to nowhere", "routing:\n  aliases: {fast: gpt4o}\n" + instance,
        "warning: penstock.yaml:2:19: routing.aliases.fast: names the model 'gpt4o', which no "
        "instance serves. Did you mean 'gpt-4o'?");
    row("fallback to nowhere",
        "routing:\n  models:\n    gpt-4o: {fallback_models: [mistral]}\n" + instance,
        "warning: penstock.yaml:3:31: routing.models.gpt-4o.fallback_models: names the model "
        "'mistral', which no instance serves.");
    row("wrapper model that nobody serves", "wrapper: {model: GPT-4o}\n" + instance,
        "warning: penstock.yaml:1:18: wrapper.model: names the model 'GPT-4o', which no instance "
        "serves. Did you mean 'gpt-4o'?");
    row("no models are routed", "routing: {strategy: model_specific}\n" + instance,
        "warning: penstock.yaml:1:21: routing.strategy: is model_specific, but `routing.models` "
        "names no model: every request will be refused.");
    row("priorities without use",
        "routing: {strategy: round_robin}\n" + instance
            + "  - {name: two, auth: none, api_base: 'https://two.example.com', "
              "supported_models: [m], priority: 1}\n",
        "notice: penstock.yaml:1:21: routing.strategy: is round_robin, which uses all instances "
        "alike: their priorities are not used. Set `routing.within_priority: true` to stay inside "
        "the best priority.");
}

void serviceRows()
{
    row("client without a hash", "clients:\n  keys:\n    - name: a\n",
        "error: penstock.yaml:3:7: clients.keys[a].hash: is missing; it is the SHA-256 of the "
        "client's key.");
    row("agent without an address", "agents: [{name: a, agent_id: asst_1}]\n",
        "error: penstock.yaml:1:10: agents[a].endpoint: is missing; it is the address of the Azure "
        "AI project.");
    row("agent without an id", "agents: [{name: a, endpoint: 'https://p.example.com'}]\n",
        "error: penstock.yaml:1:10: agents[a].agent_id: is missing; it is the id of the agent, "
        "such as asst_...");
    row("origin with a path", "clients: {allowed_origins: ['https://a.example.com/x']}\n",
        "error: penstock.yaml:1:28: clients.allowed_origins: holds 'https://a.example.com/x', "
        "which "
        "is no origin; write scheme and host, such as https://app.example.com.");
    row("keys are required, but there are none", "clients: {require_key: true}\n",
        "warning: penstock.yaml:1:24: clients.require_key: is on, but there is no key yet: nobody "
        "can use the gateway.");
}

} // namespace

/// What no single value shows: what is missing, and what does not go together.
class TestSemantics final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void contradictionIsFound_data()
    {
        QTest::addColumn<QString>("yaml");
        QTest::addColumn<QString>("finding");
        listeningRows();
        addressRows();
        credentialRows();
        modelRows();
        serviceRows();
    }
    void contradictionIsFound()
    {
        QFETCH(const QString, yaml);
        QFETCH(const QString, finding);
        const ConfigFolder folder(yaml.toStdString());
        const LoadedConfig loaded = folder.load();
        QCOMPARE(folder.findings(loaded), QStringList{finding});
        QCOMPARE(loaded.hasErrors(), finding.startsWith(QLatin1String("error")));
    }

    void whatGoesTogetherIsNotMentioned_data()
    {
        QTest::addColumn<QString>("yaml");
        const auto fine
            = [](const char *name, const std::string &yaml) { QTest::newRow(name) << shown(yaml); };
        const std::string key = "clients: {require_key: true, keys: [{name: a, hash: "
            + std::string(64, 'a') + "}]}\n";
        fine("open with key and TLS", "listen: 0.0.0.0\ntls: {certificate: /a, key: /b}\n" + key);
        fine("open with key, in clear on purpose",
             "listen: ['192.0.2.1', '2001:db8::1']\nallow_plain_lan: true\n" + key);
        fine("all forms of loopback", "listen: [loopback, 127.0.0.1, 127.8.8.8, '::1']\n");
        fine("plain http to this machine",
             instanceWith("api_base: http://127.0.0.1:8080\nauth: none\nsupported_models: [m]"));
        fine("plain http to this machine by name",
             instanceWith("api_base: http://localhost\nauth: none\nsupported_models: [m]"));
        fine("plain http to this machine over IPv6",
             instanceWith("api_base: http://[::1]:8080/v1\nauth: none\nsupported_models: [m]"));
        fine("plain http on purpose",
             instanceWith("api_base: http://one.example.com\nauth: none\nsupported_models: [m]\n"
                          "allow_plain_http: true"));
        fine("token instead of a key",
             instanceWith(reachable + std::string("supported_models: [m]\nauth: azure_cli")));
        fine("application with a certificate",
             instanceWith(reachable
                          + std::string("supported_models: [m]\nauth: client_credentials\n"
                                        "tenant: t\nclient_id: i\ncertificate: /a.pem")));
        fine("map alone",
             instanceWith(reachable + std::string("auth: none\nmodel_deployments: {m: d}")));
        fine("priorities inside the best one",
             "routing: {strategy: weighted, within_priority: true}\n" + instanceWith(complete)
                 + "  - {name: two, auth: none, api_base: 'https://two.example.com', "
                   "supported_models: [m], priority: 1}\n");
        fine("spreading over equal priorities",
             "routing: {strategy: headroom}\n" + instanceWith(complete)
                 + "  - {name: two, auth: none, api_base: 'https://two.example.com', "
                   "supported_models: [m]}\n");
        fine("models are routed",
             "routing: {strategy: model_specific, models: {gpt-4o: {retries: 1}}}\n"
                 + instanceWith(complete));
        fine("origins",
             "clients: {allowed_origins: ['https://a.example.com:8443', "
             "'http://localhost:5173', 'null', 'vscode-webview://abc']}\n");
        fine("nothing at all", "");
    }
    void whatGoesTogetherIsNotMentioned()
    {
        QFETCH(const QString, yaml);
        QCOMPARE(ConfigFolder(yaml.toStdString()).findingsOf(), QStringList());
    }

    void everyCredentialHeaderIsRefused_data()
    {
        QTest::addColumn<QString>("name");
        for (const char *name : {"Authorization", "api-key", "API-KEY", "X-API-Key",
                                 "Ocp-Apim-Subscription-Key", "Proxy-Authorization"}) {
            QTest::newRow(name) << shown(name);
        }
    }
    void everyCredentialHeaderIsRefused()
    {
        QFETCH(const QString, name);
        const LoadedConfig loaded
            = ConfigFolder(instanceWith(complete + std::string("extra_headers: {")
                                        + name.toStdString() + ": 'file:/a'}"))
                  .load();
        QVERIFY(loaded.hasErrors());
        QCOMPARE(shown(loaded.findings.front().code), QStringLiteral("credential_header"));
    }

    void instanceWithoutKeyIsDisabledAndSaysWhy()
    {
        const LoadedConfig loaded
            = ConfigFolder(instanceWith(reachable + std::string("supported_models: [m]"))).load();
        QVERIFY(loaded.config != nullptr);
        QVERIFY(!loaded.config->instances.front().isUsable());
        QCOMPARE(shown(loaded.config->instances.front().disabledBecause),
                 QStringLiteral("it has no key"));
    }

    void findingPointsToTheLayerThatSaysIt()
    {
        ConfigFolder folder;
        folder.write("base.yaml", "port: 4010\n");
        folder.write("prod.yaml", "name: x\nalso_listen: [4010]\n");
        folder.request.environmentName = "prod";
        QCOMPARE(folder.findings(folder.loadFolder()),
                 QStringList{QStringLiteral("error: prod.yaml:2:14: also_listen: names port 4010 "
                                            "again, which is the gateway's own.")});
    }

    void findingAboutAVariableNamesTheEnvironment()
    {
        ConfigFolder folder("also_listen: [4010]\n");
        folder.set("AZURE_OPENAI_API_BASE", "http://one.example.com")
            .set("AZURE_OPENAI_API_KEY", "some-key")
            .set("MODEL_MAP_GPT4O", "x");
        QCOMPARE(folder.findingsOf(),
                 QStringList{QStringLiteral(
                     "error: environment: instances[default].api_base: starts with http://, so key "
                     "and prompts would cross the network in clear. Use https://, or set "
                     "`allow_plain_http: true` on this instance.")});
    }
};

QTEST_APPLESS_MAIN(TestSemantics)
#include "tst_semantics.moc"
