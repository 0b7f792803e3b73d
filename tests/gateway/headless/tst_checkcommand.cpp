#include "commandrun.h"

#include <nlohmann/json.hpp>

#include <QTest>

using namespace penstock;
using namespace penstock::headless;
using namespace penstock::headless::test;
using Json = nlohmann::json;

namespace
{

const std::string marker = "8f14e45fceea167a5a36dedd4bea2543";

/// Not an exception: a test that fails says more than one that ends.
Json parsed(const std::string &text)
{
    return Json::parse(text, nullptr, false);
}

void addGoodConfig(CommandFolder &folder)
{
    folder.write("penstock.yaml", goodConfig).set("KEY_ONE", marker);
}

} // namespace

class TestCheckCommand final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void goodConfigurationIsSummedUp()
    {
        CommandFolder folder;
        addGoodConfig(folder);
        for (const char *place : {"@/penstock.yaml", "@"}) {
            const CommandRun run = folder.run({"check", place});
            QCOMPARE(run.code, ExitCode::Ok);
            QCOMPARE(shown(run.err), QString());
            QCOMPARE(shown(run.out),
                     QStringLiteral("1 instance, 2 models, strategy failover, port 4010.\n"
                                    "  one  https://one.example.com  (enabled)\n"
                                    "      gpt-4o -> dep-4o\n"
                                    "      o3 -> dep-o3\n"
                                    "\n"
                                    "OK.\n"));
        }
    }

    void warningsAreToldAndDoNoHarm()
    {
        CommandFolder folder;
        folder.write("penstock.yaml", std::string(goodConfig) + "prot: 1\n");
        const CommandRun run = folder.run({"check", "@/penstock.yaml"});
        QCOMPARE(run.code, ExitCode::Ok);
        QCOMPARE(shown(run.out),
                 QStringLiteral(
                     "warning: @/penstock.yaml:7:1: prot: is no known key and is left out. Did you "
                     "mean 'port'?\n"
                     "warning: @/penstock.yaml:5:14: instances[one].api_key: the environment "
                     "variable KEY_ONE is not set, so this instance is disabled.\n"
                     "\n"
                     "1 instance, 2 models, strategy failover, port 4010.\n"
                     "  one  https://one.example.com  (disabled: the environment variable KEY_ONE "
                     "is not set)\n"
                     "      gpt-4o -> dep-4o\n"
                     "      o3 -> dep-o3\n"
                     "\n"
                     "OK, with 2 warnings.\n"));
    }

    void errorsComeFirstAndNothingIsApplied()
    {
        CommandFolder folder;
        folder.write("penstock.yaml", "prot: 1\nport: 0\nname: [x]\n");
        const CommandRun run = folder.run({"check", "@/penstock.yaml"});
        QCOMPARE(run.code, ExitCode::Negative);
        QCOMPARE(shown(run.err), QString());
        QCOMPARE(shown(run.out),
                 QStringLiteral("error: @/penstock.yaml:2:7: port: must be a whole number from 1 "
                                "to 65535, not 0.\n"
                                "error: @/penstock.yaml:3:7: name: must be a text on one line, not "
                                "a list.\n"
                                "warning: @/penstock.yaml:1:1: prot: is no known key and is left "
                                "out. Did you mean 'port'?\n"
                                "\n"
                                "Not usable: 2 errors, 1 warning. Nothing would be applied.\n"));
    }

    void shadowedValuesAreReported()
    {
        CommandFolder folder;
        folder.write("base.yaml", goodConfig)
            .write("production.yaml", "port: 4011\ninstances: [{name: one, max_tpm: 5}]\n")
            .write("state.json", "{\"instances\": {\"one\": {\"max_tpm\": 7}}}")
            .set("KEY_ONE", marker);
        const CommandRun run
            = folder.run({"check", "@", "--env", "production", "--state-file", "@/state.json"});
        QCOMPARE(run.code, ExitCode::Ok);
        QVERIFY2(shown(run.out).startsWith(QLatin1String(
                     "shadowed: port: @/production.yaml says 4011, which hides 4010 of "
                     "@/base.yaml.\n"
                     "shadowed: instances[one].max_tpm: @/state.json says 7, which hides 5 of "
                     "@/production.yaml.\n"
                     "\n")),
                 run.out.c_str());
    }

    void jsonSaysTheSame()
    {
        CommandFolder folder;
        folder.write("base.yaml", std::string(goodConfig) + "prot: 1\n")
            .write("production.yaml", "port: 4011\n")
            .set("KEY_ONE", marker);
        const CommandRun run = folder.run({"check", "--json", "--env=production", "@"});
        QCOMPARE(run.code, ExitCode::Ok);
        const Json report = parsed(run.out);
        QVERIFY2(report.is_object(), run.out.c_str());
        QVERIFY(report.at("ok") == true);
        QVERIFY(report.at("errors") == 0 && report.at("warnings") == 1);
        QVERIFY(report.at("findings").size() == 1);
        const Json finding = {{"severity", "warning"},
                              {"code", "unknown_key"},
                              {"path", "prot"},
                              {"message", "is no known key and is left out. Did you mean 'port'?"},
                              {"source", "@/base.yaml"},
                              {"line", 7},
                              {"column", 1}};
        QVERIFY2(report.at("findings").at(0) == finding, run.out.c_str());
        const Json shadow = {{"path", "port"},
                             {"winner", "@/production.yaml"},
                             {"value", 4011},
                             {"shadowed", "@/base.yaml"},
                             {"shadowed_value", 4010}};
        QVERIFY2(report.at("shadowed") == Json::array({shadow}), run.out.c_str());
        const Json sources = Json::array({{{"kind", "environment"}, {"name", "environment"}},
                                          {{"kind", "yaml"}, {"name", "@/base.yaml"}},
                                          {{"kind", "yaml"}, {"name", "@/production.yaml"}}});
        QVERIFY2(report.at("sources") == sources, run.out.c_str());
        const Json instance = {{"name", "one"},
                               {"api_base", "https://one.example.com"},
                               {"enabled", true},
                               {"reason", ""},
                               {"models", {{"gpt-4o", "dep-4o"}, {"o3", "dep-o3"}}}};
        QVERIFY2(report.at("instances") == Json::array({instance}), run.out.c_str());
        QVERIFY(report.at("port") == 4011 && report.at("strategy") == "failover");
    }

    void jsonOfABrokenDocumentHasThePlace()
    {
        CommandFolder folder;
        folder.write("c.yaml", "port: 1\nport: 2\n");
        const CommandRun run = folder.run({"check", "@/c.yaml", "--json"});
        QCOMPARE(run.code, ExitCode::Negative);
        const Json report = parsed(run.out);
        QVERIFY2(report.is_object(), run.out.c_str());
        QVERIFY(report.at("ok") == false && report.at("errors") == 1);
        QVERIFY(report.at("findings").at(0).at("code") == "duplicate_key");
        QVERIFY(report.at("findings").at(0).at("line") == 2);
        QVERIFY(report.at("findings").at(0).at("column") == 1);
        QVERIFY(!report.contains("instances"));
    }

    void jsonStaysJsonWhateverTheDocumentHolds()
    {
        CommandFolder folder;
        folder.write("c.yaml", "name: \"\\u0001 \\\" </script> \\U0001F600\"\n\"a\\nb\": 1\n");
        const Json report = parsed(folder.run({"check", "@/c.yaml", "--json"}).out);
        QVERIFY(report.is_object());
        QVERIFY(report.at("findings").size() == 2);
    }

    void whatCannotBeReadIsAnEnvironmentProblem_data()
    {
        QTest::addColumn<QStringList>("words");
        const auto row = [](const char *words) {
            QTest::newRow(words) << shown(words).split(QLatin1Char(' '));
        };
        row("check @/none.yaml");
        row("check @/none.yaml --json");
        row("check @/empty");
        row("check @/penstock.yaml --env-file @/none.env");
        row("check @/penstock.yaml --state-file @/none.json");
        row("export @/none.yaml");
        row("export @/penstock.yaml --env-file @/none.env");
    }
    void whatCannotBeReadIsAnEnvironmentProblem()
    {
        QFETCH(const QStringList, words);
        CommandFolder folder;
        addGoodConfig(folder);
        folder.write("empty/readme.txt", "");
        std::vector<std::string> all;
        for (const QString &word : words) {
            all.push_back(word.toStdString());
        }
        const CommandRun run = folder.run(all);
        QCOMPARE(run.code, ExitCode::Environment);
        const QString what
            = words.back().startsWith(QLatin1String("--")) ? words.at(1) : words.back();
        QVERIFY2(shown(run.out + run.err).contains(what), (run.out + run.err).c_str());
    }

    void variablesOfAFileAreReadButTheShellWins()
    {
        CommandFolder folder;
        folder
            .write("penstock.yaml", "port: ${A}\nname: ${B}\n" + std::string(goodConfig).substr(11))
            .write(".env", "A=5001\nB=from file\nKEY_ONE=" + marker + "\n")
            .set("A", "5002");
        const CommandRun run = folder.run({"check", "@", "--env-file", "@/.env"});
        QCOMPARE(run.code, ExitCode::Ok);
        QVERIFY2(shown(run.out).contains(QLatin1String("port 5002.")), run.out.c_str());
        QVERIFY2(shown(run.out).endsWith(QLatin1String("\nOK.\n")), run.out.c_str());
    }

    void brokenVariablesFileIsAnError()
    {
        CommandFolder folder;
        addGoodConfig(folder);
        folder.write(".env", "KEY-ONE=x\n");
        const CommandRun run = folder.run({"check", "@", "--env-file", "@/.env"});
        QCOMPARE(run.code, ExitCode::Negative);
        QVERIFY2(shown(run.out).startsWith(
                     QLatin1String("error: @/.env:1:1: is not of the form NAME=value.\n")),
                 run.out.c_str());
    }

    void brokenVariablesFileStopsAnExportToo()
    {
        CommandFolder folder;
        addGoodConfig(folder);
        folder.write(".env", "KEY-ONE=x\n");
        const CommandRun run = folder.run({"export", "@", "--env-file", "@/.env"});
        QCOMPARE(run.code, ExitCode::Negative);
        QVERIFY2(run.out.empty(), run.out.c_str());
        QVERIFY2(shown(run.err).startsWith(
                     QLatin1String("error: @/.env:1:1: is not of the form NAME=value.\n")),
                 run.err.c_str());
    }

    void environmentNamesTheOverlayUnlessAnOptionDoes()
    {
        CommandFolder folder;
        folder.write("base.yaml", "port: 1\n")
            .write("production.yaml", "port: 2\n")
            .write("staging.yaml", "port: 3\n")
            .set("ENVIRONMENT", "production");
        QVERIFY(shown(folder.run({"check", "@"}).out).contains(QLatin1String("port 2.")));
        QVERIFY(shown(folder.run({"check", "@", "--env", "staging"}).out)
                    .contains(QLatin1String("port 3.")));
    }

    void stateFileOfTheEnvironmentIsRead()
    {
        CommandFolder folder;
        addGoodConfig(folder);
        folder.write("state.json", "{\"instances\": [{\"name\": \"one\", \"enabled\": false}]}")
            .set("INSTANCE_MANAGER_STATE_FILE", folder.file("state.json").string());
        QVERIFY(shown(folder.run({"check", "@"}).out).contains(QLatin1String("(disabled)")));
        QVERIFY(shown(folder.run({"check", "@", "--no-environment"}).out)
                    .contains(QLatin1String("(enabled)")));
    }

    void variablesOfOlderProxiesMayBeLeftOut()
    {
        CommandFolder folder;
        folder.write("penstock.yaml", "name: x\n").set("PORT", "4012");
        QVERIFY(shown(folder.run({"check", "@"}).out).contains(QLatin1String("port 4012.")));
        QVERIFY(shown(folder.run({"check", "@", "--no-environment"}).out)
                    .contains(QLatin1String("port 3010.")));
    }

    void foldedModelsAreListed()
    {
        CommandFolder folder;
        folder.write("penstock.yaml", "name: x\n")
            .set("AZURE_OPENAI_API_BASE", "https://one.example.com")
            .set("AZURE_OPENAI_API_KEY", marker)
            .set("MODEL_MAP_GPT4o", "dep-4o");
        const CommandRun run = folder.run({"check", "@"});
        QVERIFY2(
            shown(run.out).contains(QLatin1String("      (any spelling of gpt4o) -> dep-4o\n")),
            run.out.c_str());
    }

    void noKeyIsEverPrinted()
    {
        CommandFolder folder;
        const std::string clear = "instances:\n  - name: one\n"
                                  "    api_base: https://one.example.com\n    api_key: "
            + marker + "\n    supported_models: [m]\n    extra_headers: {x-a: " + marker
            + "}\n    proxy_url: http://user:" + marker + "@proxy.example.com\n";
        folder.write("base.yaml", clear)
            .write("production.yaml", "instances: [{name: one, api_key: x" + marker + "}]\n")
            .set("AZURE_OPENAI_API_BASE", "https://two.example.com")
            .set("AZURE_OPENAI_API_KEY", marker)
            .set("ADMIN_API_KEY", marker);
        const std::vector<std::vector<std::string>> commands{
            {"check", "@", "--env", "production"},
            {"check", "@", "--env", "production", "--json"},
            {"export", "@", "--env", "production"},
            {"export", "@", "--env", "production", "--complete", "--format=json"}};
        for (const std::vector<std::string> &words : commands) {
            const CommandRun run = folder.run(words);
            QCOMPARE(run.code, ExitCode::Ok);
            const std::string all = run.out + run.err;
            QVERIFY2(all.find(marker) == std::string::npos, all.c_str());
        }
    }
};

QTEST_APPLESS_MAIN(TestCheckCommand)
#include "tst_checkcommand.moc"
