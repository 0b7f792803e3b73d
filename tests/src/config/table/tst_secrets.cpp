#include "config/diff.h"
#include "config/exportform.h"
#include "config/jsonwriter.h"
#include "config/schema.h"
#include "config/yamlwriter.h"
#include "configfolder.h"

#include <QTest>

#include <set>

using namespace penstock;
using namespace penstock::config;
using namespace penstock::config::test;

namespace
{

const std::string marker = "8f14e45fceea167a5a36dedd4bea2543";

/// A place for a secret, with what has to stand around it. `@` is where the value goes.
struct Place {
    const char *key; ///< as in the settings table
    const char *yaml;
    const char *path; ///< in messages
};

constexpr const char *begin = "instances: [{name: one, auth: none, supported_models: [m], "
                              "api_base: 'https://one.example.com', ";

std::vector<Place> secretPlaces()
{
    // From the specification's list of keys of type secret.
    return {
        {"instances[].api_key", "api_key: @}]", "instances[0].api_key"},
        {"instances[].api_key_next", "api_key_next: @}]", "instances[0].api_key_next"},
        {"instances[].client_secret", "client_secret: @}]", "instances[0].client_secret"},
        {"instances[].certificate", "certificate: @}]", "instances[0].certificate"},
        {"instances[].extra_headers.*", "extra_headers: {x-team: @}}]",
         "instances[0].extra_headers.x-team"},
        {"telemetry.scrape_token", "telemetry: {scrape_token: @}", "telemetry.scrape_token"},
        {"telemetry.app_insights", "telemetry: {app_insights: @}", "telemetry.app_insights"},
        {"shared_state.redis_url", "shared_state: {redis_url: @}", "shared_state.redis_url"},
        {"alerts[].url", "alerts: [{url: @}]", "alerts[0].url"},
        {"logging.feishu_webhook", "logging: {feishu_webhook: @}", "logging.feishu_webhook"},
    };
}

/// A user name and a password make a proxy address a secret.
Place proxyPlace()
{
    return {"instances[].proxy_url", "proxy_url: @}]", "instances[0].proxy_url"};
}

std::string documentWith(const Place &place, const std::string &value)
{
    std::string yaml = place.yaml;
    yaml.replace(yaml.find('@'), 1, '"' + value + '"');
    return (std::string_view(place.key).starts_with("instances") ? begin : "") + yaml + '\n';
}

/// Everything that may be shown, stored, compared or sent.
std::string everythingVisible(const LoadedConfig &loaded)
{
    std::string all;
    for (const Node *document : {&loaded.effective, &loaded.complete}) {
        const Node exported = exportForm(*document).document;
        for (const Node *form : {document, &exported}) {
            all += writeYaml(*form) + writeJson(*form) + writeJson(*form, JsonLayout::Indented);
        }
    }
    for (const Layer &layer : loaded.layers) {
        all += writeJson(layer.document);
    }
    for (const Finding &finding : loaded.findings) {
        all += finding.toText();
    }
    for (const Shadow &shadow : loaded.shadows) {
        all += writeJson(shadow.winnerValue) + writeJson(shadow.shadowedValue);
    }
    for (const Change &change : difference(Node::map(), loaded.effective)) {
        all += writeJson(change.before) + writeJson(change.after);
    }
    return all;
}

std::string yamlExport(const LoadedConfig &loaded)
{
    return writeYaml(exportForm(loaded.effective).document);
}

bool vaultHolds(const LoadedConfig &loaded, std::string_view secret)
{
    for (const SecretReference &reference : loaded.secrets.references()) {
        if (loaded.secrets.find(reference)->reveal() == secret) {
            return true;
        }
    }
    return false;
}

void addPlaces(const std::vector<Place> &places)
{
    QTest::addColumn<QString>("plain");
    QTest::addColumn<QString>("key");
    QTest::addColumn<QString>("path");
    for (const Place &place : places) {
        QTest::newRow(place.key) << shown(place.yaml) << shown(place.key) << shown(place.path);
    }
}

std::vector<Place> placesWithProxy()
{
    std::vector<Place> places = secretPlaces();
    places.push_back(proxyPlace());
    return places;
}

/// The place of the current row.
std::string documentOfRow(const std::string &value)
{
    QFETCH(const QString, plain);
    QFETCH(const QString, key);
    const std::string yaml = plain.toStdString();
    const std::string name = key.toStdString();
    return documentWith({name.c_str(), yaml.c_str(), ""}, value);
}

bool isRow(const char *key)
{
    return std::string_view(QTest::currentDataTag()) == key;
}

/// A clear text that suits the place of the current row.
std::string clearText()
{
    return isRow("instances[].proxy_url") ? "http://user:" + marker + "@proxy.example.com:3128"
        : isRow("instances[].certificate")
        ? "-----BEGIN PRIVATE KEY-----\\n" + marker + "\\n-----END PRIVATE KEY-----"
        : "https://h.example.com/" + marker;
}

} // namespace

