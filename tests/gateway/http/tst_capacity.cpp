#include "gateway/http/httpchecks.h"
#include "gateway/http/httpfixture.h"
#include "support/tempdir.h"

#include <QTest>

#include <filesystem>
#include <memory>
#include <set>
#include <string>
#include <vector>

using namespace penstock;
using namespace penstock::test;

namespace
{

using Clients = std::vector<std::unique_ptr<RawClient>>;

Clients connectMany(std::uint16_t port, std::size_t count)
{
    Clients clients;
    for (std::size_t i = 0; i < count; ++i) {
        clients.push_back(std::make_unique<RawClient>(port));
    }
    return clients;
}

} // namespace

/// What a listener takes at most, and how it ends.
class TestCapacity final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void fullOfIdle_makesRoom();
    void fullOfBusy_turnsAway();
    void farTooMany_areClosed();
    void tooManyInFlight_areRefused();
    void idleConnection_endsInTime();
    void largeBodies_goToDisk();
    void bodiesBeyondTheBudget_goToDisk();
    void unfinishedBodies_giveBackTheirBudget();
    void newPolicy_countsForNewRequests();
    void drain_letsAnswersEnd();
    void drain_cutsAtTheDeadline();
    void drain_ofNothingIsDone();
    void workers_shareTheConnections();
    void usedPort_isASentence();
    void strangeAddresses_areSentences();
    void sameAddressAgain_keepsItsSocket();
    void destruction_cutsWhatIsLeft();
};

void TestCapacity::fullOfIdle_makesRoom()
{
    http::HttpPolicy policy;
    policy.limits.maxConnections = 4;
    HttpFixture fixture({.policy = policy});
    Clients clients;
    for (int i = 0; i < 12; ++i) {
        clients.push_back(std::make_unique<RawClient>(fixture.port()));
        QVERIFY(faultOf(clients.back()->ask(get("/")), std::string("ok")).empty());
    }
    // The longest idle went first.
    for (std::size_t i = 0; i < 8; ++i) {
        QVERIFY(clients[i]->seesEnd());
    }
    for (std::size_t i = 8; i < 12; ++i) {
        QVERIFY(faultOf(clients[i]->ask(get("/")), std::string("ok")).empty());
    }
    QCOMPARE(fixture.load().refusedConnections.load(), 0U);
}

void TestCapacity::fullOfBusy_turnsAway()
{
    http::HttpPolicy policy;
    policy.limits.maxConnections = 2;
    HttpFixture fixture({.policy = policy});
    const Clients busy = connectMany(fixture.port(), 2);
    for (const auto &client : busy) {
        QVERIFY(client->send(get("/never")));
    }
    QVERIFY(fixture.log().waitForRequests(2));
    RawClient third(fixture.port());
    const RawAnswer answer = third.ask(get("/"));
    QVERIFY2(faultOf(answer, 503).empty(), faultOf(answer, 503).c_str());
    QVERIFY(!answer.field("retry-after").empty());
    QVERIFY(third.seesEnd());
    third.close();
    QCOMPARE(fixture.load().refusedConnections.load(), 1U);
    busy.front()->close();
    QVERIFY(fixture.waitForConnections(1));
    QVERIFY(fixture.servesOthers());
}

void TestCapacity::farTooMany_areClosed()
{
    http::HttpPolicy policy;
    policy.limits.maxConnections = 2;
    HttpFixture fixture({.policy = policy});
    const Clients busy = connectMany(fixture.port(), 2);
    for (const auto &client : busy) {
        QVERIFY(client->send(get("/never")));
    }
    QVERIFY(fixture.log().waitForRequests(2));
    Clients flood = connectMany(fixture.port(), 300);
    for (const auto &client : flood) {
        QVERIFY(client->seesEnd());
    }
    QCOMPARE(fixture.load().refusedConnections.load(), 300U);
    flood.clear();
    QVERIFY(fixture.waitForConnections(2));
    QCOMPARE(fixture.load().exchanges.load(), 2);
}

