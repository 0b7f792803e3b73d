#include "bench.h"

#include <QFile>

using namespace penstock;
using namespace penstock::test;
using namespace penstock::upstream;

namespace
{

constexpr std::uint64_t large = 200'000'000;

ScriptedServer::Script sendingMuch(std::shared_ptr<std::atomic<std::uint64_t>> sent)
{
    return [sent](ScriptedConnection &connection) {
        static_cast<void>(connection.readRequest());
        connection.send("HTTP/1.1 200 OK\r\nContent-Length: " + std::to_string(large) + "\r\n\r\n");
        const std::string piece(100'000, 'x');
        while (*sent < large && connection.send(piece)) {
            *sent += piece.size();
        }
        connection.waitForClose();
    };
}

/// Kilobytes of memory this process has, or 0 where nobody says.
long residentMemory()
{
    QFile status(QStringLiteral("/proc/self/status"));
    if (status.open(QIODevice::ReadOnly)) {
        for (const QByteArray &line : status.readAll().split('\n')) {
            if (line.startsWith("VmRSS:")) {
                return line.mid(6).trimmed().split(' ').first().toLong();
            }
        }
    }
    return 0;
}

} // namespace

class TestUpstreamPause final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase_data() { addSocketWatches(); }

    void paused_theOtherSideHasToWait()
    {
        const auto sent = std::make_shared<std::atomic<std::uint64_t>>(0);
        const ScriptedServer server(sendingMuch(sent));
        UpstreamClient client(socketWatch());
        RecordingReceiver receiver;
        receiver.keepsBody = false;
        bool wasPaused = false;
        receiver.whenSent = [&] {
            if (!wasPaused && receiver.receivedBytes > 1'000'000) {
                wasPaused = true;
                receiver.call->pause();
            }
        };
        UpstreamRequest request = requestTo(server.url());
        // Runs out while it is paused, if it ran then.
        request.timeouts.idle = std::chrono::milliseconds(2000); // more than a busy machine stalls
        receiver.call = client.send(request, receiver);
        QVERIFY(eventually([&] { return wasPaused; }));
        const long before = residentMemory();
        const std::uint64_t receivedBefore = receiver.receivedBytes;
        QTest::qWait(2700);
        QCOMPARE(receiver.receivedBytes, receivedBefore);
        QVERIFY(!receiver.hasEnded());
        QVERIFY(*sent < large / 2);
        QVERIFY2(residentMemory() - before < 20'000, "more than 20 MB while paused");

        receiver.call->resume();
        QCOMPARE(receiver.receivedBytes, receivedBefore);
        QVERIFY(eventually([&] { return receiver.hasEnded(); }));
        QVERIFY2(receiver.result->end == CallEnd::Complete, receiver.result->detail.c_str());
        QCOMPARE(receiver.receivedBytes, large);
    }

    void pausedWhenAnswered_hearsNoBody()
    {
        const ScriptedServer server(answering(answer("hello")));
        UpstreamClient client(socketWatch());
        RecordingReceiver receiver;
        receiver.whenAnswered = [&receiver] { receiver.call->pause(); };
        receiver.call = client.send(requestTo(server.url()), receiver);
        QVERIFY(eventually([&] { return !receiver.events.empty(); }));
        QTest::qWait(100);
        QCOMPARE(receiver.events, "A");
        receiver.call->resume();
        QCOMPARE(receiver.events, "A");
        QVERIFY(eventually([&] { return receiver.hasEnded(); }));
        QCOMPARE(receiver.events, "ASE");
        QCOMPARE(receiver.body, "hello");
    }

    void pausedFromTheBeginning_hearsTheHeadFirst()
    {
        const ScriptedServer server(answering(answer("hello")));
        UpstreamClient client(socketWatch());
        RecordingReceiver receiver;
        receiver.call = client.send(requestTo(server.url()), receiver);
        receiver.call->pause();
        QVERIFY(eventually([&] { return receiver.events == "A"; }));
        receiver.call->resume();
        QVERIFY(eventually([&] { return receiver.hasEnded(); }));
        QCOMPARE(receiver.events, "ASE");
    }

    void pausedAtEveryPiece_getsEverything()
    {
        const auto piece = std::string(70'000, 'a');
        std::string chunked = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
        for (int i = 0; i < 20; ++i) {
            chunked += "11170\r\n" + piece + "\r\n";
        }
        const ScriptedServer server(answering(chunked + "0\r\n\r\n"));
        UpstreamClient client(socketWatch());
        RecordingReceiver receiver;
        QTimer resumer;
        QObject::connect(&resumer, &QTimer::timeout, &resumer, [&] { receiver.call->resume(); });
        receiver.whenSent = [&] { receiver.call->pause(); };
        resumer.start(0);
        run(client, receiver, requestTo(server.url()));
        QVERIFY(receiver.result->end == CallEnd::Complete);
        QCOMPARE(receiver.receivedBytes, 20 * piece.size());
    }

    void pauseAndResumeInOneBreath_changesNothing()
    {
        const ScriptedServer server(answering(answer(std::string(500'000, 'b'))));
        UpstreamClient client(socketWatch());
        RecordingReceiver receiver;
        const auto blink = [&receiver] {
            receiver.call->pause();
            receiver.call->resume();
            receiver.call->resume();
        };
        receiver.whenAnswered = blink;
        receiver.whenSent = blink;
        run(client, receiver, requestTo(server.url()));
        QCOMPARE(receiver.receivedBytes, 500'000U);
    }

    void droppedWhilePaused_closesTheConnection()
    {
        const auto sent = std::make_shared<std::atomic<std::uint64_t>>(0);
        const ScriptedServer server(sendingMuch(sent));
        UpstreamClient client(socketWatch());
        RecordingReceiver receiver;
        receiver.whenSent = [&receiver] { receiver.call->pause(); };
        receiver.call = client.send(requestTo(server.url()), receiver);
        QVERIFY(eventually([&] { return receiver.events == "AS"; }));
        receiver.call.reset();
        QCOMPARE(client.liveCalls(), 0U);
        QVERIFY(eventually([&server] { return server.openConnections() == 0; }));
        QCOMPARE(receiver.events, "AS");
    }
};

QTEST_GUILESS_MAIN(TestUpstreamPause)
#include "tst_upstreampause.moc"