/// A document holds references to secrets and never a secret.
class TestSecrets final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void tableMarksExactlyTheSecretsOfTheSpecification()
    {
        std::set<std::string> expected;
        for (const Place &place : secretPlaces()) {
            expected.insert(place.key);
        }
        std::set<std::string> marked;
        for (const Setting &setting : settingsTable()) {
            if (setting.isSecret()) {
                marked.emplace(setting.key);
            }
        }
        QVERIFY(marked == expected);
    }

    void variableIsKeptAsReferenceAndSpelling_data() { addPlaces(placesWithProxy()); }
    void variableIsKeptAsReferenceAndSpelling()
    {
        QFETCH(const QString, key);
        ConfigFolder folder(documentOfRow("${SOME_SECRET}"));
        folder.set("SOME_SECRET", clearText());
        const LoadedConfig loaded = folder.load();
        QCOMPARE(folder.findings(loaded), QStringList());
        QVERIFY2(loaded.secrets.size() == 0, "the environment is the place of this secret");
        QVERIFY(everythingVisible(loaded).find(marker) == std::string::npos);
        QVERIFY(yamlExport(loaded).find("${SOME_SECRET}") != std::string::npos);
        // The value itself is the reference; the spelling stands beside it.
        const Node &document = loaded.layers.back().document;
        QVERIFY(writeJson(document).find("${SOME_SECRET}") != std::string::npos);
        Node bare = document;
        forgetSpelling(bare);
        QVERIFY2(writeJson(bare).find("\"env:SOME_SECRET\"") != std::string::npos,
                 writeJson(bare).c_str());
    }

    void clearTextGoesToTheVault_data() { addPlaces(placesWithProxy()); }
    void clearTextGoesToTheVault()
    {
        QFETCH(const QString, path);
        ConfigFolder folder(documentOfRow(clearText()));
        const LoadedConfig loaded = folder.load();
        QVERIFY(loaded.config != nullptr);
        QCOMPARE(loaded.secrets.size(), std::size_t(1));
        QVERIFY(everythingVisible(loaded).find(marker) == std::string::npos);
        QCOMPARE(folder.findings(loaded).size(), 1);
        const QString finding = folder.findings(loaded).front();
        QVERIFY2(finding.startsWith(QLatin1String("notice: penstock.yaml:1:")),
                 qPrintable(finding));
        QVERIFY2(finding.contains(QStringLiteral(": ") + path
                                  + QStringLiteral(": stands here in clear text.")),
                 qPrintable(finding));
    }

    void clearTextIsExportedAsAVariable_data() { addPlaces(placesWithProxy()); }
    void clearTextIsExportedAsAVariable()
    {
        ConfigFolder folder(documentOfRow(clearText()));
        const LoadedConfig loaded = folder.load();
        const ExportForm form = exportForm(loaded.effective);
        QCOMPARE(form.placeholders.size(), std::size_t(1));
        const std::string &name = form.placeholders.front();
        QVERIFY2(name.starts_with("PENSTOCK_"), name.c_str());
        const std::string yaml = writeYaml(form.document);
        QVERIFY2(yaml.find("${" + name + "}") != std::string::npos, yaml.c_str());
        QVERIFY2(yaml.find("memory:") == std::string::npos, yaml.c_str());
        // The file serves as soon as that variable is set.
        ConfigFolder again(yaml);
        again.set(name, clearText());
        QCOMPARE(again.findingsOf(), QStringList());
        QVERIFY(again.load().config != nullptr);
    }

    void defaultOfAVariableIsClearText_data() { addPlaces(secretPlaces()); }
    void defaultOfAVariableIsClearText()
    {
        if (isRow("instances[].certificate")) {
            return; // a default there is the name of a file
        }
        ConfigFolder folder(documentOfRow("${NONE:-" + marker + "}"));
        const LoadedConfig loaded = folder.load();
        QVERIFY(loaded.config != nullptr);
        QVERIFY(vaultHolds(loaded, marker));
        QVERIFY(everythingVisible(loaded).find(marker) == std::string::npos);
    }

    void defaultOfASetVariableIsNotShownEither_data() { addPlaces(secretPlaces()); }
    void defaultOfASetVariableIsNotShownEither()
    {
        if (isRow("instances[].certificate")) {
            return; // that too is the name of a file
        }
        ConfigFolder folder(documentOfRow("${SOME_SECRET:-" + marker + "}"));
        folder.set("SOME_SECRET", "https://h.example.com/other");
        const LoadedConfig loaded = folder.load();
        QVERIFY(loaded.config != nullptr);
        QVERIFY2(everythingVisible(loaded).find(marker) == std::string::npos,
                 yamlExport(loaded).c_str());
    }

    void textAroundAVariableMakesAClearText_data() { addPlaces(secretPlaces()); }
    void textAroundAVariableMakesAClearText()
    {
        if (isRow("instances[].certificate")) {
            return; // that is the name of a file
        }
        ConfigFolder folder(documentOfRow("Bearer ${SOME_SECRET}"));
        folder.set("SOME_SECRET", marker);
        const LoadedConfig loaded = folder.load();
        QVERIFY(loaded.config != nullptr);
        QVERIFY(vaultHolds(loaded, "Bearer " + marker));
        QVERIFY(everythingVisible(loaded).find(marker) == std::string::npos);
    }

    void unsetVariableIsExportedAsItWasWritten_data() { addPlaces(placesWithProxy()); }
    void unsetVariableIsExportedAsItWasWritten()
    {
        const ConfigFolder folder(documentOfRow("${NONE}"));
        const LoadedConfig loaded = folder.load();
        QVERIFY(loaded.config != nullptr);
        QVERIFY(yamlExport(loaded).find("${NONE}") != std::string::npos);
        QCOMPARE(folder.findings(loaded).filter(QLatin1String("variable NONE is not set")).size(),
                 1);
    }

    void referenceIsKeptAsItIs_data()
    {
        QTest::addColumn<QString>("reference");
        for (const char *reference :
             {"keychain:profile/one", "systemd:one-key", "file:/run/key", "env:SOME_SECRET"}) {
            QTest::newRow(reference) << shown(reference);
        }
    }
    void referenceIsKeptAsItIs()
    {
        QFETCH(const QString, reference);
        ConfigFolder folder(documentWith(secretPlaces().front(), reference.toStdString()));
        folder.set("SOME_SECRET", marker);
        const LoadedConfig loaded = folder.load();
        QCOMPARE(folder.findings(loaded), QStringList());
        QCOMPARE(shown(loaded.config->instances.front().credential.apiKey->toText()), reference);
        QVERIFY(yamlExport(loaded).find(reference.toStdString()) != std::string::npos);
    }

    void fileOfASecretStartsAtTheDocument()
    {
        const ConfigFolder folder(documentWith(secretPlaces().front(), "file:../keys/one.key"));
        const LoadedConfig loaded = folder.load();
        const auto key = loaded.config->instances.front().credential.apiKey;
        QCOMPARE(shown(key->location),
                 shown((folder.path().parent_path() / "keys/one.key").string()));
        QCOMPARE(key->place, SecretPlace::File);
    }

    void fileNamedByAVariableIsExportedAsItWasWritten()
    {
        ConfigFolder folder(documentWith(secretPlaces().front(), "file:${KEYS}/one.key"));
        folder.set("KEYS", "/run/keys");
        const LoadedConfig loaded = folder.load();
        const auto key = loaded.config->instances.front().credential.apiKey;
        QCOMPARE(shown(key->toText()), QStringLiteral("file:/run/keys/one.key"));
        QVERIFY(yamlExport(loaded).find("file:${KEYS}/one.key") != std::string::npos);
    }

    void certificateIsAFileUnlessItIsPem_data()
    {
        QTest::addColumn<QString>("written");
        QTest::addColumn<QString>("expected");
        QTest::newRow("relative") << QStringLiteral("app.pem") << QStringLiteral("file:@/app.pem");
        QTest::newRow("absolute") << QStringLiteral("/etc/app.pem")
                                  << QStringLiteral("file:/etc/app.pem");
        QTest::newRow("reference")
            << QStringLiteral("file:app.pem") << QStringLiteral("file:@/app.pem");
        QTest::newRow("PEM") << QStringLiteral(
            "-----BEGIN CERTIFICATE-----\\nAA\\n-----END CERTIFICATE-----")
                             << QStringLiteral("memory:@/penstock.yaml/instances/one/certificate");
    }
    void certificateIsAFileUnlessItIsPem()
    {
        QFETCH(const QString, written);
        QFETCH(const QString, expected);
        const ConfigFolder folder(documentWith(secretPlaces()[3], written.toStdString()));
        const LoadedConfig loaded = folder.load();
        QVERIFY(loaded.config != nullptr);
        const auto certificate = loaded.config->instances.front().credential.certificate;
        QVERIFY(certificate.has_value());
        QCOMPARE(shown(certificate->toText()),
                 QString(expected).replace(QLatin1Char('@'), shown(folder.path().string())));
    }

    void memoryOfAnotherRunIsLost_data() { addPlaces(placesWithProxy()); }
    void memoryOfAnotherRunIsLost()
    {
        QFETCH(const QString, path);
        const ConfigFolder folder(documentOfRow("memory:store/instances/one/api_key"));
        const LoadedConfig loaded = folder.load();
        QVERIFY(loaded.config != nullptr);
        const QStringList findings = folder.findings(loaded);
        QCOMPARE(findings.size(), 1);
        QVERIFY2(findings.front().endsWith(
                     QStringLiteral(": ") + path
                     + QStringLiteral(": refers to a secret that only another run of the program "
                                      "had in memory; enter it again.")),
                 qPrintable(findings.front()));
        QVERIFY(findings.front().startsWith(QLatin1String("warning: ")));
        QVERIFY(everythingVisible(loaded).find("memory:") == std::string::npos);
    }

    void proxyWithoutPasswordIsNoSecret()
    {
        const ConfigFolder folder(documentWith(proxyPlace(), "http://proxy.example.com:3128"));
        const LoadedConfig loaded = folder.load();
        QCOMPARE(folder.findings(loaded), QStringList());
        const ConnectionSettings &connection = loaded.config->instances.front().connection;
        QCOMPARE(shown(connection.proxyUrl), QStringLiteral("http://proxy.example.com:3128"));
        QVERIFY(!connection.proxyUrlSecret);
        QCOMPARE(loaded.secrets.size(), std::size_t(0));
    }

    void addressOfAnInstanceMayCarryNoPassword()
    {
        const ConfigFolder folder("instances: [{name: one, auth: none, supported_models: [m], "
                                  "api_base: 'https://user:"
                                  + marker + "@one.example.com'}]\n");
        const LoadedConfig loaded = folder.load();
        QVERIFY(loaded.hasErrors());
        QCOMPARE(folder.findings(loaded).size(), 1);
        QVERIFY(everythingVisible(loaded).find(marker) == std::string::npos);
    }

    void shadowsCompareReferences()
    {
        ConfigFolder folder;
        folder.write("base.yaml", documentWith(secretPlaces().front(), marker));
        folder.write("prod.yaml", documentWith(secretPlaces().front(), marker + "2"));
        folder.request.environmentName = "prod";
        const LoadedConfig loaded = folder.loadFolder();
        QVERIFY(loaded.config != nullptr);
        QCOMPARE(loaded.shadows.size(), std::size_t(1));
        QCOMPARE(shown(loaded.shadows.front().path.toText()),
                 QStringLiteral("instances[one].api_key"));
        QVERIFY(everythingVisible(loaded).find(marker) == std::string::npos);
        const auto key = loaded.config->instances.front().credential.apiKey;
        QVERIFY(loaded.secrets.find(*key)->reveal() == marker + "2");
    }

    void keyInTheWrongPlaceIsNotRepeated_data()
    {
        QTest::addColumn<QString>("yaml");
        const auto row
            = [](const char *name, const std::string &yaml) { QTest::newRow(name) << shown(yaml); };
        row("api_version", std::string(begin) + "api_version: " + marker + "}]\n");
        row("priority", std::string(begin) + "priority: " + marker + "}]\n");
        row("unknown key", std::string(begin) + "apikey: " + marker + "}]\n");
        row("key in a list", std::string(begin) + "api_key: [" + marker + "]}]\n");
        row("bearer", std::string(begin) + "priority: 'Bearer " + marker + "'}]\n");
    }
    void keyInTheWrongPlaceIsNotRepeated()
    {
        QFETCH(const QString, yaml);
        const ConfigFolder folder(yaml.toStdString());
        const LoadedConfig loaded = folder.load();
        QCOMPARE(folder.findings(loaded).size(), 1);
        QVERIFY2(everythingVisible(loaded).find(marker) == std::string::npos,
                 qPrintable(folder.findings(loaded).join(QLatin1Char('\n'))));
    }

private:
    static void forgetSpelling(Node &node)
    {
        node.written.clear();
        if (node.isMap()) {
            for (Entry &entry : node.entries()) {
                forgetSpelling(entry.value);
            }
        } else if (node.isList()) {
            for (Node &item : node.items()) {
                forgetSpelling(item);
            }
        }
    }
};

QTEST_APPLESS_MAIN(TestSecrets)
#include "tst_secrets.moc"
