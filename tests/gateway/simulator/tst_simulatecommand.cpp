#include "support/rawclient.h"
#include "support/tempdir.h"

#include <QProcess>
#include <QTest>

using namespace penstock;
using namespace penstock::test;

/// `penstock-gateway simulate`, run as a person runs it.
class TestSimulateCommand final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void runsUntilItIsAskedToEnd();
    void mistakes_data();
    void mistakes();
    void portInUse_isAnEnvironmentProblem();

private:
    TempDir m_dir;
};

namespace
{

constexpr int patience = 20'000;

const QByteArray scenario = R"({"speed":0,"instances":[
    {"name":"eastus","deployments":{"chat":{"model":"gpt-4o","tpm":1000}}},
    {"name":"westus","deployments":{"big":{"model":"gpt-4o","tpm":5000,"kind":"ptu"}}}]})";

void start(QProcess &process, const QStringList &arguments)
{
    process.start(QStringLiteral(PENSTOCK_GATEWAY),
                  QStringList{QStringLiteral("simulate")} + arguments);
    QVERIFY2(process.waitForStarted(patience), qPrintable(process.errorString()));
}

/// What it says until it says that it can be ended.
QByteArray greeting(QProcess &process)
{
    QByteArray text;
    while (!text.contains("End it with Ctrl+C.\n") && process.waitForReadyRead(patience)) {
        text += process.readAllStandardOutput();
    }
    return text;
}

std::uint16_t portOf(const QByteArray &text, const QByteArray &instance)
{
    const QByteArray mark = "  " + instance + "  http://127.0.0.1:";
    const qsizetype begin = text.indexOf(mark) + mark.size();
    return text.mid(begin, text.indexOf(' ', begin) - begin).toUShort();
}

} // namespace

void TestSimulateCommand::initTestCase()
{
    m_dir.write("scenario.json", std::string_view(scenario.constData()));
    m_dir.write("bad.json", R"({"instances":[{"name":"a"}]})");
}

void TestSimulateCommand::runsUntilItIsAskedToEnd()
{
    QProcess process;
    start(process,
          {QStringLiteral("--scenario"),
           QString::fromStdString(m_dir.file("scenario.json").string()),
           QStringLiteral("--seed=5")});
    const QByteArray text = greeting(process);
    QVERIFY2(text.startsWith("The simulated Azure is up: 2 instances.\n"), text.constData());
    QVERIFY(text.contains("  key sim-key-eastus\n      chat (gpt-4o), 1000 tokens a minute\n"));
    QVERIFY(text.contains("      big (gpt-4o), 5000 tokens a minute, provisioned throughput\n"));
    QCOMPARE(text.count("\n  curl "), qsizetype{3});
    RawClient client(portOf(text, "westus"));
    const RawAnswer answer = client.ask("GET /_sim HTTP/1.1\r\nHost: localhost\r\n\r\n");
    QCOMPARE(answer.status, 200);
    QVERIFY(answer.body.find("\"seed\": 5") != std::string::npos);
    process.terminate();
    QVERIFY(process.waitForFinished(patience));
    QCOMPARE(process.exitStatus(), QProcess::NormalExit);
    QCOMPARE(process.exitCode(), 0);
    QVERIFY(process.readAllStandardOutput().endsWith("Ended.\n"));
}

void TestSimulateCommand::mistakes_data()
{
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<int>("code");
    QTest::addColumn<QByteArray>("message");
    const QString file = QString::fromStdString(m_dir.file("bad.json").string());
    QTest::newRow("scenario") << QStringList{QStringLiteral("--scenario"), file} << 1
                              << (file.toUtf8() + ": instances[0].deployments: an instance needs");
    QTest::newRow("no file") << QStringList{QStringLiteral("--scenario=/does/not/exist")} << 3
                             << QByteArray("There is no file '/does/not/exist'.");
    QTest::newRow("speed") << QStringList{QStringLiteral("--speed=fast")} << 2
                           << QByteArray("--speed takes a number, and not 'fast'.");
    QTest::newRow("port") << QStringList{QStringLiteral("--port=65534")} << 2
                          << QByteArray("--port takes a number, and not '65534'.");
    QTest::newRow("argument") << QStringList{QStringLiteral("now")} << 2
                              << QByteArray("there are only options here.");
}

void TestSimulateCommand::mistakes()
{
    QFETCH(QStringList, arguments);
    QFETCH(int, code);
    QFETCH(QByteArray, message);
    QProcess process;
    start(process, arguments);
    QVERIFY(process.waitForFinished(patience));
    QCOMPARE(process.exitCode(), code);
    const QByteArray text = process.readAllStandardError();
    QVERIFY2(text.startsWith(QByteArray("penstock-gateway simulate: " + message)),
             text.constData());
    QVERIFY(process.readAllStandardOutput().isEmpty());
}

void TestSimulateCommand::portInUse_isAnEnvironmentProblem()
{
    QProcess first;
    const QString file = QString::fromStdString(m_dir.file("scenario.json").string());
    start(first, {QStringLiteral("--scenario"), file});
    const std::uint16_t port = portOf(greeting(first), "eastus");
    QProcess second;
    start(second, {QStringLiteral("--port=%1").arg(port), QStringLiteral("--control-port=0")});
    QVERIFY(second.waitForFinished(patience));
    QCOMPARE(second.exitCode(), 3);
    QCOMPARE(
        second.readAllStandardError(),
        QByteArray("penstock-gateway simulate: Port " + QByteArray::number(port)
                   + " for the instance 'eastus' is in use by another program. End it, or choose "
                     "other ports.\n"));
    first.terminate();
    QVERIFY(first.waitForFinished(patience));
    QCOMPARE(first.exitCode(), 0);
}

QTEST_GUILESS_MAIN(TestSimulateCommand)
#include "tst_simulatecommand.moc"
