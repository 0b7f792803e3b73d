#include "support/rawclient.h"
#include "support/scriptedserver.h"
#include "support/tempdir.h"

#include <QProcess>
#include <QProcessEnvironment>
#include <QTest>

#include <atomic>

using namespace penstock::test;

/// `penstock-gateway serve`, run as a service manager runs it.
class TestServeCommand final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void serves_untilItIsAskedToEnd();
    void endsAtOnce_whenAskedAtOnce();
    void drain_letsARequestEnd();
    void portInUse_namesTheHolder();
    void badConfiguration_isExplained();
    void configuration_thatIsNotThere();
    void foreignAddress_isRefused_data();
    void foreignAddress_isRefused();
    void clientKeys_thatCannotBeChecked_areNoPretence();
    void usage_data();
    void usage();

private:
    void start(QProcess &process, const QStringList &arguments);
    /// Writes a configuration whose only instance is there, and starts it on a free port.
    void serve(QProcess &process, const std::string &apiBase);

    TempDir m_dir;
};

namespace
{

constexpr int patience = 20'000;

std::string configFor(const std::string &apiBase)
{
    return "instances:\n  - name: one\n    api_base: " + apiBase
        + "\n    api_key: the-key\n    model_deployments: {gpt-4o: dep}\n";
}

std::uint16_t portOf(QProcess &process)
{
    static const QByteArray mark = "Listening on http://127.0.0.1:";
    QByteArray text;
    qsizetype begin = -1;
    while (begin < 0 || text.indexOf('\n', begin) < 0) {
        if (!process.waitForReadyRead(patience)) {
            return 0;
        }
        text += process.readAllStandardOutput();
        begin = text.indexOf(mark);
    }
    begin += mark.size();
    return text.mid(begin, text.indexOf('/', begin) - begin).toUShort();
}

RawAnswer ask(std::uint16_t port, std::string_view request)
{
    RawClient client(port);
    return client.ask(request);
}

int codeOf(QProcess &process)
{
    const int code
        = process.waitForFinished(patience) && process.exitStatus() == QProcess::NormalExit
        ? process.exitCode()
        : -1;
    if (code != 0) {
        process.setReadChannel(QProcess::StandardError);
        qInfo("%s", process.peek(8000).constData()); // why, should it have come unexpected
    }
    return code;
}

constexpr std::string_view health = "GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n";

std::string chat()
{
    const std::string body = "{\"model\":\"gpt-4o\",\"messages\":[]}";
    return "POST /v1/chat/completions HTTP/1.1\r\nHost: localhost\r\nContent-Length: "
        + std::to_string(body.size()) + "\r\n\r\n" + body;
}

} // namespace

void TestServeCommand::start(QProcess &process, const QStringList &arguments)
{
    QProcessEnvironment environment;
    environment.insert(QStringLiteral("PATH"), qEnvironmentVariable("PATH"));
    process.setProcessEnvironment(environment);
    process.setWorkingDirectory(QString::fromStdString(m_dir.path().string()));
    process.start(QStringLiteral(PENSTOCK_GATEWAY),
                  QStringList{QStringLiteral("serve")} + arguments);
    QVERIFY2(process.waitForStarted(patience), qPrintable(process.errorString()));
}

void TestServeCommand::serve(QProcess &process, const std::string &apiBase)
{
    m_dir.write("gateway.yaml", configFor(apiBase));
    start(process,
          {QStringLiteral("--config"), QStringLiteral("gateway.yaml"), QStringLiteral("--port"),
           QStringLiteral("0")});
}

void TestServeCommand::serves_untilItIsAskedToEnd()
{
    const ScriptedServer upstream(answering(answer("{\"id\":\"x\"}")));
    QProcess process;
    serve(process, upstream.url({}));
    const std::uint16_t port = portOf(process);
    QVERIFY(port != 0);
    QCOMPARE(ask(port, health).status, 200);
    const RawAnswer answered = ask(port, chat());
    QCOMPARE(answered.status, 200);
    QCOMPARE(answered.body, std::string("{\"id\":\"x\"}"));
    process.terminate();
    QCOMPARE(codeOf(process), 0);
    const QByteArray log = process.readAllStandardError();
    QVERIFY2(log.contains("POST /v1/chat/completions 200"), log.constData());
    QVERIFY2(!log.contains("the-key"), log.constData());
    RawClient late;
    QVERIFY(!late.connectTo(port));
}

void TestServeCommand::endsAtOnce_whenAskedAtOnce()
{
    for (int i = 0; i < 5; ++i) {
        QProcess process;
        serve(process, "http://127.0.0.1:9");
        QVERIFY(portOf(process) != 0);
        process.terminate();
        QCOMPARE(codeOf(process), 0);
    }
}

