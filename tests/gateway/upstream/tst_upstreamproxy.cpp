#include "bench.h"

#include <QTcpSocket>

#include <mutex>

using namespace penstock;
using namespace penstock::test;
using namespace penstock::upstream;

namespace
{

/// A proxy that keeps what it is asked, and is the other side itself.
class FakeProxy final
{
public:
    explicit FakeProxy(std::string connectAnswer = "HTTP/1.1 200 Go\r\nX-Proxy: 1\r\n\r\n")
        : server([this, connectAnswer](ScriptedConnection &connection) {
            while (const auto request = connection.readRequest()) {
                {
                    const std::lock_guard lock(m_mutex);
                    m_heads.push_back(request->head);
                }
                if (!request->head.starts_with("CONNECT")) {
                    connection.send(answer("by proxy"));
                    continue;
                }
                connection.send(connectAnswer);
                if (!connectAnswer.starts_with("HTTP/1.1 200") || !connection.secure()) {
                    return;
                }
            }
        })
    {
    }

    [[nodiscard]] std::vector<std::string> heads()
    {
        const std::lock_guard lock(m_mutex);
        return m_heads;
    }
    [[nodiscard]] std::shared_ptr<ConnectionOptions> options(const std::string &user = {}) const
    {
        auto options = std::make_shared<ConnectionOptions>();
        options->proxy = ProxyChoice::Address;
        options->proxyUrl = "http://" + user + "127.0.0.1:" + std::to_string(server.port());
        options->verification = TlsVerification::Off;
        return options;
    }

private:
    std::mutex m_mutex;
    std::vector<std::string> m_heads;

public:
    ScriptedServer server;
};

bool contains(const std::string &text, std::string_view part)
{
    return text.find(part) != std::string::npos;
}

/// Sets a variable of the environment for as long as it lives.
class Variable final
{
public:
    Variable(const char *name, const std::string &value) : m_name(name)
    {
        qputenv(name, QByteArray::fromStdString(value));
    }
    ~Variable() { qunsetenv(m_name); }
    Variable(const Variable &) = delete;
    Variable &operator=(const Variable &) = delete;

private:
    const char *m_name;
};

} // namespace

