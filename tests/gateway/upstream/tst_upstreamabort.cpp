#include "bench.h"

#include <QElapsedTimer>

#include <thread>
#include <vector>

using namespace penstock;
using namespace penstock::test;
using namespace penstock::upstream;

namespace
{

/// Answers in pieces that never end.
void dripping(ScriptedConnection &connection)
{
    static_cast<void>(connection.readRequest());
    connection.send("HTTP/1.1 200 OK\r\n\r\n");
    while (connection.send("piece")) {
        std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
}

} // namespace

class TestUpstreamAbort final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase_data() { addSocketWatches(); }

    void droppedInside_data()
    {
        QTest::addColumn<char>("event");
        QTest::newRow("answered") << 'A';
        QTest::newRow("sent") << 'S';
    }
    void droppedInside()
    {
        QFETCH(char, event);
        const ScriptedServer server(dripping);
        UpstreamClient client(socketWatch());
        RecordingReceiver receiver;
        (event == 'A' ? receiver.whenAnswered : receiver.whenSent)
            = [&receiver] { receiver.call.reset(); };
        receiver.call = client.send(requestTo(server.url()), receiver);
        QVERIFY(eventually([&client] { return client.liveCalls() == 0; }));
        QElapsedTimer timer;
        timer.start();
        QVERIFY(eventually([&server] { return server.openConnections() == 0; }));
        QVERIFY(timer.elapsed() < 5'000);
        QCOMPARE(receiver.events, event == 'A' ? "A" : "AS");
    }

    void droppedInsideEnded()
    {
        const ScriptedServer server(answering(answer("ok")));
        UpstreamClient client(socketWatch());
        RecordingReceiver receiver;
        receiver.whenEnded = [&receiver] { receiver.call.reset(); };
        receiver.call = client.send(requestTo(server.url()), receiver);
        QVERIFY(eventually([&receiver] { return receiver.hasEnded(); }));
        QCOMPARE(client.liveCalls(), 0U);
        // The answer was complete: the connection stays.
        RecordingReceiver next;
        run(client, next, requestTo(server.url()));
        QVERIFY(next.result->wasReused);
    }

    void droppedAtOnce_isNeverSent()
    {
        const ScriptedServer server(answering(answer("ok")));
        UpstreamClient client(socketWatch());
        RecordingReceiver receiver;
        client.send(requestTo(server.url()), receiver).reset();
        QCOMPARE(client.liveCalls(), 0U);
        RecordingReceiver next;
        run(client, next, requestTo(server.url()));
        QCOMPARE(receiver.events, "");
        QCOMPARE(server.connections(), 1);
    }

    void droppedWhileConnecting()
    {
        const ScriptedServer server(
            [](ScriptedConnection &connection) { connection.waitForClose(); });
        UpstreamClient client(socketWatch());
        RecordingReceiver receiver;
        receiver.call = client.send(requestTo("https://127.0.0.1:" + std::to_string(server.port())),
                                    receiver);
        QVERIFY(eventually([&server] { return server.openConnections() == 1; }));
        receiver.call.reset();
        QVERIFY(eventually([&server] { return server.openConnections() == 0; }));
        QCOMPARE(receiver.events, "");
    }

    void droppedByAnother()
    {
        const ScriptedServer server(dripping);
        UpstreamClient client(socketWatch());
        RecordingReceiver victim;
        victim.call = client.send(requestTo(server.url()), victim);
        QVERIFY(eventually([&victim] { return victim.events == "AS"; }));
        RecordingReceiver killer;
        killer.whenSent = [&] { victim.call.reset(); };
        killer.call = client.send(requestTo(server.url()), killer);
        QVERIFY(eventually([&client] { return client.liveCalls() == 1; }));
        QVERIFY(eventually([&server] { return server.openConnections() == 1; }));
        killer.call.reset();
        QVERIFY(eventually([&server] { return server.openConnections() == 0; }));
    }

    void everyReceiverDropsAllOthers()
    {
        const ScriptedServer server(dripping);
        UpstreamClient client(socketWatch());
        std::vector<std::unique_ptr<RecordingReceiver>> receivers;
        for (int i = 0; i < 30; ++i) {
            receivers.push_back(std::make_unique<RecordingReceiver>());
        }
        for (const auto &receiver : receivers) {
            receiver->whenSent = [&receivers, self = receiver.get()] {
                for (const auto &other : receivers) {
                    if (other.get() != self) {
                        other->call.reset();
                    }
                }
            };
            receiver->call = client.send(requestTo(server.url()), *receiver);
        }
        QVERIFY(eventually([&client] { return client.liveCalls() == 1; }));
        QVERIFY(eventually([&server] { return server.openConnections() == 1; }));
    }

    void sentFromInsideAReceiver()
    {
        const ScriptedServer server(answering(answer("ok")));
        UpstreamClient client(socketWatch());
        RecordingReceiver first;
        RecordingReceiver second;
        first.whenSent = [&] { second.call = client.send(requestTo(server.url()), second); };
        first.call = client.send(requestTo(server.url()), first);
        QVERIFY(eventually([&] { return first.hasEnded() && second.hasEnded(); }));
        QVERIFY(second.result->end == CallEnd::Complete);
    }

    void clientDestroyedInsideAReceiver_data()
    {
        QTest::addColumn<char>("event");
        QTest::newRow("answered") << 'A';
        QTest::newRow("sent") << 'S';
        QTest::newRow("ended") << 'E';
    }
    void clientDestroyedInsideAReceiver()
    {
        QFETCH(char, event);
        const ScriptedServer server(answering(answer("ok")));
        auto client = std::make_unique<UpstreamClient>(socketWatch());
        RecordingReceiver receiver;
        RecordingReceiver other;
        const auto end = [&] {
            receiver.call.reset();
            other.call.reset();
            client.reset();
        };
        (event == 'A'       ? receiver.whenAnswered
             : event == 'S' ? receiver.whenSent
                            : receiver.whenEnded)
            = end;
        receiver.call = client->send(requestTo(server.url()), receiver);
        other.call = client->send(requestTo(server.url()), other);
        QVERIFY(eventually([&client] { return client == nullptr; }));
        QVERIFY(eventually([&server] { return server.openConnections() == 0; }));
    }

    void clientDestroyedInsideATimeout()
    {
        const ScriptedServer server(
            [](ScriptedConnection &connection) { connection.waitForClose(); });
        auto client = std::make_unique<UpstreamClient>(socketWatch());
        RecordingReceiver receiver;
        RecordingReceiver other;
        receiver.whenEnded = [&] {
            other.call.reset();
            client.reset();
        };
        UpstreamRequest request = requestTo(server.url());
        request.timeouts.firstByte = std::chrono::milliseconds(50);
        receiver.call = client->send(request, receiver);
        other.call = client->send(requestTo(server.url()), other);
        QVERIFY(eventually([&client] { return client == nullptr; }));
        QVERIFY(eventually([&server] { return server.openConnections() == 0; }));
    }

    void clientGoesBeforeItsCalls()
    {
        const ScriptedServer server(dripping);
        RecordingReceiver receiver;
        {
            UpstreamClient client(socketWatch());
            receiver.call = client.send(requestTo(server.url()), receiver);
            QVERIFY(eventually([&] { return receiver.events == "AS"; }));
        }
        receiver.call->pause();
        receiver.call->resume();
        receiver.call.reset();
        QVERIFY(eventually([&server] { return server.openConnections() == 0; }));
    }
};

QTEST_GUILESS_MAIN(TestUpstreamAbort)
#include "tst_upstreamabort.moc"