void TestCapacity::tooManyInFlight_areRefused()
{
    http::HttpPolicy policy;
    policy.limits.maxInFlight = 2;
    HttpFixture fixture({.policy = policy});
    const Clients busy = connectMany(fixture.port(), 2);
    for (const auto &client : busy) {
        QVERIFY(client->send(get("/never")));
    }
    QVERIFY(fixture.log().waitForRequests(2));
    RawClient third(fixture.port());
    const RawAnswer answer = third.ask(get("/"));
    QVERIFY2(faultOf(answer, 503).empty(), faultOf(answer, 503).c_str());
    QVERIFY(!answer.field("retry-after").empty());
    busy.front()->reset();
    QVERIFY(fixture.log().waitFor([](const auto &counts) { return counts.closed == 1; }));
    // The refused client may try again where it is.
    QVERIFY(faultOf(third.ask(get("/")), std::string("ok")).empty());
    QVERIFY(fixture.waitForExchanges(1));
}

void TestCapacity::idleConnection_endsInTime()
{
    http::HttpPolicy policy;
    policy.limits.keepAlive = std::chrono::milliseconds(200);
    HttpFixture fixture({.policy = policy});
    RawClient fresh(fixture.port());
    RawClient used(fixture.port());
    QVERIFY(used.ask(get("/")).isWhole());
    RawClient busy(fixture.port());
    QVERIFY(busy.send(get("/after/600")));
    QVERIFY(fresh.receiveAll().empty());
    QVERIFY(fresh.seesEnd());
    QVERIFY(used.receiveAll().empty());
    QVERIFY(used.seesEnd());
    QCOMPARE(busy.answer().body, "after 600");
}

void TestCapacity::largeBodies_goToDisk()
{
    const TempDir dir;
    http::HttpPolicy policy;
    policy.spoolFolder = dir.path();
    HttpFixture fixture({.policy = policy});
    RawClient client(fixture.port());
    std::string body;
    for (int i = 0; body.size() < 5'000'000; ++i) {
        body += std::to_string(i) + ',';
    }
    for (const bool isChunked : {false, true}) {
        RawAnswer answer;
        if (isChunked) {
            QVERIFY(client.send(request("POST", "/echo", "Transfer-Encoding: chunked\r\n")));
            QVERIFY(client.send("100000\r\n" + body.substr(0, 0x100000) + "\r\n"));
            QVERIFY(client.send("300000\r\n" + body.substr(0x100000, 0x300000) + "\r\n0\r\n\r\n"));
            answer = client.answer();
        } else {
            answer = client.ask(post("/echo", body));
        }
        QVERIFY2(answer.isWhole(), answer.problem.c_str());
        QVERIFY(answer.body.ends_with("\n\n" + body.substr(0, isChunked ? 0x400000 : body.size())));
        QVERIFY(fixture.log().requests().back().isSpooled);
    }
    QCOMPARE(fixture.load().bodies.used(), 0U);
    QVERIFY(std::filesystem::is_empty(dir.path()));
}

