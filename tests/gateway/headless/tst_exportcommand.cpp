#include "commandrun.h"

#include <nlohmann/json.hpp>

#include <QTest>

using namespace penstock;
using namespace penstock::headless;
using namespace penstock::headless::test;
using Json = nlohmann::json;

namespace
{

Json parsed(const std::string &text)
{
    return Json::parse(text, nullptr, false);
}

} // namespace

class TestExportCommand final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_folder = std::make_unique<CommandFolder>();
        m_folder->write("penstock.yaml", goodConfig).set("KEY_ONE", "some-key-of-contoso");
    }
    void cleanup() { m_folder.reset(); }

    void yamlReadsBackToTheSame()
    {
        const CommandRun run = m_folder->run({"export", "@"});
        QCOMPARE(run.code, ExitCode::Ok);
        QCOMPARE(shown(run.err), QString());
        QVERIFY2(shown(run.out).contains(QLatin1String("${KEY_ONE}")), run.out.c_str());
        m_folder->write("again.yaml", run.out);
        QCOMPARE(shown(m_folder->run({"export", "@/again.yaml"}).out), shown(run.out));
        QCOMPARE(shown(m_folder->run({"check", "@/again.yaml"}).out),
                 shown(m_folder->run({"check", "@/penstock.yaml"}).out));
    }

    void jsonHoldsWhatWasSet()
    {
        const CommandRun run = m_folder->run({"export", "@", "--format", "json"});
        QCOMPARE(run.code, ExitCode::Ok);
        const Json expected
            = {{"port", 4010},
               {"instances",
                {{{"name", "one"},
                  {"api_base", "https://one.example.com"},
                  {"api_key", "${KEY_ONE}"},
                  {"model_deployments", {{"gpt-4o", "dep-4o"}, {"o3", "dep-o3"}}}}}}};
        QVERIFY2(parsed(run.out) == expected, run.out.c_str());
        QVERIFY(run.out.ends_with("}\n"));
    }

    void jsonReadsBackToTheSame()
    {
        const CommandRun run = m_folder->run({"export", "@", "--format=json"});
        m_folder->write("again.json", run.out);
        QCOMPARE(shown(m_folder->run({"export", "@/again.json", "--format=json"}).out),
                 shown(run.out));
    }

    void completeHoldsTheDefaultsToo()
    {
        const Json complete
            = parsed(m_folder->run({"export", "@", "--complete", "--format=json"}).out);
        QVERIFY(complete.is_object());
        QVERIFY(complete.at("port") == 4010);
        QVERIFY(complete.at("routing").at("retries") == 3);
        QVERIFY(complete.at("circuit_breaker").at("open_on") == Json({"5xx", "connection"}));
        QVERIFY(complete.at("instances").at(0).at("priority") == 100);
        QVERIFY(complete.at("instances").at(0).at("api_key") == "${KEY_ONE}");
        QVERIFY(!complete.at("instances").at(0).contains("max_tpm"));
        // And it is a configuration like any other.
        m_folder->write("again.yaml", m_folder->run({"export", "@", "--complete"}).out);
        const CommandRun again = m_folder->run({"check", "@/again.yaml"});
        QVERIFY2(shown(again.out).endsWith(QLatin1String("\nOK.\n")), again.out.c_str());
    }

    void outWritesAFile()
    {
        const CommandRun printed = m_folder->run({"export", "@"});
        const CommandRun written = m_folder->run({"export", "@", "--out", "@/out.yaml"});
        QCOMPARE(written.code, ExitCode::Ok);
        QCOMPARE(shown(written.out), QString());
        QCOMPARE(shown(m_folder->content("out.yaml")), shown(printed.out));
    }

    void outIntoNowhereIsAnEnvironmentProblem()
    {
        const CommandRun run = m_folder->run({"export", "@", "--out", "@/no/such/out.yaml"});
        QCOMPARE(run.code, ExitCode::Environment);
        QVERIFY2(shown(run.err).startsWith(QLatin1String("penstock-gateway export: ")),
                 run.err.c_str());
        QVERIFY2(shown(run.err).contains(QLatin1String("@/no/such")), run.err.c_str());
        QCOMPARE(shown(run.out), QString());
    }

    void brokenConfigurationIsNotExported()
    {
        m_folder->write("penstock.yaml", "port: 0\n");
        const CommandRun run = m_folder->run({"export", "@", "--out", "@/out.yaml"});
        QCOMPARE(run.code, ExitCode::Negative);
        QCOMPARE(shown(run.out), QString());
        QVERIFY2(shown(run.err).startsWith(QLatin1String("error: @/penstock.yaml:1:7: port: ")),
                 run.err.c_str());
        QVERIFY(!m_folder->has("out.yaml"));
    }

    void clearSecretBecomesAVariable()
    {
        m_folder->write("penstock.yaml", "telemetry: {scrape_token: hunter22hunter22}\n");
        const CommandRun run = m_folder->run({"export", "@", "--format=json"});
        QCOMPARE(run.code, ExitCode::Ok);
        const QString name = QStringLiteral("PENSTOCK_TELEMETRY_SCRAPE_TOKEN");
        const Json expected = {{"telemetry", {{"scrape_token", "${" + name.toStdString() + "}"}}}};
        QVERIFY2(parsed(run.out) == expected, run.out.c_str());
        QCOMPARE(shown(run.err),
                 QStringLiteral("note: a secret in clear text is not exported; the file refers to "
                                "${%1} instead.\n")
                     .arg(name));
    }

    void configurationIsLookedForWhereServeLooks()
    {
        m_folder->write("config/base.yaml", "port: 4020\n").write("bare/file", "");
        {
            const InsideFolder inside(m_folder->file("."));
            const CommandRun run = m_folder->run({"export"});
            QCOMPARE(run.code, ExitCode::Ok);
            QCOMPARE(shown(run.out), QStringLiteral("port: 4020\n"));
            QCOMPARE(shown(m_folder->run({"export", "--config", "config"}).out), shown(run.out));
        }
        if (std::filesystem::exists("/config")) {
            QSKIP("this machine has a configuration in /config");
        }
        const InsideFolder inside(m_folder->file("bare"));
        const CommandRun run = m_folder->run({"export"});
        QCOMPARE(run.code, ExitCode::Usage);
        QVERIFY2(shown(run.err).contains(QLatin1String("there is none in ./config or /config")),
                 run.err.c_str());
    }

    void schemaIsJsonSchema()
    {
        const CommandRun run = m_folder->run({"export", "--schema"});
        QCOMPARE(run.code, ExitCode::Ok);
        const Json schema = parsed(run.out);
        QVERIFY(schema.is_object());
        QVERIFY(schema.at("$schema") == "https://json-schema.org/draft/2020-12/schema");
        const Json &port = schema.at("properties").at("port");
        QVERIFY(port.at("default") == 3010);
        const Json number = {{"type", "integer"}, {"minimum", 1}, {"maximum", 65535}};
        QVERIFY2(port.at("anyOf").at(0) == number, port.dump().c_str());
        QVERIFY(schema.at("properties")
                    .at("instances")
                    .at("items")
                    .at("properties")
                    .contains("api_key"));
    }

    void referenceDescribesEverySetting()
    {
        const CommandRun run = m_folder->run({"export", "--reference", "--out=@/reference.md"});
        QCOMPARE(run.code, ExitCode::Ok);
        const QString text = shown(m_folder->content("reference.md"));
        QVERIFY(text.startsWith(QLatin1String("# Configuration reference\n")));
        for (const char *key : {"port", "routing.retries", "instances[].max_tpm", "prices.*.input",
                                "instances[].circuit_breaker.open_on[]", "agents[].kind"}) {
            QVERIFY2(
                text.contains(QLatin1String("\n| `") + QLatin1String(key) + QLatin1String("` | ")),
                key);
        }
    }

private:
    std::unique_ptr<CommandFolder> m_folder;
};

QTEST_APPLESS_MAIN(TestExportCommand)
#include "tst_exportcommand.moc"
