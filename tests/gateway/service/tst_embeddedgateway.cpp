#include "gateway/http/httpfixture.h"
#include "gateway/proxy/proxybench.h"
#include "secrets/localsecrets.h"
#include "service/embeddedgateway.h"

#include <QSignalSpy>
#include <QTest>

#include <algorithm>

using namespace penstock;
using namespace penstock::service;
using namespace penstock::proxy::test;
using namespace std::chrono_literals;
using penstock::test::answer;

/// A gateway in this process, as the console runs it.
class TestEmbeddedGateway final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void startsAndStops();
    void busyPort_isSaid();
    void change_isAppliedWhileItRuns();
    void change_ofThePort_movesTheListener();
    void change_thatCannotBe_leavesWhatWas();
    void change_whileStopped_isShown();
    void mendedKey_clearsTheState();
    void snapshots_comeWhileSomebodyLooks();
    void records_comeInBatches();
    void stop_waitsForRequests();
    void end_whileRequestsAreUnderWay();
};

namespace
{

const std::string good
    = answer("{\"choices\":[{\"message\":{\"content\":\"Hi\"}}],\"usage\":{\"prompt_tokens\":8,"
             "\"completion_tokens\":5,\"total_tokens\":13}}",
             "Content-Type: application/json\r\n");

/// Spins the event loop, as what is told arrives there.
bool comesTrue(const std::function<bool()> &isTrue)
{
    return QTest::qWaitFor(isTrue, 20'000);
}

class Bench final
{
public:
    Bench() : m_gateway({.version = "1.2.3", .clock = &m_clock, .logger = nullptr}) { }

    EmbeddedGateway &gateway() { return m_gateway; }

    [[nodiscard]] static RunOrder order(std::vector<InstanceSettings> instances,
                                        std::uint16_t port = 0, const char *key = "upstream-secret")
    {
        auto config = std::make_shared<GatewayConfig>();
        config->listen.port = port;
        config->instances = std::move(instances);
        for (InstanceSettings &instance : config->instances) {
            instance.id = InstanceId("id-" + instance.name);
        }
        return {std::move(config),
                std::make_shared<LocalSecrets>(LocalSecrets::Variables{{"KEY", key}}, nullptr)};
    }

    [[nodiscard]] bool start(std::vector<InstanceSettings> instances)
    {
        m_gateway.start(order(std::move(instances)));
        return comesTrue([this] { return is(GatewayPhase::Running); });
    }

    [[nodiscard]] bool is(GatewayPhase phase) const { return m_gateway.status().phase == phase; }
    [[nodiscard]] std::uint16_t port() const { return m_gateway.status().port; }

    [[nodiscard]] RawAnswer chat() const
    {
        RawClient client(port());
        return client.ask(penstock::test::post("/v1/chat/completions", ProxyBench::whole));
    }

    [[nodiscard]] InstanceState stateOf(std::size_t index)
    {
        return m_gateway.snapshot().instances.at(index).state;
    }

private:
    SystemClock m_clock;
    EmbeddedGateway m_gateway;
};

} // namespace

void TestEmbeddedGateway::startsAndStops()
{
    Bench bench;
    QVERIFY(bench.is(GatewayPhase::Stopped));
    QVERIFY(bench.start({instanceAt("one", deadUrl())}));
    QVERIFY(bench.port() != 0);
    QVERIFY(bench.gateway().status().baseUrls.front().starts_with("http://127.0.0.1:"));
    const std::uint16_t port = bench.port();
    RawClient client(port);
    QCOMPARE(client.ask(penstock::test::get("/healthz")).status, 200);
    bench.gateway().stop(1s);
    QVERIFY(comesTrue([&] { return bench.is(GatewayPhase::Stopped); }));
    QVERIFY(!bench.gateway().status().error);
    QVERIFY(bench.gateway().status().baseUrls.empty());
    QVERIFY(bench.start({instanceAt("one", deadUrl())}));
}

void TestEmbeddedGateway::busyPort_isSaid()
{
    Bench first;
    QVERIFY(first.start({}));
    Bench second;
    second.gateway().start(Bench::order({}, first.port()));
    QVERIFY(comesTrue([&] { return second.gateway().status().error.has_value(); }));
    QVERIFY(second.is(GatewayPhase::Stopped));
    QVERIFY(second.gateway().status().error->message.find(std::to_string(first.port()))
            != std::string::npos);
}

void TestEmbeddedGateway::change_isAppliedWhileItRuns()
{
    const Upstream upstream(good);
    Bench bench;
    QVERIFY(bench.start({instanceAt("one", deadUrl())}));
    QCOMPARE(bench.chat().status, 503);
    QSignalSpy applied(&bench.gateway(), &Gateway::changeApplied);
    const auto number = bench.gateway().apply(Bench::order({instanceAt("one", upstream.url())}));
    QVERIFY(comesTrue([&] { return applied.count() == 1; }));
    QCOMPARE(applied.front().front().value<std::uint64_t>(), number);
    QCOMPARE(bench.chat().status, 200);
}

void TestEmbeddedGateway::change_ofThePort_movesTheListener()
{
    Bench bench;
    QVERIFY(bench.start({}));
    const std::uint16_t old = bench.port();
    std::uint16_t free = 0;
    {
        const ScriptedServer server([](ScriptedConnection &) { });
        free = server.port();
    }
    (void)bench.gateway().apply(Bench::order({}, free));
    QVERIFY(comesTrue([&] { return bench.port() == free; }));
    RawClient client(free);
    QCOMPARE(client.ask(penstock::test::get("/healthz")).status, 200);
    QVERIFY(old != free);
}

void TestEmbeddedGateway::change_thatCannotBe_leavesWhatWas()
{
    const Upstream upstream(good);
    Bench other;
    QVERIFY(other.start({}));
    Bench bench;
    QVERIFY(bench.start({instanceAt("one", upstream.url())}));
    const std::uint16_t port = bench.port();
    QSignalSpy refused(&bench.gateway(), &Gateway::changeRefused);
    (void)bench.gateway().apply(Bench::order({}, other.port()));
    QVERIFY(comesTrue([&] { return refused.count() == 1; }));
    QCOMPARE(bench.port(), port);
    QCOMPARE(bench.chat().status, 200);
}

void TestEmbeddedGateway::change_whileStopped_isShown()
{
    Bench bench;
    bench.gateway().setAttention(Attention::Snapshots);
    (void)bench.gateway().apply(Bench::order({instanceAt("one", deadUrl())}));
    QVERIFY(comesTrue([&] { return bench.gateway().snapshot().instances.size() == 1; }));
    QCOMPARE(bench.stateOf(0), InstanceState::Unknown);
    QVERIFY(bench.is(GatewayPhase::Stopped));
}

void TestEmbeddedGateway::mendedKey_clearsTheState()
{
    const Upstream upstream(answer("{}", {}, "401 Unauthorized"));
    Bench bench;
    bench.gateway().setAttention(Attention::Snapshots);
    QVERIFY(bench.start({instanceAt("one", upstream.url()), instanceAt("two", upstream.url())}));
    QCOMPARE(bench.chat().status, 502);
    QVERIFY(comesTrue([&] {
        return bench.stateOf(0) == InstanceState::ConfigError
            && bench.stateOf(1) == InstanceState::ConfigError;
    }));
    auto mended
        = Bench::order({instanceAt("one", upstream.url()), instanceAt("two", upstream.url())}, 0,
                       "another-secret");
    (void)bench.gateway().apply(std::move(mended));
    QVERIFY(comesTrue([&] {
        return bench.stateOf(0) == InstanceState::Unknown
            && bench.stateOf(1) == InstanceState::Unknown;
    }));
    QCOMPARE(bench.gateway().snapshot().instances.at(0).errors, 1U);
}

void TestEmbeddedGateway::snapshots_comeWhileSomebodyLooks()
{
    const Upstream upstream(good);
    Bench bench;
    QVERIFY(bench.start({instanceAt("one", upstream.url())}));
    QSignalSpy changed(&bench.gateway(), &Gateway::snapshotChanged);
    QCOMPARE(bench.chat().status, 200);
    // Orders are taken in turn: what is answered now could have told of the request before.
    QSignalSpy applied(&bench.gateway(), &Gateway::changeApplied);
    (void)bench.gateway().apply(Bench::order({instanceAt("one", upstream.url())}));
    QVERIFY(comesTrue([&] { return applied.count() == 1; }));
    QCOMPARE(changed.count(), 0);

    bench.gateway().setAttention(Attention::Snapshots);
    QVERIFY(comesTrue([&] { return bench.gateway().snapshot().tokens == 13; }));
    const GatewaySnapshot &snapshot = bench.gateway().snapshot();
    QCOMPARE(snapshot.requests, 1U);
    QCOMPARE(snapshot.instances.front().state, InstanceState::Healthy);
    QCOMPARE(snapshot.instances.front().tokens, 13U);
    QVERIFY(snapshot.instances.front().host.starts_with("127.0.0.1:"));
    QVERIFY(snapshot.history != nullptr);
    // The chart gets its second when that is over.
    QVERIFY(comesTrue([&] {
        const auto &total = bench.gateway().snapshot().history->total;
        return std::ranges::any_of(total, [](const auto &bucket) { return bucket.tokens == 13; });
    }));
}

void TestEmbeddedGateway::records_comeInBatches()
{
    const Upstream upstream(good);
    Bench bench;
    std::vector<proxy::RequestRecord> records;
    QObject::connect(&bench.gateway(), &Gateway::recordsArrived, &bench.gateway(),
                     [&](const RecordBatch &batch) {
                         records.insert(records.end(), batch.records.begin(), batch.records.end());
                     });
    bench.gateway().setAttention(Attention::Records);
    QVERIFY(bench.start({instanceAt("one", upstream.url())}));
    constexpr std::size_t sent = 25;
    for (std::size_t i = 0; i < sent; ++i) {
        QCOMPARE(bench.chat().status, 200);
    }
    QVERIFY(comesTrue([&] { return records.size() == sent; }));
    QCOMPARE(records.front().model, std::string("gpt-4o"));
    QCOMPARE(records.front().instance, std::string("one"));
    QVERIFY(records.front().id != records.back().id);
}

void TestEmbeddedGateway::stop_waitsForRequests()
{
    std::atomic<bool> mayAnswer = false;
    const Upstream upstream([&](ScriptedConnection &connection, const auto &) {
        (void)penstock::test::becomesTrue([&] { return mayAnswer.load(); });
        connection.send(good);
    });
    Bench bench;
    QVERIFY(bench.start({instanceAt("one", upstream.url())}));
    RawClient client(bench.port());
    client.send(penstock::test::post("/v1/chat/completions", ProxyBench::whole));
    QVERIFY(comesTrue([&] { return bench.gateway().requestsInFlight() == 1; }));
    bench.gateway().stop(20s);
    QVERIFY(comesTrue([&] { return bench.is(GatewayPhase::Stopping); }));
    mayAnswer = true;
    QCOMPARE(client.answer().status, 200);
    QVERIFY(comesTrue([&] { return bench.is(GatewayPhase::Stopped); }));
    QCOMPARE(bench.gateway().requestsInFlight(), 0);
}

void TestEmbeddedGateway::end_whileRequestsAreUnderWay()
{
    const Upstream upstream(
        [](ScriptedConnection &connection, const auto &) { connection.waitForClose(); });
    auto bench = std::make_unique<Bench>();
    QVERIFY(bench->start({instanceAt("one", upstream.url())}));
    RawClient client(bench->port());
    client.send(penstock::test::post("/v1/chat/completions", ProxyBench::whole));
    QVERIFY(upstream.waitForCount(1));
    bench.reset();
    QVERIFY(upstream.waitUntilLeft());
}

QTEST_GUILESS_MAIN(TestEmbeddedGateway)
#include "tst_embeddedgateway.moc"