void TestCapacity::bodiesBeyondTheBudget_goToDisk()
{
    http::HttpPolicy policy;
    policy.limits.maxBufferedMib = 1;
    HttpFixture fixture({.policy = policy});
    const std::string body(600'000, 'x');
    RawClient waiting(fixture.port());
    QVERIFY(waiting.send(request("POST", "/echo", "Content-Length: 600001\r\n") + body));
    QVERIFY(fixture.waitForBodyBytes(600'000));
    RawClient client(fixture.port());
    RawAnswer answer = client.ask(post("/echo", body));
    QVERIFY(answer.body.ends_with("\n\n" + body));
    answer = waiting.ask("y");
    QVERIFY(answer.body.ends_with("\n\n" + body + "y"));
    const std::vector<SeenRequest> seen = fixture.log().requests();
    QVERIFY(seen.at(0).isSpooled);
    QVERIFY(!seen.at(1).isSpooled);
    QVERIFY(fixture.load().bodies.used() <= (1U << 20U));
    client.close();
    waiting.close();
    QVERIFY(fixture.waitUntilQuiet());
}

void TestCapacity::unfinishedBodies_giveBackTheirBudget()
{
    HttpFixture fixture({.policy = quickPolicy()});
    RawClient gone(fixture.port());
    QVERIFY(
        gone.send(request("POST", "/", "Content-Length: 900000\r\n") + std::string(800'000, 'x')));
    QVERIFY(fixture.waitForBodyBytes(800'000));
    RawClient slow(fixture.port());
    QVERIFY(
        faultOf(slow.ask(request("POST", "/", "Content-Length: 900000\r\n") + "x"), 408).empty());
    gone.reset();
    slow.close();
    QVERIFY(fixture.waitUntilQuiet());
}

void TestCapacity::newPolicy_countsForNewRequests()
{
    HttpFixture fixture;
    RawClient client(fixture.port());
    const std::string bytes = get("/", "Origin: https://page.example\r\n");
    QVERIFY(faultOf(client.ask(bytes), 403).empty());
    http::HttpPolicy policy;
    policy.trust.allowedOrigins = {"https://page.example"};
    policy.limits.maxHeaderFields = 3;
    fixture.run([&](http::HttpListener &listener) {
        listener.setPolicy(std::make_shared<http::HttpPolicy>(policy));
    });
    // The order of workers' messages: whoever connects after the change has it.
    RawClient second(fixture.port());
    QVERIFY(faultOf(second.ask(bytes), std::string("ok")).empty());
    QVERIFY(faultOf(client.ask(bytes), std::string("ok")).empty());
    QVERIFY(faultOf(second.ask(get("/", "A: b\r\nC: d\r\nE: f\r\n")), 431).empty());
    QVERIFY(faultOf(client.ask(get("/", "A: b\r\nC: d\r\nE: f\r\n")), std::string("ok")).empty());
}

void TestCapacity::drain_letsAnswersEnd()
{
    HttpFixture fixture({.policy = quickPolicy(), .workers = 2});
    RawClient idle(fixture.port());
    QVERIFY(idle.ask(get("/")).isWhole());
    RawClient fresh(fixture.port());
    RawClient busy(fixture.port());
    QVERIFY(busy.send(get("/after/300")));
    RawClient streaming(fixture.port());
    QVERIFY(streaming.send(get("/trickle/20/15") + get("/")));
    RawClient sending(fixture.port());
    QVERIFY(sending.send("GET / HT"));
    QVERIFY(fixture.log().waitForRequests(3));
    QVERIFY(fixture.waitForConnections(5));
    fixture.drain(std::chrono::seconds(20));
    QVERIFY(idle.seesEnd());
    QVERIFY(fresh.seesEnd());
    RawClient late;
    QVERIFY(!late.connectTo(fixture.port()));
    const RawAnswer last = busy.answer();
    QCOMPARE(last.body, "after 300");
    QCOMPARE(last.field("connection"), "close");
    QVERIFY(busy.seesEnd());
    QCOMPARE(streaming.answer().body.size(), 100U);
    QVERIFY(streaming.receiveAll().empty());
    QVERIFY(streaming.seesEnd());
    QVERIFY(sending.seesEnd());
    QVERIFY(fixture.waitForDrained());
    QVERIFY(fixture.waitUntilQuiet());
}

void TestCapacity::drain_cutsAtTheDeadline()
{
    HttpFixture fixture;
    RawClient busy(fixture.port());
    QVERIFY(busy.send(get("/never")));
    QVERIFY(fixture.log().waitForRequests(1));
    fixture.drain(std::chrono::milliseconds(200));
    QVERIFY(busy.seesEnd());
    QVERIFY(fixture.waitForDrained());
    QCOMPARE(fixture.log().counts().closed, 1);
    QVERIFY(fixture.waitUntilQuiet());
}

void TestCapacity::drain_ofNothingIsDone()
{
    HttpFixture fixture;
    fixture.drain(std::chrono::seconds(20));
    QVERIFY(fixture.waitForDrained());
}

void TestCapacity::workers_shareTheConnections()
{
    HttpFixture fixture({.workers = 3});
    const Clients clients = connectMany(fixture.port(), 30);
    for (int round = 0; round < 5; ++round) {
        for (const auto &client : clients) {
            QVERIFY(client->send(post("/echo", "abc")));
        }
        for (const auto &client : clients) {
            QVERIFY(client->answer().body.ends_with("\n\nabc"));
        }
    }
    // Each worker has its own beginning of request ids.
    std::set<std::string> workers;
    std::set<std::string> ids;
    for (const SeenRequest &seen : fixture.log().requests()) {
        workers.insert(seen.id.substr(0, seen.id.size() - 8));
        ids.insert(seen.id);
    }
    QCOMPARE(workers.size(), 3U);
    QCOMPARE(ids.size(), 150U);
}

void TestCapacity::usedPort_isASentence()
{
    HttpFixture first;
    HttpFixture second;
    second.run([&](http::HttpListener &listener) {
        const auto before = listener.addresses();
        const auto listening = listener.listen({{"127.0.0.1", first.port()}});
        QVERIFY(!listening);
        QVERIFY(listening.error().code == ErrorCode::AlreadyExists);
        QVERIFY(listening.error().message.find(std::to_string(first.port())) != std::string::npos);
        QVERIFY(listening.error().message.ends_with('.'));
        QVERIFY(listener.addresses() == before);
    });
    QVERIFY(first.servesOthers());
    QVERIFY(second.servesOthers());
}

void TestCapacity::strangeAddresses_areSentences()
{
    HttpFixture fixture;
    fixture.run([](http::HttpListener &listener) {
        for (const char *address : {"", "nowhere", "192.0.2.1", "300.1.1.1"}) {
            const auto listening = listener.listen({{address, 0}});
            QVERIFY2(!listening, address);
            QVERIFY2(listening.error().message.ends_with('.'), listening.error().message.c_str());
        }
    });
    QVERIFY(fixture.servesOthers());
}

void TestCapacity::sameAddressAgain_keepsItsSocket()
{
    HttpFixture fixture;
    RawClient client(fixture.port());
    QVERIFY(client.ask(get("/")).isWhole());
    std::uint16_t otherPort = 0;
    fixture.run([&](http::HttpListener &listener) {
        const http::ListenAddress own{"127.0.0.1", fixture.port()};
        QVERIFY(listener.listen({own, {"127.0.0.1", 0}, own}));
        QCOMPARE(listener.addresses().size(), 2U);
        for (const http::ListenAddress &address : listener.addresses()) {
            otherPort = address == own ? otherPort : address.port;
        }
    });
    QVERIFY(fixture.servesOthers());
    QVERIFY(faultOf(client.ask(get("/")), std::string("ok")).empty());
    RawClient other(otherPort);
    QVERIFY(faultOf(other.ask(get("/")), std::string("ok")).empty());
    fixture.run([&](http::HttpListener &listener) { QVERIFY(listener.listen({})); });
    RawClient late;
    QVERIFY(!late.connectTo(fixture.port()));
    QVERIFY(faultOf(client.ask(get("/")), std::string("ok")).empty());
}

void TestCapacity::destruction_cutsWhatIsLeft()
{
    auto fixture = std::make_unique<HttpFixture>(FixtureSetup{.workers = 2});
    const Clients clients = connectMany(fixture->port(), 6);
    const std::vector<std::string> targets
        = {"/never", "/stream/100000/10000", "/trickle/1000/5", "/after/5000"};
    for (std::size_t i = 0; i < targets.size(); ++i) {
        QVERIFY(clients[i]->send(get(targets[i])));
    }
    QVERIFY(fixture->log().waitForRequests(4));
    fixture.reset();
    for (const auto &client : clients) {
        QVERIFY(client->seesEnd());
    }
}

QTEST_GUILESS_MAIN(TestCapacity)
#include "tst_capacity.moc"
