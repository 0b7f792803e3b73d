#include "commandrun.h"

#include <QProcess>
#include <QTest>

using namespace penstock;
using namespace penstock::headless;
using namespace penstock::headless::test;

/// `env` and `run`: how clients find the gateway.
class TestClientCommands final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void env_speaksEveryShell_data();
    void env_speaksEveryShell();
    void env_mistakes_data();
    void env_mistakes();
    void env_isUnderstoodByTheShell();
    void run_handsOverVariablesAndResult();
    void run_keepsTheWordsOfTheTool_data();
    void run_keepsTheWordsOfTheTool();
    void run_mistakes_data();
    void run_mistakes();
};

namespace
{

constexpr int patience = 20'000;

struct Ended {
    int code = -1;
    QByteArray out;
    QByteArray err;
};

Ended gateway(const QStringList &arguments)
{
    QProcess process;
    process.start(QStringLiteral(PENSTOCK_GATEWAY), arguments);
    if (!process.waitForFinished(patience) || process.exitStatus() != QProcess::NormalExit) {
        return {};
    }
    return {process.exitCode(), process.readAllStandardOutput(), process.readAllStandardError()};
}

} // namespace

void TestClientCommands::env_speaksEveryShell_data()
{
    QTest::addColumn<QString>("shell");
    QTest::addColumn<QString>("line");
    QTest::newRow("sh") << QStringLiteral("sh")
                        << QStringLiteral("export OPENAI_BASE_URL='http://127.0.0.1:4321/v1'\n");
    QTest::newRow("fish") << QStringLiteral("fish")
                          << QStringLiteral("set -gx OPENAI_BASE_URL 'http://127.0.0.1:4321/v1'\n");
    QTest::newRow("powershell") << QStringLiteral(
        "PowerShell") << QStringLiteral("$env:OPENAI_BASE_URL = 'http://127.0.0.1:4321/v1'\n");
    QTest::newRow("cmd") << QStringLiteral("cmd")
                         << QStringLiteral("set \"OPENAI_BASE_URL=http://127.0.0.1:4321/v1\"\n");
}

void TestClientCommands::env_speaksEveryShell()
{
    QFETCH(const QString, shell);
    QFETCH(const QString, line);
    const CommandRun run
        = CommandFolder().run({"env", "--port", "4321", "--shell", shell.toStdString()});
    QCOMPARE(run.code, ExitCode::Ok);
    QCOMPARE(shown(run.err), QString());
    const QString out = shown(run.out);
    QVERIFY2(out.startsWith(line), qPrintable(out));
    for (const char *name : {"OPENAI_API_KEY", "AZURE_OPENAI_ENDPOINT", "AZURE_OPENAI_API_KEY",
                             "OPENAI_API_VERSION"}) {
        QVERIFY2(out.contains(QLatin1String(name)), name);
    }
}

void TestClientCommands::env_mistakes_data()
{
    QTest::addColumn<QString>("option");
    QTest::addColumn<QString>("value");
    QTest::newRow("shell") << QStringLiteral("--shell") << QStringLiteral("tcsh");
    for (const char *port : {"0", "-1", "65536", "x", "80x", ""}) {
        QTest::addRow("port '%s'", port) << QStringLiteral("--port") << QString::fromLatin1(port);
    }
}

void TestClientCommands::env_mistakes()
{
    QFETCH(const QString, option);
    QFETCH(const QString, value);
    const CommandRun run = CommandFolder().run({"env", option.toStdString(), value.toStdString()});
    QCOMPARE(run.code, ExitCode::Usage);
    QCOMPARE(shown(run.out), QString());
    QVERIFY(shown(run.err).contains(QLatin1String("penstock-gateway env --help")));
}

void TestClientCommands::env_isUnderstoodByTheShell()
{
    QProcess shell;
    shell.start(QStringLiteral("/bin/sh"),
                {QStringLiteral("-c"),
                 QStringLiteral("eval \"$('%1' env)\"; printf %s \"$OPENAI_BASE_URL\"")
                     .arg(QStringLiteral(PENSTOCK_GATEWAY))});
    QVERIFY(shell.waitForFinished(patience));
    QCOMPARE(shell.readAllStandardOutput(), QByteArrayLiteral("http://127.0.0.1:3010/v1"));
}

void TestClientCommands::run_handsOverVariablesAndResult()
{
    const Ended tool = gateway(
        {QStringLiteral("run"), QStringLiteral("--port=4321"), QStringLiteral("--"),
         QStringLiteral("/bin/sh"), QStringLiteral("-c"),
         QStringLiteral("echo \"$OPENAI_BASE_URL $AZURE_OPENAI_ENDPOINT ${OPENAI_API_KEY:+key}\"; "
                        "echo problem >&2; exit 7")});
    QCOMPARE(tool.code, 7);
    QCOMPARE(tool.out, QByteArrayLiteral("http://127.0.0.1:4321/v1 http://127.0.0.1:4321 key\n"));
    QCOMPARE(tool.err, QByteArrayLiteral("problem\n"));
}

void TestClientCommands::run_keepsTheWordsOfTheTool_data()
{
    QTest::addColumn<QString>("word");
    for (const char *word : {"--help", "-h", "--port=1", "--", "two words", ""}) {
        QTest::addRow("'%s'", word) << QString::fromLatin1(word);
    }
}

void TestClientCommands::run_keepsTheWordsOfTheTool()
{
    QFETCH(const QString, word);
    const Ended tool = gateway(
        {QStringLiteral("run"), QStringLiteral("--"), QStringLiteral("/bin/sh"),
         QStringLiteral("-c"), QStringLiteral("printf '[%s]' \"$@\""), QStringLiteral("sh"), word});
    QCOMPARE(tool.code, 0);
    QCOMPARE(QString::fromUtf8(tool.out), QLatin1Char('[') + word + QLatin1Char(']'));
}

void TestClientCommands::run_mistakes_data()
{
    QTest::addColumn<QStringList>("words");
    QTest::addColumn<int>("code");
    QTest::newRow("no command") << QStringList{QStringLiteral("run")} << 2;
    QTest::newRow("nothing behind the dashes")
        << QStringList{QStringLiteral("run"), QStringLiteral("--")} << 2;
    QTest::newRow("no port") << QStringList{QStringLiteral("run"), QStringLiteral("--port=0"),
                                            QStringLiteral("--"), QStringLiteral("true")}
                             << 2;
    QTest::newRow("no such tool") << QStringList{QStringLiteral("run"), QStringLiteral("--"),
                                                 QStringLiteral("/nowhere/penstock-tool")}
                                  << 3;
}

void TestClientCommands::run_mistakes()
{
    QFETCH(const QStringList, words);
    QFETCH(const int, code);
    const Ended tool = gateway(words);
    QCOMPARE(tool.code, code);
    QCOMPARE(tool.out, QByteArray());
    QVERIFY2(tool.err.startsWith("penstock-gateway run: "), tool.err.constData());
}

QTEST_GUILESS_MAIN(TestClientCommands)
#include "tst_clientcommands.moc"
