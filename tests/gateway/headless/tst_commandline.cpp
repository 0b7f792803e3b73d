#include "commandrun.h"

#include <QTest>

using namespace penstock;
using namespace penstock::headless;
using namespace penstock::headless::test;

/// What the program answers before any command runs.
class TestCommandLine final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void helpListsEveryCommand_data()
    {
        QTest::addColumn<QString>("word");
        for (const char *word : {"--help", "-h", "help"}) {
            QTest::newRow(word) << shown(word);
        }
    }
    void helpListsEveryCommand()
    {
        QFETCH(const QString, word);
        const CommandRun run = CommandFolder().run({word.toStdString()});
        QCOMPARE(run.code, ExitCode::Ok);
        QCOMPARE(shown(run.err), QString());
        const QString out = shown(run.out);
        QVERIFY2(out.startsWith(QLatin1String("Usage: penstock-gateway COMMAND [ARGUMENTS]\n")),
                 qPrintable(out));
        for (const char *command : {"\n  check   ", "\n  export  ", "\n  init    "}) {
            QVERIFY2(out.contains(QLatin1String(command)), qPrintable(out));
        }
        QVERIFY2(out.contains(QLatin1String("Exit codes: 0 ok, 1 negative result, 2 wrong usage")),
                 qPrintable(out));
    }

    void noWordAtAllIsWrongUsage()
    {
        const CommandFolder folder;
        const CommandRun run = folder.run({});
        QCOMPARE(run.code, ExitCode::Usage);
        QCOMPARE(shown(run.out), QString());
        QCOMPARE(shown(run.err), shown(folder.run({"--help"}).out));
    }

    void versionIsTold()
    {
        const CommandRun run = CommandFolder().run({"--version"});
        QCOMPARE(run.code, ExitCode::Ok);
        QCOMPARE(shown(run.out), QStringLiteral("penstock-gateway 1.2.3\n"));
    }

    void unknownCommandGetsASuggestion_data()
    {
        QTest::addColumn<QString>("word");
        QTest::addColumn<QString>("hint");
        QTest::newRow("near") << QStringLiteral("chek") << QStringLiteral(" Did you mean 'check'?");
        QTest::newRow("like nothing") << QStringLiteral("zzzzzzzz") << QString();
        QTest::newRow("option") << QStringLiteral("--exprot") << QString();
    }
    void unknownCommandGetsASuggestion()
    {
        QFETCH(const QString, word);
        QFETCH(const QString, hint);
        const CommandRun run = CommandFolder().run({word.toStdString(), "more"});
        QCOMPARE(run.code, ExitCode::Usage);
        QCOMPARE(shown(run.out), QString());
        QCOMPARE(shown(run.err),
                 QStringLiteral("penstock-gateway: there is no command '") + word
                     + QStringLiteral("'.") + hint
                     + QStringLiteral(" See penstock-gateway --help.\n"));
    }

    void everyCommandExplainsItself_data()
    {
        QTest::addColumn<QString>("command");
        QTest::addColumn<QStringList>("options");
        const QStringList load{QStringLiteral("--env NAME"), QStringLiteral("--env-file FILE"),
                               QStringLiteral("--state-file FILE"),
                               QStringLiteral("--no-environment"), QStringLiteral("--help")};
        QTest::newRow("check") << QStringLiteral("check")
                               << load + QStringList{QStringLiteral("--json")};
        QTest::newRow("export") << QStringLiteral("export")
                                << load
                + QStringList{QStringLiteral("--config FILE_OR_DIR"),
                              QStringLiteral("--format yaml|json"),
                              QStringLiteral("--complete"),
                              QStringLiteral("--out FILE"),
                              QStringLiteral("--schema"),
                              QStringLiteral("--reference")};
        QTest::newRow("init") << QStringLiteral("init")
                              << QStringList{QStringLiteral("--force"), QStringLiteral("--help")};
    }
    void everyCommandExplainsItself()
    {
        QFETCH(const QString, command);
        QFETCH(const QStringList, options);
        const CommandFolder folder;
        // Wherever it stands, and whatever else is wrong.
        for (const std::vector<std::string> &words :
             {std::vector<std::string>{command.toStdString(), "--help"},
              std::vector<std::string>{command.toStdString(), "a", "b", "--zzz", "-h"}}) {
            const CommandRun run = folder.run(words);
            QCOMPARE(run.code, ExitCode::Ok);
            QCOMPARE(shown(run.err), QString());
            const QString out = shown(run.out);
            QVERIFY2(out.startsWith(QStringLiteral("Usage: penstock-gateway ") + command
                                    + QLatin1Char(' ')),
                     qPrintable(out));
            for (const QString &option : options) {
                QVERIFY2(out.contains(QStringLiteral("\n  ") + option + QStringLiteral("  ")),
                         qPrintable(option + QLatin1Char('\n') + out));
            }
        }
    }

    void unknownOptionGetsASuggestion()
    {
        const CommandRun run = CommandFolder().run({"check", "@", "--jsno"});
        QCOMPARE(run.code, ExitCode::Usage);
        QCOMPARE(shown(run.out), QString());
        QCOMPARE(shown(run.err),
                 QStringLiteral("penstock-gateway check: there is no option --jsno. Did you mean "
                                "--json? See penstock-gateway check --help.\n"));
    }

    void wrongArgumentsAreWrongUsage_data()
    {
        QTest::addColumn<QStringList>("words");
        QTest::addColumn<QString>("problem");
        const auto row = [](const char *words, const char *problem) {
            QTest::newRow(words) << shown(words).split(QLatin1Char(' ')) << shown(problem);
        };
        row("check", "name a file or a folder.");
        row("check a b", "name one file or folder only.");
        row("check a --json=1", "--json takes no value.");
        row("check a --env", "--env needs a value: --env NAME.");
        row("export a b", "name one file or folder only.");
        row("export a --format toml", "--format is yaml or json, not 'toml'.");
        row("init a b", "name one folder only.");
    }
    void wrongArgumentsAreWrongUsage()
    {
        QFETCH(const QStringList, words);
        QFETCH(const QString, problem);
        std::vector<std::string> all;
        for (const QString &word : words) {
            all.push_back(word.toStdString());
        }
        const CommandRun run = CommandFolder().run(all);
        QCOMPARE(run.code, ExitCode::Usage);
        QCOMPARE(shown(run.out), QString());
        QCOMPARE(shown(run.err),
                 QStringLiteral("penstock-gateway %1: %2 See penstock-gateway %1 --help.\n")
                     .arg(words.front(), problem));
    }
};

QTEST_APPLESS_MAIN(TestCommandLine)
#include "tst_commandline.moc"
