#include "gateway/http/httpfixture.h"
#include "gateway/proxy/proxybench.h"
#include "secrets/localsecrets.h"
#include "service/embeddedgateway.h"

#include <QTest>

#include <algorithm>
#include <atomic>
#include <future>
#include <mutex>

using namespace penstock;
using namespace penstock::service;
using namespace penstock::proxy::test;
using namespace std::chrono_literals;
using penstock::test::answer;

/// A gateway on a machine that sleeps, wanders and runs on a battery.
class TestLaptop final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void lostConnections_count();
    void sleep_opensNoBreaker_data();
    void sleep_opensNoBreaker();
    void sleep_leavesNoOldConnection();
    void brokenStream_countsUnlessItSlept_data();
    void brokenStream_countsUnlessItSlept();
    void networkChange_closesIdleConnections();
    void networkChange_givesOneFreeRetry();
    void freeRetry_isTheOnlyOne();
    void offline_refusesWhatIsElsewhere();
    void offline_servesThisMachine();
    void idleInstance_isProbed();
    void orderedProbe_asksTheInstance();
};

namespace
{

const std::string good
    = answer("{\"choices\":[{\"message\":{\"content\":\"Hi\"}}],\"usage\":{\"prompt_tokens\":8,"
             "\"completion_tokens\":5,\"total_tokens\":13}}",
             "Content-Type: application/json\r\n");
constexpr int parallel = 4; // one more than opens the breaker of an instance

/// The clock of this machine, but for the sleep.
class SleepyClock final : public Clock
{
public:
    [[nodiscard]] SteadyTime steadyNow() const override { return m_clock.steadyNow(); }
    [[nodiscard]] SystemTime systemNow() const override { return m_clock.systemNow(); }
    [[nodiscard]] BootTime bootNow() const override { return m_clock.bootNow() + m_slept.load(); }

    void sleep(Duration time) { m_slept.store(m_slept.load() + time); }

private:
    SystemClock m_clock;
    std::atomic<Duration> m_slept{Duration(0)};
};

/// What the gateway says of itself.
struct Messages {
    std::mutex mutex;
    std::vector<std::string> texts;

    [[nodiscard]] bool has(std::string_view part) { return count(part) > 0; }
    [[nodiscard]] std::ptrdiff_t count(std::string_view part)
    {
        const std::scoped_lock lock(mutex);
        return std::ranges::count_if(texts, [part](const std::string &text) {
            return text.find(part) != std::string::npos;
        });
    }
};

class MessageSink final : public LogSink
{
public:
    explicit MessageSink(Messages &messages) : m_messages(messages) { }

    void write(const LogRecord &record) override
    {
        const std::scoped_lock lock(m_messages.mutex);
        m_messages.texts.push_back(record.message);
    }

private:
    Messages &m_messages;
};

LogSinks sinksInto(Messages &messages)
{
    LogSinks sinks;
    sinks.push_back(std::make_unique<MessageSink>(messages));
    return sinks;
}

class Bench final
{
public:
    explicit Bench(GatewayConfig config, std::chrono::milliseconds lookInterval = 5ms,
                   bool isUp = true)
        : m_isUp(isUp)
        , m_gateway({.version = "1.2.3",
                     .clock = &clock,
                     .logger = &m_logger,
                     .control = control,
                     .network = [this] { return view(); },
                     .onBattery = [] { return false; },
                     .lookInterval = lookInterval})
    {
        for (const char *name : {"http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"}) {
            qunsetenv(name);
        }
        config.listen.port = 0;
        config.listen.workers = 1;
        config.routing.queueWait = 0ms;
        m_gateway.start({std::make_shared<const GatewayConfig>(std::move(config)),
                         std::make_shared<LocalSecrets>(
                             LocalSecrets::Variables{{"KEY", "upstream-secret"}}, nullptr)});
        m_runs = QTest::qWaitFor(
            [this] { return m_gateway.status().phase == GatewayPhase::Running; }, 20'000);
    }

    [[nodiscard]] bool runs() const { return m_runs; }
    EmbeddedGateway &gateway() { return m_gateway; }

    [[nodiscard]] RawAnswer chat(std::string_view body = ProxyBench::whole) const
    {
        RawClient client(m_gateway.status().port);
        return client.ask(penstock::test::post("/v1/chat/completions", body));
    }
    /// Several at once, each on a connection of its own.
    [[nodiscard]] std::vector<std::future<RawAnswer>> chats(int count) const
    {
        std::vector<std::future<RawAnswer>> answers;
        for (int i = 0; i < count; ++i) {
            answers.push_back(std::async(std::launch::async, [this] { return chat(); }));
        }
        return answers;
    }

    void wander()
    {
        const int changes = m_place++;
        QVERIFY(becomesTrue([&] { return messages.count("network has changed") == changes; }));
    }
    void setUp(bool isUp) { m_isUp = isUp; }

    [[nodiscard]] InstanceState state() const
    {
        return control->status().instances.front().standing.state;
    }

    SleepyClock clock;
    Messages messages;
    std::shared_ptr<routing::TrafficControl> control
        = std::make_shared<routing::TrafficControl>(clock, 1);

private:
    [[nodiscard]] NetworkView view() const
    {
        return m_isUp
            ? NetworkView{.isUp = true, .addresses = {"wlan0 10.0.0." + std::to_string(m_place)}}
            : NetworkView();
    }

    Redactor m_redactor;
    Logger m_logger{clock, m_redactor, sinksInto(messages)};
    std::atomic<bool> m_isUp;
    std::atomic<int> m_place = 1;
    EmbeddedGateway m_gateway;
    bool m_runs = false;
};

GatewayConfig with(std::vector<InstanceSettings> instances)
{
    GatewayConfig config;
    config.instances = std::move(instances);
    return config;
}

/// Resets its first connections, each once it may, and serves the others.
class LosingUpstream final
{
public:
    explicit LosingUpstream(int lost)
        : upstream(
              [this, lost](ScriptedConnection &connection, const ScriptedConnection::Request &) {
                  if (connection.number() > lost) {
                      connection.send(good);
                      return;
                  }
                  (void)becomesTrue([&] { return mayReset >= connection.number(); });
                  connection.reset();
              })
    {
    }