void TestServeCommand::drain_letsARequestEnd()
{
    std::atomic<bool> isAsked = false;
    std::atomic<bool> mayAnswer = false;
    const ScriptedServer upstream([&](ScriptedConnection &connection) {
        if (connection.readRequest()) {
            isAsked = true;
            isAsked.notify_all();
            mayAnswer.wait(false);
            connection.send(answer("{\"id\":\"late\"}"));
        }
    });
    QProcess process;
    serve(process, upstream.url({}));
    const std::uint16_t port = portOf(process);
    RawClient client(port);
    QVERIFY(client.send(chat()));
    isAsked.wait(false);
    process.terminate();
    const bool isClosed = QTest::qWaitFor(
        [port] {
            RawClient other;
            return !other.connectTo(port);
        },
        patience);
    mayAnswer = true;
    mayAnswer.notify_all();
    QVERIFY(isClosed);
    const RawAnswer answered = client.answer();
    QCOMPARE(answered.status, 200);
    QCOMPARE(answered.body, std::string("{\"id\":\"late\"}"));
    client.close();
    QCOMPARE(codeOf(process), 0);
}

void TestServeCommand::portInUse_namesTheHolder()
{
    QProcess holder;
    serve(holder, "http://127.0.0.1:9");
    const std::uint16_t port = portOf(holder);
    QVERIFY(port != 0);
    QProcess process;
    start(process,
          {QStringLiteral("--config"), QStringLiteral("gateway.yaml"), QStringLiteral("--port"),
           QString::number(port)});
    QCOMPARE(codeOf(process), 3);
    const QByteArray text = process.readAllStandardError();
    QVERIFY2(text.contains(QByteArray::number(port)), text.constData());
#ifdef Q_OS_LINUX
    const QByteArray name = "'penstock-gateway' (process " + QByteArray::number(holder.processId());
    QVERIFY2(text.contains(name), text.constData());
#endif
    QCOMPARE(process.readAllStandardOutput(), QByteArray());
    holder.terminate();
    QCOMPARE(codeOf(holder), 0);
}

void TestServeCommand::badConfiguration_isExplained()
{
    m_dir.write("bad.yaml", "port: 99999999\ninstances:\n  - name: one\n");
    QProcess process;
    start(process, {QStringLiteral("--config"), QStringLiteral("bad.yaml")});
    QCOMPARE(codeOf(process), 1);
    const QByteArray text = process.readAllStandardError();
    QVERIFY2(text.contains("bad.yaml") && text.contains("port"), text.constData());
    QCOMPARE(process.readAllStandardOutput(), QByteArray());
}

void TestServeCommand::configuration_thatIsNotThere()
{
    QProcess process;
    start(process, {QStringLiteral("--config"), QStringLiteral("gone.yaml")});
    QCOMPARE(codeOf(process), 3);
    const QByteArray text = process.readAllStandardError();
    QVERIFY2(text.contains("gone.yaml"), text.constData());
}

void TestServeCommand::foreignAddress_isRefused_data()
{
    QTest::addColumn<QString>("address");
    for (const char *address : {"0.0.0.0", "::", "192.0.2.1", "example.com"}) {
        QTest::newRow(address) << QString::fromLatin1(address);
    }
}

void TestServeCommand::foreignAddress_isRefused()
{
    QFETCH(const QString, address);
    m_dir.write("gateway.yaml", configFor("http://127.0.0.1:9"));
    QProcess process;
    start(process,
          {QStringLiteral("--config"), QStringLiteral("gateway.yaml"), QStringLiteral("--listen"),
           address, QStringLiteral("--port=0")});
    QCOMPARE(codeOf(process), 3);
    const QByteArray text = process.readAllStandardError();
    const QByteArray reason = "does not listen on '" + address.toUtf8() + '\'';
    QVERIFY2(text.contains(reason), text.constData());
    QCOMPARE(process.readAllStandardOutput(), QByteArray());
}

void TestServeCommand::clientKeys_thatCannotBeChecked_areNoPretence()
{
    m_dir.write("gateway.yaml", configFor("http://127.0.0.1:9") + "clients: {require_key: true}\n");
    QProcess process;
    start(process,
          {QStringLiteral("--config"), QStringLiteral("gateway.yaml"), QStringLiteral("--port=0")});
    QCOMPARE(codeOf(process), 3);
    const QByteArray text = process.readAllStandardError();
    QVERIFY2(text.contains("'clients.require_key' is on"), text.constData());
}

void TestServeCommand::usage_data()
{
    QTest::addColumn<QString>("word");
    for (const char *word : {"--port=x", "--port=65536", "--port=-1", "--log-level=loud",
                             "gateway.yaml", "--unknown"}) {
        QTest::newRow(word) << QString::fromLatin1(word);
    }
}

void TestServeCommand::usage()
{
    QFETCH(const QString, word);
    m_dir.write("gateway.yaml", configFor("http://127.0.0.1:9"));
    QProcess process;
    start(process, {QStringLiteral("--config=gateway.yaml"), word});
    QCOMPARE(codeOf(process), 2);
    const QByteArray text = process.readAllStandardError();
    QVERIFY2(text.contains("penstock-gateway serve --help"), text.constData());
}

QTEST_GUILESS_MAIN(TestServeCommand)
#include "tst_servecommand.moc"
