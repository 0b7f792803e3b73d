#include "bench.h"
#include "support/tempdir.h"

#include <QElapsedTimer>

#include <arpa/inet.h>
#include <array>
#include <netinet/in.h>
#include <semaphore>
#include <sys/socket.h>
#include <thread>
#include <unistd.h>

using namespace penstock;
using namespace penstock::test;
using namespace penstock::upstream;
using std::chrono::milliseconds;

namespace
{

constexpr milliseconds soon{150};

/// Takes connections only as far as its queue of two goes, which is full.
class FullListener final
{
public:
    FullListener() : m_listener(::socket(AF_INET, SOCK_STREAM, 0))
    {
        if (m_listener < 0) {
            return;
        }
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        auto *any = reinterpret_cast<sockaddr *>(&address);
        socklen_t size = sizeof address;
        static_cast<void>(::bind(m_listener, any, size));
        static_cast<void>(::listen(m_listener, 0));
        ::getsockname(m_listener, any, &size);
        port = ntohs(address.sin_port);
        for (int &waiting : m_waiting) {
            waiting = ::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
            if (waiting >= 0) {
                static_cast<void>(::connect(waiting, any, size));
            }
        }
    }
    ~FullListener()
    {
        for (const int waiting : m_waiting) {
            ::close(waiting);
        }
        ::close(m_listener);
    }
    FullListener(const FullListener &) = delete;
    FullListener &operator=(const FullListener &) = delete;

    int port = 0;

private:
    int m_listener = -1;
    std::array<int, 4> m_waiting{};
};

/// What arrives as an answer, and then the end of the connection.
ScriptedServer::Script saying(std::string bytes)
{
    return [bytes = std::move(bytes)](ScriptedConnection &connection) {
        if (connection.readRequest()) {
            connection.send(bytes);
        }
    };
}

void verifyEnd(const RecordingReceiver &receiver, CallEnd expected)
{
    const CallResult &result = *receiver.result;
    const std::string found = std::string(toString(result.end)) + ": " + result.detail;
    QVERIFY2(result.end == expected, found.c_str());
    QVERIFY(result.message.ends_with('.') || result.message.ends_with("names it."));
    QVERIFY(!result.detail.empty());
}

} // namespace