    std::atomic<int> mayReset = 0; ///< so many of them
    Upstream upstream;
};

std::vector<int> statusesOf(std::vector<std::future<RawAnswer>> answers)
{
    std::vector<int> statuses;
    for (std::future<RawAnswer> &one : answers) {
        statuses.push_back(one.get().status);
    }
    return statuses;
}

} // namespace

// Without sleep the same is a failure like any other.
void TestLaptop::lostConnections_count()
{
    LosingUpstream losing(parallel);
    Bench bench(with({instanceAt("one", losing.upstream.url())}));
    QVERIFY(bench.runs());
    auto answers = bench.chats(parallel);
    QVERIFY(losing.upstream.waitForCount(parallel));
    losing.mayReset = parallel;
    QCOMPARE(statusesOf(std::move(answers)), std::vector<int>(parallel, 503));
    QCOMPARE(losing.upstream.count(), parallel);
    QCOMPARE(bench.state(), InstanceState::Open);
}

void TestLaptop::sleep_opensNoBreaker_data()
{
    QTest::addColumn<int>("lookInterval");
    QTest::newRow("noticed") << 5;
    QTest::newRow("nobody has looked yet") << 3'600'000;
}

void TestLaptop::sleep_opensNoBreaker()
{
    QFETCH(const int, lookInterval);
    LosingUpstream losing(parallel);
    Bench bench(with({instanceAt("one", losing.upstream.url())}),
                std::chrono::milliseconds(lookInterval));
    QVERIFY(bench.runs());
    auto answers = bench.chats(parallel);
    QVERIFY(losing.upstream.waitForCount(parallel));
    bench.clock.sleep(8h);
    if (lookInterval < 1000) {
        QVERIFY(becomesTrue([&] { return bench.messages.has("slept for 28800 s"); }));
    }
    losing.mayReset = parallel;
    QCOMPARE(statusesOf(std::move(answers)), std::vector<int>(parallel, 200));
    QCOMPARE(losing.upstream.count(), 2 * parallel);
    QCOMPARE(bench.state(), InstanceState::Healthy);
}

void TestLaptop::sleep_leavesNoOldConnection()
{
    std::atomic<int> lastNumber = 0;
    const Upstream upstream(
        [&](ScriptedConnection &connection, const ScriptedConnection::Request &) {
            lastNumber = connection.number();
            connection.send(good);
        });
    Bench bench(with({instanceAt("one", upstream.url())}), 1h); // nobody looks
    QVERIFY(bench.runs());
    QCOMPARE(bench.chat().status, 200);
    QCOMPARE(bench.chat().status, 200);
    QCOMPARE(lastNumber.load(), 1);
    bench.clock.sleep(10min);
    QCOMPARE(bench.chat().status, 200);
    QCOMPARE(lastNumber.load(), 2);
}

void TestLaptop::brokenStream_countsUnlessItSlept_data()
{
    QTest::addColumn<bool>("sleeps");
    QTest::addColumn<InstanceState>("state");
    QTest::newRow("awake") << false << InstanceState::Open;
    QTest::newRow("asleep") << true << InstanceState::Unknown;
}

void TestLaptop::brokenStream_countsUnlessItSlept()
{
    QFETCH(const bool, sleeps);
    QFETCH(const InstanceState, state);
    Bench *running = nullptr;
    const Upstream upstream(
        [&](ScriptedConnection &connection, const ScriptedConnection::Request &) {
            connection.send("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n"
                            "data: {\"choices\":[{\"delta\":{\"content\":\"Hi\"}}]}\n\n");
            if (sleeps) {
                running->clock.sleep(1min);
            }
            connection.close();
        });
    Bench bench(with({instanceAt("one", upstream.url())}), 1h);
    running = &bench;
    QVERIFY(bench.runs());
    for (int i = 0; i < 5; ++i) {
        (void)bench.chat(ProxyBench::stream);
    }
    QCOMPARE(upstream.count(), 5);
    QVERIFY(becomesTrue([&] { return bench.state() == state; }));
}

void TestLaptop::networkChange_closesIdleConnections()
{
    const Upstream upstream(good);
    Bench bench(with({instanceAt("one", upstream.url())}));
    QVERIFY(bench.runs());
    QCOMPARE(bench.chat().status, 200);
    QCOMPARE(upstream.openConnections(), 1);
    bench.wander();
    QVERIFY(upstream.waitUntilLeft());
    QCOMPARE(bench.chat().status, 200);
    QCOMPARE(bench.state(), InstanceState::Healthy);
}

void TestLaptop::networkChange_givesOneFreeRetry()
{
    LosingUpstream losing(parallel);
    Bench bench(with({instanceAt("one", losing.upstream.url())}));
    QVERIFY(bench.runs());
    auto answers = bench.chats(parallel);
    QVERIFY(losing.upstream.waitForCount(parallel));
    bench.wander();
    losing.mayReset = parallel;
    QCOMPARE(statusesOf(std::move(answers)), std::vector<int>(parallel, 200));
    QCOMPARE(bench.state(), InstanceState::Healthy);
}

void TestLaptop::freeRetry_isTheOnlyOne()
{
    LosingUpstream losing(2);
    Bench bench(with({instanceAt("one", losing.upstream.url())}));
    QVERIFY(bench.runs());
    auto answers = bench.chats(1);
    QVERIFY(losing.upstream.waitForCount(1));
    bench.wander();
    losing.mayReset = 1;
    QVERIFY(losing.upstream.waitForCount(2));
    bench.wander();
    losing.mayReset = 2;
    QCOMPARE(statusesOf(std::move(answers)), std::vector<int>(1, 503));
    QCOMPARE(losing.upstream.count(), 2);
    QCOMPARE(bench.state(), InstanceState::Unknown);
}

void TestLaptop::offline_refusesWhatIsElsewhere()
{
    const Upstream upstream(good);
    InstanceSettings far = instanceAt("far", upstream.url());
    far.apiBase = "http://far.example" + far.apiBase.substr(far.apiBase.rfind(':'));
    far.connection.resolve = {{"far.example", "127.0.0.1"}};
    Bench bench(with({far}), 5ms, false);
    QVERIFY(bench.runs());
    QVERIFY(bench.messages.has("no network"));
    const RawAnswer refused = bench.chat();
    QCOMPARE(refused.status, 503);
    QVERIFY(refused.body.find("\"code\":\"offline\"") != std::string::npos);
    QCOMPARE(upstream.count(), 0);

    bench.setUp(true);
    QVERIFY(becomesTrue([&] { return bench.messages.has("network is back"); }));
    QCOMPARE(bench.chat().status, 200);
    bench.setUp(false);
    QVERIFY(becomesTrue([&] { return bench.control->status().isOffline; }));
    QCOMPARE(bench.chat().status, 503);
    QCOMPARE(upstream.count(), 1);
}

void TestLaptop::offline_servesThisMachine()
{
    const Upstream upstream(good);
    Bench bench(with({instanceAt("one", upstream.url())}), 5ms, false);
    QVERIFY(bench.runs());
    QVERIFY(bench.control->status().isOffline);
    QCOMPARE(bench.chat().status, 200);
}

void TestLaptop::idleInstance_isProbed()
{
    const Upstream upstream(answer("{\"data\":[]}", "Content-Type: application/json\r\n"));
    GatewayConfig config = with({instanceAt("one", upstream.url())});
    config.monitoring.activeProbe = 20ms;
    Bench bench(std::move(config));
    QVERIFY(bench.runs());
    QVERIFY(upstream.waitForCount(2));
    QVERIFY(upstream.request().head.starts_with("GET /openai/models?"));
    QVERIFY(becomesTrue([&] { return bench.state() == InstanceState::Healthy; }));
}

void TestLaptop::orderedProbe_asksTheInstance()
{
    const Upstream upstream(answer("{\"data\":[]}", "Content-Type: application/json\r\n"));
    Bench bench(with({instanceAt("one", upstream.url())}));
    QVERIFY(bench.runs());
    bench.gateway().command({.command = routing::Command::Probe,
                             .instance = InstanceId("one"),
                             .deployment = {},
                             .duration = {}});
    QVERIFY(upstream.waitForCount(1));
    QVERIFY(upstream.request().head.starts_with("GET /openai/models?"));
    QVERIFY(becomesTrue([&] { return bench.state() == InstanceState::Healthy; }));
    QVERIFY(bench.messages.has("Probe of instance 'one': status 200."));
    QVERIFY(!bench.messages.has("upstream-secret"));
}

QTEST_GUILESS_MAIN(TestLaptop)
#include "tst_laptop.moc"
