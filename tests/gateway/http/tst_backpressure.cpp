#include "gateway/http/httpchecks.h"
#include "gateway/http/httpfixture.h"
#include "gateway/http/memory.h"
#include "gateway/http/scriptedhandler.h"

#include <QTest>

#include <algorithm>
#include <memory>
#include <string>
#include <thread>
#include <vector>

using namespace penstock;
using namespace penstock::test;

namespace
{

constexpr int smallBuffer = 4096;

constexpr std::uint64_t slowSize = 12'000'000;

struct SlowReader {
    std::unique_ptr<RawClient> client;
    std::uint64_t read = 0;
};

/// All of them read a little now and then, so that it takes at least so long.
void readSlowly(std::vector<SlowReader> &readers, std::chrono::milliseconds atLeast)
{
    constexpr int steps = 40;
    for (int i = 0; i < steps; ++i) {
        std::this_thread::sleep_for(atLeast / steps);
        for (SlowReader &reader : readers) {
            reader.read += reader.client->swallow(slowSize / steps);
        }
    }
}

} // namespace

/// Clients that do not read as fast as they are answered.
class TestBackpressure final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void stream_waitsForItsClient();
    void manySlowReaders_getEverything();
    void stalledClient_isDropped_data();
    void stalledClient_isDropped();
    void slowClients_areNotStalled();
    void unreadAnswer_isNotIdle();
    void otherClients_areNotSlowed();
};

void TestBackpressure::stream_waitsForItsClient()
{
    constexpr std::uint64_t size = std::uint64_t{64} << 20;
    constexpr std::size_t piece = 32'768;
    HttpFixture fixture;
    const MemoryWatch memory;
    RawClient client(fixture.port(), smallBuffer);
    QVERIFY(client.send("GET /stream/" + std::to_string(size / piece) + "/" + std::to_string(piece)
                        + " HTTP/1.0\r\n\r\n"));
    QVERIFY(fixture.log().waitFor([](const auto &counts) { return counts.full > 0; }));
    QVERIFY(fixture.servesOthers());
    QVERIFY(fixture.log().waitFor([](const auto &counts) { return counts.answered == 1; }));
    const std::string head = client.receive(4096);
    const std::size_t bodyBegin = head.find("\r\n\r\n") + 4;
    QVERIFY(head.substr(bodyBegin) == streamBytes(0, head.size() - bodyBegin));
    std::uint64_t at = head.size() - bodyBegin;
    while (at < size) {
        const std::string part = client.receive(std::min<std::uint64_t>(size - at, 1'000'000));
        QVERIFY(!part.empty() && part == streamBytes(at, part.size()));
        at += part.size();
    }
    QVERIFY(client.seesEnd());
    const HandlerLog::Counts counts = fixture.log().counts();
    QVERIFY2(counts.mostBuffered <= std::int64_t{256 * 1024 + piece},
             std::to_string(counts.mostBuffered).c_str());
    QVERIFY2(memory.peakGrowth() < (16 << 20), std::to_string(memory.peakGrowth()).c_str());
    QVERIFY(fixture.waitUntilQuiet());
}

