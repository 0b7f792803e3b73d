#include "commandrun.h"
#include "config/sampleconfig.h"

#include <nlohmann/json.hpp>

#include <QTest>

using namespace penstock;
using namespace penstock::headless;
using namespace penstock::headless::test;
using Json = nlohmann::json;

namespace
{

/// What a person gets who takes "# " away from the lines that are settings.
QString uncommented(const QString &line)
{
    return line.startsWith(QLatin1String("# ")) ? line.mid(2) : line;
}

/// The blocks of the sample, divided by blank lines.
QStringList blocks()
{
    return shown(config::sampleConfig()).split(QStringLiteral("\n\n"));
}

QString uncommentedBlock(const QString &block)
{
    QStringList lines = block.split(QLatin1Char('\n'));
    for (QString &line : lines) {
        line = uncommented(line);
    }
    return lines.join(QLatin1Char('\n'));
}

/// A group that holds nothing says nothing.
void removeEmptyGroups(Json &document)
{
    for (auto at = document.begin(); at != document.end();) {
        at = at->is_object() && at->empty() ? document.erase(at) : std::next(at);
    }
}

Json exported(const CommandFolder &folder, const char *config)
{
    const CommandRun run = folder.run({"export", config, "--complete", "--format=json"});
    Json document = Json::parse(run.out, nullptr, false);
    if (document.is_object()) {
        removeEmptyGroups(document);
    }
    return document;
}

CommandFolder &withKeys(CommandFolder &folder)
{
    return folder.set("AZURE_KEY_WESTEUROPE", "first-key-of-contoso")
        .set("AZURE_KEY_SWEDENCENTRAL", "second-key-of-contoso");
}

} // namespace