class TestUpstreamFailures final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase_data() { addSocketWatches(); }

    void brokenAnswers_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<int>("end");
        const auto row = [](const char *name, const QByteArray &bytes, CallEnd end) {
            QTest::newRow(name) << bytes << static_cast<int>(end);
        };
        row("nothing", "", CallEnd::ClosedBeforeAnswer);
        row("garbage", "GARBAGE\r\n\r\n", CallEnd::BrokenAnswer);
        row("a page without a head", "<html>hello</html>", CallEnd::BrokenAnswer);
        row("head cut in a field", "HTTP/1.1 200 OK\r\nX-A: 1\r\nX-", CallEnd::CutOff);
        row("head cut behind a field", "HTTP/1.1 200 OK\r\nX-A: 1\r\n", CallEnd::CutOff);
        row("length cut", "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhello", CallEnd::CutOff);
        row("chunked cut", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhel",
            CallEnd::CutOff);
        row("chunked without its end",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n", CallEnd::CutOff);
        row("bad chunk", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nhello\r\n",
            CallEnd::BrokenAnswer);
        row("only an interim answer", "HTTP/1.1 100 Continue\r\n\r\n", CallEnd::CutOff);
        row("bad length", "HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\n", CallEnd::BrokenAnswer);
        QByteArray large = "HTTP/1.1 200 OK\r\n";
        for (int i = 0; i < 600; ++i) {
            large += "X-Field: " + QByteArray(500, 'x') + "\r\n";
        }
        row("head too large", large + "\r\n", CallEnd::BrokenAnswer);
        row("line too large", "HTTP/1.1 200 OK\r\nX: " + QByteArray(270'000, 'x') + "\r\n\r\n",
            CallEnd::BrokenAnswer);
    }
    void brokenAnswers()
    {
        QFETCH(QByteArray, bytes);
        QFETCH(int, end);
        const ScriptedServer server(saying(bytes.toStdString()));
        UpstreamClient client(socketWatch());
        RecordingReceiver receiver;
        run(client, receiver, requestTo(server.url("/secret?key=1"), "{}"));
        verifyEnd(receiver, static_cast<CallEnd>(end));
        QVERIFY(receiver.result->mayHaveRun);
        QVERIFY(receiver.result->message.find("secret") == std::string::npos);
        QVERIFY(receiver.result->detail.find("secret") == std::string::npos);
        QCOMPARE(client.liveCalls(), 0U);
    }

    void silenceInTheBody_endsByTheIdleTimer()
    {
        const ScriptedServer server([](ScriptedConnection &connection) {
            static_cast<void>(connection.readRequest());
            connection.send("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhello");
            connection.waitForClose();
        });
        UpstreamClient client(socketWatch());
        RecordingReceiver receiver;
        auto request = requestTo(server.url(), "{}");
        request.timeouts.idle = soon;
        run(client, receiver, request);
        verifyEnd(receiver, CallEnd::IdleTimeout);
        QCOMPARE(receiver.body, "hello");
        QCOMPARE(receiver.result->receivedBytes, 5U);
    }

    void resetInTheBody_isCutOff()
    {
        // Only after it has been read, as a reset throws away what was not.
        std::binary_semaphore hasBeenRead(0);
        const ScriptedServer server([&](ScriptedConnection &connection) {
            static_cast<void>(connection.readRequest());
            connection.send("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhello");
            static_cast<void>(hasBeenRead.try_acquire_for(std::chrono::seconds(10)));
            connection.reset();
        });
        UpstreamClient client(socketWatch());
        RecordingReceiver receiver;
        receiver.whenSent = [&] { hasBeenRead.release(); };
        run(client, receiver, requestTo(server.url(), "{}"));
        verifyEnd(receiver, CallEnd::CutOff);
        QCOMPARE(receiver.body, "hello");
    }

    void refused()
    {
        std::string url;
        {
            const ScriptedServer server(saying(""));
            url = server.url();
        }
        UpstreamClient client(socketWatch());
        RecordingReceiver receiver;
        run(client, receiver, requestTo(url, "{}"));
        verifyEnd(receiver, CallEnd::Refused);
        QVERIFY(!receiver.result->mayHaveRun);
    }

    void nameNotFound()
    {
        UpstreamClient client(socketWatch());
        RecordingReceiver receiver;
        run(client, receiver, requestTo("http://nowhere.invalid/", "{}"));
        verifyEnd(receiver, CallEnd::NameNotFound);
        QVERIFY(!receiver.result->mayHaveRun);
        QVERIFY(receiver.result->message.find("nowhere.invalid") != std::string::npos);
    }

    void connectTimeout()
    {
        const FullListener listener;
        UpstreamClient client(socketWatch());
        UpstreamRequest request
            = requestTo("http://127.0.0.1:" + std::to_string(listener.port), "{}");
        request.timeouts.connect = soon;
        RecordingReceiver receiver;
        run(client, receiver, request);
        verifyEnd(receiver, CallEnd::ConnectTimeout);
        QVERIFY(!receiver.result->mayHaveRun);
    }

    void tlsTimeout()
    {
        const ScriptedServer server(
            [](ScriptedConnection &connection) { connection.waitForClose(); });
        UpstreamClient client(socketWatch());
        UpstreamRequest request
            = requestTo("https://127.0.0.1:" + std::to_string(server.port()), "{}");
        // The limit for connecting is over long before.
        request.timeouts.connect = milliseconds(100);
        request.timeouts.tls = milliseconds(400);
        RecordingReceiver receiver;
        QElapsedTimer timer;
        timer.start();
        run(client, receiver, request);
        verifyEnd(receiver, CallEnd::TlsTimeout);
        QVERIFY(timer.elapsed() >= 390);
        QVERIFY(!receiver.result->mayHaveRun);
    }

    void tlsWithWhoeverDoesNotSpeakIt()
    {
        const ScriptedServer server([](ScriptedConnection &connection) {
            connection.send("SSH-2.0-not this\r\n");
            connection.waitForClose();
        });
        UpstreamClient client(socketWatch());
        RecordingReceiver receiver;
        run(client, receiver,
            requestTo("https://127.0.0.1:" + std::to_string(server.port()), "{}"));
        verifyEnd(receiver, CallEnd::TlsFailed);
        QVERIFY(!receiver.result->mayHaveRun);
    }

    void firstByteTimeout_closesTheConnection()
    {
        const ScriptedServer server([](ScriptedConnection &connection) {
            static_cast<void>(connection.readRequest());
            connection.waitForClose();
        });
        UpstreamClient client(socketWatch());
        UpstreamRequest request = requestTo(server.url(), "{}");
        request.timeouts.firstByte = soon;
        RecordingReceiver receiver;
        run(client, receiver, request);
        verifyEnd(receiver, CallEnd::FirstByteTimeout);
        QVERIFY(receiver.result->mayHaveRun);
        QVERIFY(eventually([&server] { return server.openConnections() == 0; }));
    }

    void idleTimeout_isNotForAnswersThatGoOn()
    {
        const ScriptedServer server([](ScriptedConnection &connection) {
            static_cast<void>(connection.readRequest());
            connection.send("HTTP/1.1 200 OK\r\n\r\n");
            for (int i = 0; i < 10; ++i) {
                connection.send("piece");
                std::this_thread::sleep_for(milliseconds(60));
            }
            connection.waitForClose();
        });
        UpstreamClient client(socketWatch());
        UpstreamRequest request = requestTo(server.url(), "{}");
        request.timeouts.idle = milliseconds(400);
        RecordingReceiver receiver;
        run(client, receiver, request);
        verifyEnd(receiver, CallEnd::IdleTimeout);
        QCOMPARE(receiver.receivedBytes, 50U);
    }

    void slowUpload_doesNotWaitForItsAnswerYet()
    {
        const ScriptedServer server([](ScriptedConnection &connection) {
            static_cast<void>(connection.readUntil("\r\n\r\n"));
            for (int i = 0; i < 30; ++i) {
                static_cast<void>(connection.readBytes(1'000'000));
                std::this_thread::sleep_for(milliseconds(30));
            }
            connection.send(answer("ok"));
        });
        UpstreamClient client(socketWatch());
        std::string body;
        body.resize(30'000'000, 'x');
        UpstreamRequest request = requestTo(server.url(), std::move(body));
        request.timeouts.firstByte = milliseconds(400);
        RecordingReceiver receiver;
        run(client, receiver, request);
        QVERIFY2(receiver.result->end == CallEnd::Complete, receiver.result->detail.c_str());
    }

    void unreadableBody_isToldAsSuch()
    {
        const ScriptedServer server(answering(answer("ok")));
        UpstreamClient client(socketWatch());
        const TempDir dir;
        auto stored = std::make_shared<wire::StoredBody>(
            wire::BodyStorage{.spoolAbove = 10, .folder = dir.path()});
        QVERIFY(stored->append(std::string(500'000, 'x')));
        wire::Splice splice;
        splice.replace({600'000, 600'000}, "x"); // behind the end, which nobody else would do
        UpstreamRequest request = requestTo(server.url(), "{}");
        request.body = wire::OutgoingBody(stored, splice);
        RecordingReceiver receiver;
        run(client, receiver, request);
        verifyEnd(receiver, CallEnd::BodyUnreadable);
        QVERIFY(receiver.result->mayHaveRun);
    }
};

QTEST_GUILESS_MAIN(TestUpstreamFailures)
#include "tst_upstreamfailures.moc"
