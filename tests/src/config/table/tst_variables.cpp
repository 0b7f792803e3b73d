#include "config/exportform.h"
#include "config/jsonwriter.h"
#include "config/yamlwriter.h"
#include "configfolder.h"

#include <QTest>

using namespace penstock;
using namespace penstock::config;
using namespace penstock::config::test;

namespace
{

std::string exported(const LoadedConfig &loaded)
{
    return writeYaml(exportForm(loaded.effective).document);
}

} // namespace

/// `${NAME}` in documents, and the anchors and merge keys of YAML.
class TestVariables final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void nameIsExpanded_data()
    {
        QTest::addColumn<QString>("written");
        QTest::addColumn<QString>("name");
        const auto row = [](const char *written, const char *name) {
            QTest::newRow(written) << shown(written) << shown(name);
        };
        row("${WORD}", "Contoso");
        row("a ${WORD} b ${WORD}", "a Contoso b Contoso");
        row("${WORD:-other}", "Contoso");
        row("${NONE:-other}", "other");
        row("${NONE:-}", "");
        row("${EMPTY:-other}", "other");
        row("${NONE:-a:-b}", "a:-b");
        row("${NONE:-${x}", "${x");
        row("$${WORD}", "${WORD}");
        row("$WORD", "$WORD");
        row("$$", "$$");
        row("100 $", "100 $");
        row("${NESTED}", "${WORD}");
    }
    void nameIsExpanded()
    {
        QFETCH(const QString, written);
        QFETCH(const QString, name);
        ConfigFolder folder("name: '" + written.toStdString() + "'\n");
        folder.set("WORD", "Contoso").set("EMPTY", "").set("NESTED", "${WORD}");
        const LoadedConfig loaded = folder.load();
        QCOMPARE(folder.findings(loaded), QStringList());
        QCOMPARE(shown(loaded.config->name), name);
        // Export writes what was written.
        const ConfigFolder again(exported(loaded));
        LoadRequest request = folder.request;
        request.config = again.path() / "penstock.yaml";
        QCOMPARE(shown(loadConfig(request).config->name), name);
        if (written.contains(QLatin1String("${"))) {
            QVERIFY2(exported(loaded).find(written.toStdString()) != std::string::npos,
                     exported(loaded).c_str());
        }
    }

    void numbersAndFlagsMayBeVariables()
    {
        ConfigFolder folder("port: ${PORT_NUMBER}\n"
                            "routing: {spill_at: '${SPILL:-0.5}', within_priority: '${FLAG}'}\n"
                            "also_listen: ['${PORT_NUMBER}', 8001]\n"
                            "workers: ${WORKERS:-auto}\n"
                            "capture: {bodies: '${ONE}'}\n");
        folder.set("PORT_NUMBER", "4010").set("FLAG", "TRUE").set("ONE", "1");
        const LoadedConfig loaded = folder.load();
        QCOMPARE(folder.findings(loaded),
                 QStringList{QStringLiteral("error: penstock.yaml:3:14: also_listen: names port "
                                            "4010 again, which is the gateway's own.")});
        QCOMPARE(loaded.complete.find("port")->asWhole(), 4010);
        QCOMPARE(loaded.complete.find("routing")->find("spill_at")->asNumber(), 0.5);
        QVERIFY(loaded.complete.find("routing")->find("within_priority")->asBool());
        QVERIFY(loaded.complete.find("capture")->find("bodies")->asBool());
        QCOMPARE(shown(loaded.complete.find("workers")->asText()), QStringLiteral("auto"));
    }

    void wrongContentIsNotRepeated_data()
    {
        QTest::addColumn<QString>("yaml");
        QTest::addColumn<QString>("finding");
        const auto row = [](const char *name, const char *yaml, const char *finding) {
            QTest::newRow(name) << shown(yaml) << shown(finding);
        };
        row("number", "port: ${MISTAKE}\n",
            "error: penstock.yaml:1:7: port: must be a whole number from 1 to 65535, not the value "
            "of ${MISTAKE}.");
        row("part of a text", "routing: {strategy: 'x${MISTAKE}'}\n",
            "error: penstock.yaml:1:21: routing.strategy: must be one of failover, priority, "
            "round_robin, weighted, least_loaded, headroom or model_specific, not the value of "
            "x${MISTAKE}.");
        row("address", "telemetry: {otlp_endpoint: '${MISTAKE}'}\n",
            "error: penstock.yaml:1:28: telemetry.otlp_endpoint: must be an address that starts "
            "with http:// or https://, not the value of ${MISTAKE}.");
        row("flag", "allow_plain_lan: ${MISTAKE:-no}\n",
            "error: penstock.yaml:1:18: allow_plain_lan: must be true or false, not the value of "
            "${MISTAKE:-no}.");
    }
    void wrongContentIsNotRepeated()
    {
        QFETCH(const QString, yaml);
        QFETCH(const QString, finding);
        ConfigFolder folder(yaml.toStdString());
        folder.set("MISTAKE", "8f14e45fceea167a5a36dedd4bea2543");
        const QStringList findings = folder.findingsOf();
        QCOMPARE(findings.size(), 1);
        QVERIFY2(!findings.front().contains(QLatin1String("8f14e45f")),
                 qPrintable(findings.front()));
        QCOMPARE(findings.front(), finding);
    }

    void badVariableIsExplained_data()
    {
        QTest::addColumn<QString>("written");
        QTest::addColumn<QString>("message");
        QTest::newRow("open") << QStringLiteral("a ${WORD")
                              << QStringLiteral("a '${' has no closing '}'.");
        for (const char *written : {"${}", "${A B}", "${1A}", "${A-b}", "${:-x}"}) {
            QTest::newRow(written) << shown(written)
                                   << QLatin1Char('\'') + shown(written)
                    + QStringLiteral("' is not understood; write ${NAME} or ${NAME:-default}, and "
                                     "$${ for a plain ${.");
        }
    }
    void badVariableIsExplained()
    {
        QFETCH(const QString, written);
        QFETCH(const QString, message);
        const ConfigFolder folder("name: \"" + written.toStdString() + "\"\n");
        QCOMPARE(folder.findingsOf(),
                 QStringList{QStringLiteral("error: penstock.yaml:1:7: name: ") + message});
    }

    void unsetVariableOutsideInstancesSwitchesOff()
    {
        const ConfigFolder folder("telemetry: {otlp_endpoint: '${NONE}', scrape_token: '${NONE}'}\n"
                                  "alerts: [{kind: slack, url: '${NONE}'}, "
                                  "{kind: generic, url: 'https://h.example.com'}]\n"
                                  "port: ${NONE}\n");
        const LoadedConfig loaded = folder.load();
        QVERIFY(loaded.config != nullptr);
        const auto off
            = QStringLiteral(": the environment variable NONE is not set, so this stays off.");
        QStringList warnings = folder.findings(loaded).filter(QLatin1String("warning: "));
        QCOMPARE(warnings,
                 (QStringList{
                     QStringLiteral("warning: penstock.yaml:1:28: telemetry.otlp_endpoint") + off,
                     QStringLiteral("warning: penstock.yaml:1:53: telemetry.scrape_token") + off,
                     QStringLiteral("warning: penstock.yaml:2:29: alerts[0].url") + off,
                     QStringLiteral("warning: penstock.yaml:3:7: port") + off,
                 }));
        QVERIFY(loaded.config->telemetry.otlpEndpoint.empty());
        QVERIFY(!loaded.config->telemetry.scrapeToken);
        QCOMPARE(loaded.config->alerts.size(), std::size_t(1));
        QCOMPARE(loaded.config->alerts.front().kind, AlertKind::Generic);
        QCOMPARE(loaded.config->listen.port, 3010);
        // What was written is exported all the same: the variable may be set elsewhere.
        QVERIFY(exported(loaded).find("${NONE}") != std::string::npos);
    }

    void unsetVariableInAnInstanceDisablesIt_data()
    {
        QTest::addColumn<QString>("setting");
        QTest::addColumn<QString>("path");
        const auto row = [](const char *setting, const char *path) {
            QTest::newRow(path) << shown(setting) << shown(path);
        };
        row("api_key: ${NONE}", "api_key");
        row("region: ${NONE}", "region");
        row("max_tpm: ${NONE}", "max_tpm");
        row("extra_headers: {x-team: '${NONE}'}", "extra_headers.x-team");
        row("supported_models: [m, '${NONE}']", "supported_models");
        row("model_deployments: {m: '${NONE}'}", "model_deployments.m.deployment");
        row("model_deployments: {m: {max_tpm: '${NONE}'}}", "model_deployments.m.max_tpm");
        row("circuit_breaker: {open_seconds: '${NONE}'}", "circuit_breaker.open_seconds");
    }
    void unsetVariableInAnInstanceDisablesIt()
    {
        QFETCH(const QString, setting);
        QFETCH(const QString, path);
        const ConfigFolder folder("instances:\n  - name: one\n"
                                  "    api_base: https://one.example.com\n    "
                                  + setting.toStdString()
                                  + "\n  - {name: two, auth: none, api_base: "
                                    "'https://two.example.com', supported_models: [m]}\n");
        const LoadedConfig loaded = folder.load();
        QVERIFY(loaded.config != nullptr);
        const QStringList about = folder.findings(loaded).filter(QLatin1String("NONE"));
        QCOMPARE(about.size(), 1);
        QVERIFY2(about.front().startsWith(QLatin1String("warning: penstock.yaml:4:")),
                 qPrintable(about.front()));
        QVERIFY2(about.front().endsWith(
                     QStringLiteral(": instances[one].") + path
                     + QStringLiteral(": the environment variable NONE is not set, so this "
                                      "instance is disabled.")),
                 qPrintable(about.front()));
        QCOMPARE(shown(loaded.config->instances[0].disabledBecause),
                 QStringLiteral("the environment variable NONE is not set"));
        QVERIFY(loaded.config->instances[1].isUsable());
    }

    void unsetNameOfAnInstanceIsAnError()
    {
        QCOMPARE(ConfigFolder("instances: [{name: '${NONE}', auth: none}]\n").findingsOf(),
                 QStringList{QStringLiteral("error: penstock.yaml:1:20: instances[0]: has no name, "
                                            "because the variable 'NONE' is not set.")});
    }

    void unsetVariableHidesTheLowerLayerToo()
    {
        // A typing error in the overlay must not bring an older value back to life unseen.
        ConfigFolder folder;
        folder.write("base.yaml", "telemetry: {otlp_endpoint: 'https://base.example.com'}\n");
        folder.write("prod.yaml", "telemetry: {otlp_endpoint: '${NONE}'}\n");
        folder.request.environmentName = "prod";
        const LoadedConfig loaded = folder.loadFolder();
        QCOMPARE(folder.findings(loaded).size(), 1);
        QVERIFY(loaded.config->telemetry.otlpEndpoint.empty());
    }

    void anchorsAndMergeKeysWork()
    {
        const ConfigFolder folder(
            "instances:\n"
            "  - &one\n"
            "    name: one\n"
            "    api_base: https://one.example.com\n"
            "    auth: none\n"
            "    max_tpm: 5\n"
            "    supported_models: &models [gpt-4o, gpt-4o-mini]\n"
            "  - <<: *one\n"
            "    name: two\n"
            "    max_tpm: 7\n"
            "  - <<: [{priority: 1, weight: 2}, {priority: 9, protect: true}]\n"
            "    name: three\n"
            "    api_base: https://three.example.com\n"
            "    auth: none\n"
            "    supported_models: *models\n");
        const LoadedConfig loaded = folder.load();
        QCOMPARE(folder.findings(loaded), QStringList());
        const auto &instances = loaded.config->instances;
        QCOMPARE(instances.size(), std::size_t(3));
        QCOMPARE(shown(instances[1].name), QStringLiteral("two"));
        QCOMPARE(shown(instances[1].apiBase), QStringLiteral("https://one.example.com"));
        QCOMPARE(instances[1].maxTpm, 7);
        QCOMPARE(instances[0].maxTpm, 5);
        QVERIFY2(instances[2].priority == 1, "the first mapping of a merge wins");
        QCOMPARE(instances[2].weight, 2);
        QVERIFY(instances[2].protect);
        QCOMPARE(instances[2].supportedModels, instances[0].supportedModels);
    }

    void oldFlagsOfYamlAreTaken_data()
    {
        QTest::addColumn<QString>("word");
        QTest::addColumn<bool>("flag");
        for (const char *word : {"true", "True", "TRUE", "yes", "Yes", "on", "ON"}) {
            QTest::newRow(word) << shown(word) << true;
        }
        for (const char *word : {"false", "False", "no", "NO", "off"}) {
            QTest::newRow(word) << shown(word) << false;
        }
    }
    void oldFlagsOfYamlAreTaken()
    {
        QFETCH(const QString, word);
        QFETCH(const bool, flag);
        const ConfigFolder folder("backup: {vacuum: " + word.toStdString() + "}\n");
        QCOMPARE(folder.findingsOf(), QStringList());
        QCOMPARE(folder.load().config->backup.vacuum, flag);
    }

    void numbersThatAreNamesKeepTheirSpelling()
    {
        const ConfigFolder folder("name: 007\nversion: 1.20\n"
                                  "instances: [{name: 1, auth: none, api_base: "
                                  "'https://one.example.com', supported_models: [3.50, 1e3]}]\n");
        const LoadedConfig loaded = folder.load();
        QCOMPARE(folder.findings(loaded), QStringList());
        QCOMPARE(shown(loaded.config->name), QStringLiteral("007"));
        QCOMPARE(shown(loaded.config->instances[0].name), QStringLiteral("1"));
        QVERIFY(loaded.config->instances[0].supportedModels
                == (std::vector<ModelName>{ModelName("3.50"), ModelName("1e3")}));
    }
};

QTEST_APPLESS_MAIN(TestVariables)
#include "tst_variables.moc"