class TestUpstreamProxy final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase_data() { addSocketWatches(); }

    void plain_asksForTheWholeAddress()
    {
        FakeProxy proxy;
        UpstreamClient client(socketWatch());
        RecordingReceiver receiver;
        UpstreamRequest request
            = requestTo("http://api.example.test/path", "{}", proxy.options("user:word@"));
        request.fields = {{"X-Key", "secret"}};
        run(client, receiver, request);
        QCOMPARE(receiver.body, "by proxy");
        QCOMPARE(proxy.heads().size(), 1U);
        const std::string head = proxy.heads().front();
        QVERIFY(head.starts_with("POST http://api.example.test/path HTTP/1.1\r\n"));
        QVERIFY(contains(head, "Proxy-Authorization: Basic dXNlcjp3b3Jk\r\n"));
    }

    void tunnel_showsTheProxyNothing()
    {
        FakeProxy proxy;
        UpstreamClient client(socketWatch());
        RecordingReceiver receiver;
        UpstreamRequest request
            = requestTo("https://api.example.test/path", "{}", proxy.options("user:word@"));
        request.fields = {{"X-Key", "secret"}};
        run(client, receiver, request);
        QVERIFY2(receiver.result->end == CallEnd::Complete, receiver.result->detail.c_str());
        QCOMPARE(receiver.events, "ASE");
        QVERIFY(!receiver.field("X-Proxy"));
        QCOMPARE(proxy.heads().size(), 2U);
        QVERIFY(proxy.heads()[0].starts_with("CONNECT api.example.test:443 HTTP/1.1\r\n"));
        QVERIFY(contains(proxy.heads()[0], "Proxy-Authorization: Basic"));
        QVERIFY(!contains(proxy.heads()[0], "secret"));
        QVERIFY(proxy.heads()[1].starts_with("POST /path HTTP/1.1\r\n"));
        QVERIFY(contains(proxy.heads()[1], "X-Key: secret"));
        QVERIFY(!contains(proxy.heads()[1], "Proxy-Authorization"));
    }

    void failures_areTheProxysOwn_data()
    {
        QTest::addColumn<QByteArray>("connectAnswer");
        QTest::newRow("forbidden") << QByteArray("HTTP/1.1 403 No\r\nContent-Length: 0\r\n\r\n");
        QTest::newRow("wants a password")
            << QByteArray("HTTP/1.1 407 Who\r\nProxy-Authenticate: Basic "
                          "realm=\"x\"\r\nContent-Length: 0\r\n\r\n");
        QTest::newRow("bad gateway") << QByteArray("HTTP/1.1 502 Bad\r\nContent-Length: 0\r\n\r\n");
        QTest::newRow("closes") << QByteArray("");
    }
    void failures_areTheProxysOwn()
    {
        QFETCH(QByteArray, connectAnswer);
        FakeProxy proxy(connectAnswer.toStdString());
        UpstreamClient client(socketWatch());
        RecordingReceiver receiver;
        run(client, receiver,
            requestTo("https://api.example.test/path?q", "{}", proxy.options("user:word@")));
        QVERIFY2(receiver.result->end == CallEnd::ProxyFailed, receiver.result->detail.c_str());
        QVERIFY(!receiver.result->mayHaveRun);
        for (const std::string &text : {receiver.result->message, receiver.result->detail}) {
            QVERIFY(!contains(text, "word") && !contains(text, "user") && !contains(text, "?q"));
        }
    }

    void unreachable_andMalformed()
    {
        UpstreamClient client(socketWatch());
        for (const char *url : {"http://user:word@127.0.0.1:1", "socks5h://user:word@127.0.0.1:1",
                                "http://user:word@proxy.invalid:8080", "gopher://user:word@h:1"}) {
            auto options = std::make_shared<ConnectionOptions>();
            options->proxy = ProxyChoice::Address;
            options->proxyUrl = url;
            RecordingReceiver receiver;
            run(client, receiver, requestTo("http://api.example.test/", "{}", options));
            QVERIFY2(receiver.result->end == CallEnd::ProxyFailed
                         || receiver.result->end == CallEnd::LocalFailure,
                     receiver.result->detail.c_str());
            QVERIFY2(!contains(receiver.result->detail, "word"), receiver.result->detail.c_str());
            QVERIFY(!receiver.result->mayHaveRun);
        }
    }

    void environment_isHeardWithSystemOnly()
    {
        FakeProxy proxy;
        const ScriptedServer direct(answering(answer("direct")));
        const Variable variable("http_proxy",
                                "http://127.0.0.1:" + std::to_string(proxy.server.port()));
        const auto system = std::make_shared<ConnectionOptions>();
        UpstreamClient client(socketWatch());

        RecordingReceiver through;
        run(client, through, requestTo("http://api.example.test/", "{}", system));
        QCOMPARE(through.body, "by proxy");

        // Loopback is this computer, whatever the environment says.
        RecordingReceiver loopback;
        run(client, loopback, requestTo(direct.url(), "{}", system));
        QCOMPARE(loopback.body, "direct");

        const auto none = test::direct();
        none->resolve = {{"api.example.test", "127.0.0.1"}};
        RecordingReceiver without;
        run(client, without,
            requestTo("http://api.example.test:" + std::to_string(direct.port()) + "/", "{}",
                      none));
        QCOMPARE(without.body, "direct");
    }

    void noProxy_isHeard()
    {
        FakeProxy proxy;
        const ScriptedServer direct(answering(answer("direct")));
        const Variable variable("http_proxy",
                                "http://127.0.0.1:" + std::to_string(proxy.server.port()));
        const Variable except("no_proxy", "other.test,.example.test");
        auto system = std::make_shared<ConnectionOptions>();
        system->resolve = {{"api.example.test", "127.0.0.1"}};
        UpstreamClient client(socketWatch());
        RecordingReceiver receiver;
        run(client, receiver,
            requestTo("http://api.example.test:" + std::to_string(direct.port()) + "/", "{}",
                      system));
        QCOMPARE(receiver.body, "direct");
    }

    void environmentsProxyUnreachable_isAProxyFailure()
    {
        const Variable variable("http_proxy", "http://127.0.0.1:1");
        UpstreamClient client(socketWatch());
        RecordingReceiver receiver;
        run(client, receiver,
            requestTo("http://api.example.test/", "{}", std::make_shared<ConnectionOptions>()));
        QVERIFY2(receiver.result->end == CallEnd::ProxyFailed, receiver.result->detail.c_str());
    }
};

QTEST_GUILESS_MAIN(TestUpstreamProxy)
#include "tst_upstreamproxy.moc"
