#include "bench.h"

#include <QDeadlineTimer>
#include <QHostAddress>
#include <QTcpServer>

#include <algorithm>
#include <thread>
#include <vector>

using namespace penstock;
using namespace penstock::test;
using namespace penstock::upstream;

namespace
{

using Receivers = std::vector<std::unique_ptr<RecordingReceiver>>;

Receivers sendMany(UpstreamClient &client, int count, const UpstreamRequest &request)
{
    Receivers receivers;
    for (int i = 0; i < count; ++i) {
        receivers.push_back(std::make_unique<RecordingReceiver>());
        receivers.back()->call = client.send(request, *receivers.back());
    }
    return receivers;
}

bool haveAllEnded(const Receivers &receivers)
{
    return std::ranges::all_of(receivers, [](const auto &r) { return r->hasEnded(); });
}

} // namespace

class TestUpstreamPool final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase_data() { addSocketWatches(); }

    void oneAfterTheOther_useOneConnection()
    {
        const ScriptedServer server(answering(answer("ok")));
        UpstreamClient client(socketWatch());
        for (int i = 0; i < 20; ++i) {
            RecordingReceiver receiver;
            run(client, receiver, requestTo(server.url(), "{}"));
            QCOMPARE(receiver.result->wasReused, i > 0);
        }
        QCOMPARE(server.connections(), 1);
    }

    void fiveHundredAtOnce()
    {
        const auto counter = std::make_shared<std::atomic<int>>(0);
        const ScriptedServer server(answering(answer(std::string(1000, 'x')), counter));
        UpstreamClient client(socketWatch());
        const Receivers receivers
            = sendMany(client, 500, requestTo(server.url(), std::string(1000, 'y')));
        QCOMPARE(client.liveCalls(), 500U);
        QVERIFY(eventually([&] { return haveAllEnded(receivers); }));
        for (const auto &receiver : receivers) {
            QVERIFY2(receiver->result->end == CallEnd::Complete, receiver->result->detail.c_str());
            QCOMPARE(receiver->body.size(), 1000U);
        }
        QCOMPARE(counter->load(), 500);
        QCOMPARE(client.liveCalls(), 0U);
    }

    void fewIdleOnes_areKept()
    {
        const ScriptedServer server(answering(answer("ok")));
        auto options = direct();
        options->mostIdle = 3;
        UpstreamClient client(socketWatch());
        const Receivers receivers = sendMany(client, 20, requestTo(server.url(), "{}", options));
        QVERIFY(eventually([&] { return haveAllEnded(receivers); }));
        // One goes with each call, as soon as the twenty are a while ago.
        const QDeadlineTimer patience(30'000);
        while (server.openConnections() > 4 && !patience.hasExpired()) {
            RecordingReceiver receiver;
            run(client, receiver, requestTo(server.url(), "{}", options));
        }
        QVERIFY(server.openConnections() <= 4);
        QVERIFY(server.openConnections() >= 1);
    }

    void manyThatEndInOneBreath_areThereForTheNextOnes()
    {
        const ScriptedServer server(answering(answer("ok")));
        auto options = direct();
        options->mostIdle = 3;
        UpstreamClient client(socketWatch());
        for (int round = 0; round < 5; ++round) {
            const Receivers receivers
                = sendMany(client, 20, requestTo(server.url(), "{}", options));
            QVERIFY(eventually([&] { return haveAllEnded(receivers); }));
        }
        QCOMPARE(server.connections(), 20);
    }

    void idleTooLong_isClosed()
    {
        const ScriptedServer server(answering(answer("ok")));
        auto options = direct();
        options->idleLifetime = std::chrono::milliseconds(300);
        UpstreamClient client(socketWatch());
        RecordingReceiver receiver;
        run(client, receiver, requestTo(server.url(), "{}", options));
        QCOMPARE(server.openConnections(), 1);
        QVERIFY(eventually([&server] { return server.openConnections() == 0; }));
    }

    void dropIdleConnections_sparesThoseAtWork()
    {
        std::atomic<bool> goOn = false;
        const ScriptedServer server([&goOn](ScriptedConnection &connection) {
            while (const auto request = connection.readRequest()) {
                if (request->head.starts_with("GET /slow")) {
                    connection.send("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nfirst");
                    while (!goOn && connection.isAlive()) {
                        std::this_thread::sleep_for(std::chrono::milliseconds(5));
                    }
                    connection.send("other");
                } else {
                    connection.send(answer("ok"));
                }
            }
        });
        UpstreamClient client(socketWatch());
        RecordingReceiver slow;
        slow.call = client.send(requestTo(server.url("/slow")), slow);
        QVERIFY(eventually([&slow] { return slow.body == "first"; }));
        RecordingReceiver fast;
        run(client, fast, requestTo(server.url()));
        QCOMPARE(server.openConnections(), 2);

        client.dropIdleConnections();
        QVERIFY(eventually([&server] { return server.openConnections() == 1; }));
        goOn = true;
        QVERIFY(eventually([&slow] { return slow.hasEnded(); }));
        QCOMPARE(slow.body, "firstother");
        QVERIFY(eventually([&server] { return server.openConnections() == 0; }));
        RecordingReceiver next;
        run(client, next, requestTo(server.url()));
        QVERIFY(!next.result->wasReused);
    }

    void droppedInsideAReceiver()
    {
        const ScriptedServer server(answering(answer("ok")));
        UpstreamClient client(socketWatch());
        for (int i = 0; i < 3; ++i) {
            RecordingReceiver receiver;
            receiver.whenAnswered = [&client] { client.dropIdleConnections(); };
            receiver.whenEnded = [&client] { client.dropIdleConnections(); };
            run(client, receiver, requestTo(server.url()));
            QVERIFY(receiver.result->end == CallEnd::Complete);
            QVERIFY(!receiver.result->wasReused);
        }
        QVERIFY(eventually([&server] { return server.openConnections() == 0; }));
    }

    void resolve_keepsConnectionsApart()
    {
        const ScriptedServer server(answering(answer("ok")));
        const std::string url = "http://api.example.test:" + std::to_string(server.port()) + "/";
        auto here = direct();
        here->resolve = {{"api.example.test", "127.0.0.1"}};
        auto elsewhere = direct();
        elsewhere->resolve = {{"api.example.test", "127.0.0.2"}};
        auto nowhere = direct();
        UpstreamClient client(socketWatch());
        RecordingReceiver first;
        run(client, first, requestTo(url, "{}", here));
        QVERIFY(first.result->end == CallEnd::Complete);
        RecordingReceiver second;
        run(client, second, requestTo(url, "{}", elsewhere));
        QVERIFY(second.result->end == CallEnd::Refused); // the server listens on 127.0.0.1 alone
        RecordingReceiver third;
        run(client, third, requestTo(url, "{}", nowhere));
        QVERIFY(third.result->end == CallEnd::NameNotFound);
        RecordingReceiver again;
        run(client, again, requestTo(url, "{}", here));
        QVERIFY(again.result->wasReused);
    }

    void resolve_takesIpv6()
    {
        if (!QTcpServer().listen(QHostAddress::LocalHostIPv6)) {
            QSKIP("This machine has no IPv6.");
        }
        auto options = direct();
        options->resolve = {{"api.example.test", "::1"}};
        UpstreamClient client(socketWatch());
        RecordingReceiver receiver;
        run(client, receiver, requestTo("http://api.example.test:1/", "{}", options));
        QVERIFY2(receiver.result->end == CallEnd::Refused, receiver.result->detail.c_str());
    }
};

QTEST_GUILESS_MAIN(TestUpstreamPool)
#include "tst_upstreampool.moc"
