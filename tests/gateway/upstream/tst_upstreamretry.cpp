#include "bench.h"
#include "support/generate.h"
#include "support/tempdir.h"

#include <cstring>
#include <mutex>
#include <thread>

using namespace penstock;
using namespace penstock::test;
using namespace penstock::upstream;

namespace
{

/// Counts executions, and ends the connection after the `last`-th in the way that `ending` says.
struct Upstream {
    std::atomic<int> executions = 0;
    ScriptedServer server;

    Upstream(int last, const std::function<void(ScriptedConnection &)> &ending)
        : server([this, last, ending](ScriptedConnection &connection) {
            while (connection.readRequest()) {
                if (++executions == last) {
                    ending(connection);
                    return;
                }
                connection.send(answer("ok"));
            }
        })
    {
    }
};

void closeNow(ScriptedConnection &connection)
{
    connection.close();
}

void resetNow(ScriptedConnection &connection)
{
    connection.reset();
}

// Closes when the other side has had time to read.
void closeInsideStatusLine(ScriptedConnection &connection)
{
    connection.send("HTTP/1.");
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
    connection.close();
}

} // namespace

class TestUpstreamRetry final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase_data() { addSocketWatches(); }

    void newConnectionClosed_runsOnce()
    {
        Upstream upstream(1, closeNow);
        UpstreamClient client(socketWatch());
        RecordingReceiver receiver;
        run(client, receiver, requestTo(upstream.server.url(), "{}"));
        QCOMPARE(receiver.events, "E");
        QVERIFY(receiver.result->end == CallEnd::ClosedBeforeAnswer);
        QVERIFY(receiver.result->mayHaveRun);
        QVERIFY(!receiver.result->wasReused);
        QCOMPARE(upstream.executions.load(), 1);
        QCOMPARE(client.liveCalls(), 0U);
    }

    void newConnectionReset_runsOnce()
    {
        Upstream upstream(1, resetNow);
        UpstreamClient client(socketWatch());
        RecordingReceiver receiver;
        run(client, receiver, requestTo(upstream.server.url(), "{}"));
        QCOMPARE(receiver.events, "E");
        QVERIFY(receiver.result->end == CallEnd::ClosedBeforeAnswer);
        QCOMPARE(upstream.executions.load(), 1);
    }

    void closedInsideTheStatusLine_runsOnce()
    {
        Upstream upstream(1, closeInsideStatusLine);
        UpstreamClient client(socketWatch());
        RecordingReceiver receiver;
        run(client, receiver, requestTo(upstream.server.url(), "{}"));
        QCOMPARE(receiver.events, "E");
        QVERIFY(receiver.result->end == CallEnd::CutOff);
        QVERIFY(receiver.result->mayHaveRun);
        QCOMPARE(upstream.executions.load(), 1);
    }

    void reusedConnectionClosedInsideTheStatusLine_runsOnce()
    {
        Upstream upstream(2, closeInsideStatusLine);
        UpstreamClient client(socketWatch());
        RecordingReceiver first;
        run(client, first, requestTo(upstream.server.url(), "{}"));
        RecordingReceiver receiver;
        run(client, receiver, requestTo(upstream.server.url(), "{}"));
        QCOMPARE(receiver.events, "E");
        QVERIFY(receiver.result->end == CallEnd::CutOff);
        QCOMPARE(upstream.executions.load(), 2);
    }

    void reusedConnectionDead_isTriedOnceMoreAndTold_data()
    {
        QTest::addColumn<bool>("isReset");
        QTest::addColumn<QByteArray>("method");
        for (const char *method : {"POST", "PUT", "GET", "DELETE"}) {
            QTest::addRow("closed, %s", method) << false << QByteArray(method);
            QTest::addRow("reset, %s", method) << true << QByteArray(method);
        }
    }
    void reusedConnectionDead_isTriedOnceMoreAndTold()
    {
        QFETCH(bool, isReset);
        QFETCH(QByteArray, method);
        Upstream upstream(2, isReset ? resetNow : closeNow);
        UpstreamClient client(socketWatch());
        RecordingReceiver first;
        run(client, first, requestTo(upstream.server.url(), "{}"));
        QVERIFY(!first.result->wasReused);

        RecordingReceiver receiver;
        UpstreamRequest request = requestTo(upstream.server.url(), "{}");
        request.method = method.toStdString();
        if (method == "GET" || method == "DELETE") {
            request.body = {};
        }
        run(client, receiver, request);
        QCOMPARE(receiver.events, "TASE");
        QVERIFY(receiver.lost->end == CallEnd::ClosedBeforeAnswer);
        QVERIFY(receiver.lost->wasReused);
        QVERIFY(receiver.lost->mayHaveRun);
        QVERIFY(receiver.result->end == CallEnd::Complete);
        QVERIFY(!receiver.result->wasReused);
        // Once before, once on the dead connection, once more because we said so.
        QCOMPARE(upstream.executions.load(), 3);
        QCOMPARE(upstream.server.connections(), 2);
    }

    void deadTwice_isTriedOnlyOnceMore()
    {
        std::atomic<int> executions = 0;
        const ScriptedServer server([&executions](ScriptedConnection &connection) {
            while (connection.readRequest()) {
                if (++executions > 1) {
                    return;
                }
                connection.send(answer("ok"));
            }
        });
        UpstreamClient client(socketWatch());
        RecordingReceiver first;
        run(client, first, requestTo(server.url(), "{}"));
        RecordingReceiver receiver;
        run(client, receiver, requestTo(server.url(), "{}"));
        QCOMPARE(receiver.events, "TE");
        QVERIFY(receiver.result->end == CallEnd::ClosedBeforeAnswer);
        QCOMPARE(executions.load(), 3);
    }

    void droppedWhenTold_isNotTriedAgain()
    {
        Upstream upstream(2, closeNow);
        UpstreamClient client(socketWatch());
        RecordingReceiver first;
        run(client, first, requestTo(upstream.server.url(), "{}"));
        RecordingReceiver receiver;
        receiver.whenTriedAgain = [&receiver] { receiver.call.reset(); };
        receiver.call = client.send(requestTo(upstream.server.url(), "{}"), receiver);
        QVERIFY(eventually([&client] { return client.liveCalls() == 0; }));
        RecordingReceiver next;
        run(client, next, requestTo(upstream.server.url(), "{}"));
        QCOMPARE(receiver.events, "T");
        QCOMPARE(upstream.executions.load(), 3);
    }

    void refusedOnTheSecondTry_saysSo()
    {
        auto upstream = std::make_unique<Upstream>(2, closeNow);
        const std::string url = upstream->server.url();
        UpstreamClient client(socketWatch());
        RecordingReceiver first;
        run(client, first, requestTo(url, "{}"));
        RecordingReceiver receiver;
        // The server goes with the connection.
        receiver.whenTriedAgain = [&upstream] { upstream.reset(); };
        run(client, receiver, requestTo(url, "{}"));
        QCOMPARE(receiver.events, "TE");
        QVERIFY(receiver.result->end == CallEnd::Refused);
        QVERIFY(receiver.lost->mayHaveRun);
        QVERIFY(!receiver.result->mayHaveRun);
    }

    void spooledUpload_isReplayedByteForByte()
    {
        const TempDir dir;
        SeededRandom random(7);
        std::string expected(5'000'000, '\0');
        for (std::size_t i = 0; i < expected.size(); i += 8) {
            const std::uint64_t bits = random.nextU64();
            std::memcpy(expected.data() + i, &bits, std::min<std::size_t>(8, expected.size() - i));
        }
        wire::Splice splice;
        splice.replace({1'000'000, 1'000'010}, "a longer text than before");
        auto stored = std::make_shared<wire::StoredBody>(
            wire::BodyStorage{.spoolAbove = 1000, .folder = dir.path()});
        QVERIFY(stored->append(expected));
        expected.replace(1'000'000, 10, "a longer text than before");

        std::mutex mutex;
        std::vector<std::string> bodies;
        const ScriptedServer server([&](ScriptedConnection &connection) {
            while (const auto request = connection.readRequest()) {
                const std::lock_guard lock(mutex);
                bodies.push_back(request->body);
                if (bodies.size() == 2) {
                    return;
                }
                connection.send(answer("ok"));
            }
        });
        UpstreamClient client(socketWatch());
        RecordingReceiver first;
        run(client, first, requestTo(server.url(), "{}"));
        RecordingReceiver receiver;
        UpstreamRequest request = requestTo(server.url(), "x");
        request.body = wire::OutgoingBody(stored, splice);
        run(client, receiver, request);
        QCOMPARE(receiver.events, "TASE");
        QCOMPARE(bodies.size(), 3U);
        QVERIFY(bodies[1] == expected);
        QVERIFY(bodies[2] == expected);
    }
};

QTEST_GUILESS_MAIN(TestUpstreamRetry)
#include "tst_upstreamretry.moc"