void TestBackpressure::manySlowReaders_getEverything()
{
    constexpr std::size_t count = 50;
    constexpr std::uint64_t size = 1'000 * 1'000;
    HttpFixture fixture({.workers = 2});
    std::vector<std::unique_ptr<RawClient>> clients;
    for (std::size_t i = 0; i < count; ++i) {
        clients.push_back(std::make_unique<RawClient>(fixture.port(), smallBuffer));
        QVERIFY(clients.back()->send("GET /stream/1000/1000 HTTP/1.0\r\n\r\n"));
    }
    QVERIFY(fixture.log().waitForRequests(static_cast<int>(count)));
    std::vector<std::string> received(count);
    for (int round = 0; round < 4; ++round) {
        for (std::size_t i = 0; i < count; ++i) {
            received[i] += clients[i]->receive(250'000);
        }
    }
    for (std::size_t i = 0; i < count; ++i) {
        received[i] += clients[i]->receiveAll();
        const std::size_t bodyBegin = received[i].find("\r\n\r\n") + 4;
        QVERIFY(received[i].substr(bodyBegin) == streamBytes(0, size));
    }
    clients.clear();
    QVERIFY(fixture.waitUntilQuiet());
}

void TestBackpressure::stalledClient_isDropped_data()
{
    QTest::addColumn<std::string>("bytes");
    QTest::newRow("while it is made") << get("/stream/100000/10000");
    QTest::newRow("when it is made") << get("/size/30000000");
    QTest::newRow("before the end") << get("/size/30000000", "Connection: close\r\n");
    QTest::newRow("with input behind it")
        << get("/size/30000000", "Connection: close\r\n") + get("/");
}

void TestBackpressure::stalledClient_isDropped()
{
    QFETCH(const std::string, bytes);
    http::HttpPolicy policy;
    policy.limits.stalledClient = std::chrono::milliseconds(300);
    HttpFixture fixture({.policy = policy});
    RawClient client(fixture.port(), smallBuffer);
    QVERIFY(client.send(bytes));
    QVERIFY(fixture.log().waitForRequests(1));
    // The client itself stays, and reads nothing.
    QVERIFY(fixture.waitUntilQuiet());
    QVERIFY(client.swallow(30'000'000) < 30'000'000);
    QVERIFY(client.seesEnd());
    QVERIFY(fixture.servesOthers());
}

// Deadlines for an idle connection, for a close and for a stall all pass while they read.
void TestBackpressure::slowClients_areNotStalled()
{
    http::HttpPolicy policy;
    policy.limits.stalledClient = std::chrono::milliseconds(1'000);
    policy.limits.keepAlive = std::chrono::milliseconds(300);
    HttpFixture fixture({.policy = policy});
    const std::string large = "/size/" + std::to_string(slowSize);
    std::vector<SlowReader> readers;
    for (const std::string &bytes : {get(large), get(large, "Connection: close\r\n"),
                                     get(large, "Connection: close\r\n") + "\r\n" + get("/"),
                                     std::string("GET /stream/1200/10000 HTTP/1.0\r\n\r\n")}) {
        readers.push_back({std::make_unique<RawClient>(fixture.port(), smallBuffer), 0});
        QVERIFY(readers.back().client->send(bytes));
    }
    readSlowly(readers, std::chrono::milliseconds(2'000));
    for (const SlowReader &reader : readers) {
        QCOMPARE(reader.read, slowSize);
    }
}

void TestBackpressure::unreadAnswer_isNotIdle()
{
    http::HttpPolicy policy;
    policy.limits.maxConnections = 1;
    HttpFixture fixture({.policy = policy});
    RawClient reader(fixture.port(), smallBuffer);
    QVERIFY(reader.send(get("/size/12000000")));
    QVERIFY(fixture.log().waitFor([](const auto &counts) { return counts.answered == 1; }));
    // Somebody else wants the place.
    RawClient other(fixture.port());
    const std::string fault = faultOf(other.ask(get("/")), 503);
    QVERIFY2(fault.empty(), fault.c_str());
    QCOMPARE(reader.answer().body.size(), 12'000'000U);
}

void TestBackpressure::otherClients_areNotSlowed()
{
    HttpFixture fixture;
    RawClient stalled(fixture.port(), smallBuffer);
    QVERIFY(stalled.send(get("/stream/100000/10000")));
    QVERIFY(fixture.log().waitFor([](const auto &counts) { return counts.full > 0; }));
    RawClient client(fixture.port());
    for (int i = 0; i < 100; ++i) {
        QVERIFY(client.ask(get("/stream/10/10000")).isWhole());
    }
    QVERIFY(fixture.waitForExchanges(1));
    stalled.reset();
    client.close();
    QVERIFY(fixture.waitUntilQuiet());
}

QTEST_GUILESS_MAIN(TestBackpressure)
#include "tst_backpressure.moc"