class TestInitCommand final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void filesAreWrittenAndTheNextStepIsNamed()
    {
        const CommandFolder folder;
        const CommandRun run = folder.run({"init", "@/new/place"});
        QCOMPARE(run.code, ExitCode::Ok);
        QCOMPARE(shown(run.err), QString());
        QCOMPARE(shown(run.out),
                 QStringLiteral(
                     "Wrote @/new/place/penstock.yaml.\n"
                     "Wrote @/new/place/.env.example.\n"
                     "\n"
                     "Next: put your resources into @/new/place/penstock.yaml, copy "
                     "@/new/place/.env.example to @/new/place/.env and fill in the keys, then run\n"
                     "  penstock-gateway check @/new/place/penstock.yaml --env-file "
                     "@/new/place/.env\n"));
        QCOMPARE(shown(folder.content("new/place/penstock.yaml")), shown(config::sampleConfig()));
        QCOMPARE(shown(folder.content("new/place/.env.example")), shown(config::sampleDotEnv()));
    }

    void currentFolderServesWhereNoneIsNamed()
    {
        const CommandFolder folder;
        const InsideFolder inside(folder.file("."));
        QCOMPARE(folder.run({"init"}).code, ExitCode::Ok);
        QVERIFY(folder.has("penstock.yaml") && folder.has(".env.example"));
    }

    void filledInFilesAreACompleteConfiguration()
    {
        CommandFolder folder;
        QCOMPARE(folder.run({"init", "@"}).code, ExitCode::Ok);
        QString variables = shown(folder.content(".env.example"));
        variables.replace(QLatin1String("=\n"), QLatin1String("=some-key-of-contoso\n"));
        folder.write(".env", variables.toStdString());
        const CommandRun run = folder.run({"check", "@/penstock.yaml", "--env-file", "@/.env"});
        QCOMPARE(run.code, ExitCode::Ok);
        QCOMPARE(shown(run.out),
                 QStringLiteral(
                     "2 instances, 2 models, strategy failover, port 3010.\n"
                     "  westeurope  https://example-westeurope.openai.azure.com  (enabled)\n"
                     "      gpt-4o -> gpt-4o\n"
                     "      gpt-4o-mini -> gpt-4o-mini\n"
                     "  swedencentral  https://example-swedencentral.openai.azure.com  (enabled)\n"
                     "      gpt-4o -> gpt-4o\n"
                     "      gpt-4o-mini -> gpt-4o-mini\n"
                     "\n"
                     "OK.\n"));
    }

    void filesThatAreNotFilledInAreExplained()
    {
        const CommandFolder folder;
        QCOMPARE(folder.run({"init", "@"}).code, ExitCode::Ok);
        const CommandRun run = folder.run({"check", "@", "--env-file", "@/.env.example"});
        QCOMPARE(run.code, ExitCode::Ok);
        QVERIFY2(shown(run.out).endsWith(QLatin1String("\nOK, with 2 warnings.\n")),
                 run.out.c_str());
        QVERIFY(shown(run.out).contains(QLatin1String("AZURE_KEY_WESTEUROPE is not set")));
    }

    void nothingIsOverwritten_data()
    {
        QTest::addColumn<QString>("name");
        QTest::newRow("configuration") << QStringLiteral("penstock.yaml");
        QTest::newRow("variables") << QStringLiteral(".env.example");
    }
    void nothingIsOverwritten()
    {
        QFETCH(const QString, name);
        CommandFolder folder;
        folder.write(name.toStdString(), "mine");
        const CommandRun run = folder.run({"init", "@"});
        QCOMPARE(run.code, ExitCode::Negative);
        QCOMPARE(shown(run.out), QString());
        QCOMPARE(shown(run.err),
                 QStringLiteral("penstock-gateway init: @/%1 is already there; nothing was "
                                "written. Use --force to replace it.\n")
                     .arg(name));
        QCOMPARE(shown(folder.content(name.toStdString())), QStringLiteral("mine"));
        // Neither of the two, so that one attempt is as good as the next.
        QVERIFY(folder.has("penstock.yaml") != folder.has(".env.example"));
    }

    void forceKeepsWhatWasThere()
    {
        CommandFolder folder;
        folder.write("penstock.yaml", "mine").write(".env.example", "mine too");
        const CommandRun run = folder.run({"init", "@", "--force"});
        QCOMPARE(run.code, ExitCode::Ok);
        QCOMPARE(shown(folder.content("penstock.yaml")), shown(config::sampleConfig()));
        QCOMPARE(shown(folder.content("penstock.yaml.bak")), QStringLiteral("mine"));
        QCOMPARE(shown(folder.content(".env.example.bak")), QStringLiteral("mine too"));
    }

    void placeThatIsNoFolderIsAnEnvironmentProblem()
    {
        CommandFolder folder;
        folder.write("file", "");
        const CommandRun run = folder.run({"init", "@/file/below"});
        QCOMPARE(run.code, ExitCode::Environment);
        QVERIFY2(shown(run.err).startsWith(
                     QLatin1String("penstock-gateway init: the folder @/file/below cannot be ")),
                 run.err.c_str());
    }

    void sampleIsReadable()
    {
        for (const QString &line : shown(config::sampleConfig()).split(QLatin1Char('\n'))) {
            QVERIFY2(line.size() <= 100, qPrintable(line));
            QVERIFY2(!line.endsWith(QLatin1Char(' ')), qPrintable(line));
            QVERIFY2(!line.contains(QLatin1Char('\t')), qPrintable(line));
        }
    }

    void everyBlockMayBeUncommentedByItself_data()
    {
        QTest::addColumn<QString>("text");
        const QStringList all = blocks();
        for (qsizetype i = 0; i < all.size(); ++i) {
            QStringList changed = all;
            changed[i] = uncommentedBlock(all[i]);
            QTest::addRow(
                "%02d %s", static_cast<int>(i),
                qPrintable(
                    all[i].section(QLatin1String("\n# "), 1).section(QLatin1Char('\n'), 0, 0)))
                << changed.join(QStringLiteral("\n\n"));
        }
        QTest::newRow("all of them") << uncommentedBlock(shown(config::sampleConfig()));
    }
    void everyBlockMayBeUncommentedByItself()
    {
        QFETCH(const QString, text);
        CommandFolder folder;
        withKeys(folder).write("penstock.yaml", text.toStdString());
        const CommandRun run = folder.run({"check", "@"});
        QCOMPARE(run.code, ExitCode::Ok);
        QVERIFY2(run.out.ends_with("\nOK.\n"), run.out.c_str());
    }

    void uncommentedSampleSaysNothingNew()
    {
        CommandFolder folder;
        withKeys(folder)
            .write("sample/penstock.yaml", config::sampleConfig())
            .write("all/penstock.yaml",
                   uncommentedBlock(shown(config::sampleConfig())).toStdString());
        // Lines that people may take over are the defaults, or they would change more than they
        // meant to.
        const Json sample = exported(folder, "@/sample");
        const Json all = exported(folder, "@/all");
        QVERIFY(sample.is_object() && all.is_object());
        QCOMPARE(shown(Json::diff(sample, all).dump()), QStringLiteral("[]"));
    }
};

QTEST_APPLESS_MAIN(TestInitCommand)
#include "tst_initcommand.moc"
