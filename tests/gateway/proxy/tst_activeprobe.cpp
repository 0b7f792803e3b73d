#include "gateway/proxy/proxybench.h"
#include "proxy/activeprobe.h"
#include "secrets/localsecrets.h"
#include "support/fakeclock.h"

#include <QTest>

#include <atomic>
#include <set>

using namespace penstock;
using namespace penstock::proxy;
using namespace penstock::proxy::test;
using namespace std::chrono_literals;
using penstock::test::answer;
using penstock::test::FakeClock;

/// Instances that nobody uses are asked, and what they say moves those that do not serve.
class TestActiveProbe final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void idle_isAskedAfterTheTime();
    void asked_isAskedAgainAfterTheTime();
    void used_isNotAsked();
    void inUse_isNotAsked();
    void isOff_byDefault();
    void instances_areNotAskedInTheSameSecond();
    void success_makesUnknownHealthy();
    void page_isNoSuccess();
    void mendedKey_healsTheError();
    void mendedKey_isNotProvedByAnOldCall();
    void answer_closesWhatOpenedForConnections();
    void answer_saysNothingOfServerErrors();
    void noConnection_opensInTheEnd();
    void live_isNotMoved_data();
    void live_isNotMoved();
    void order_asksAtOnceAndOnlyOnce();
    void silence_endsAfterTheDeadline();
    void battery_isSpared();
    void offline_asksOnlyThisMachine();
    void draining_isLeftAlone();
    void networkChange_endsWhatIsUnderWay();
};

namespace
{

// With the longest delay that chance adds.
constexpr Duration due = 72s;
const InstanceId one("one");
const std::string list = answer("{\"object\":\"list\",\"data\":[]}",
                                "Content-Type: application/json; charset=utf-8\r\n");
const std::string denied
    = answer("{\"error\":{\"code\":\"401\"}}", "Content-Type: application/json\r\n", "401 Denied");

class Bench final
{
public:
    explicit Bench(std::vector<InstanceSettings> instances, std::chrono::seconds interval = 60s)
    {
        GatewayConfig config;
        config.instances = std::move(instances);
        config.monitoring.activeProbe = interval;
        m_snapshot = std::make_shared<const Snapshot>(
            std::make_shared<const GatewayConfig>(std::move(config)),
            LocalSecrets({{"KEY", "upstream-secret"}}, nullptr), m_control);
        m_control.adopt(m_snapshot->plan(), {});
        look();
    }
    explicit Bench(const Upstream &upstream) : Bench({instanceAt("one", upstream.url())}) { }

    void look() { m_probe.look(m_snapshot, m_control.status()); }
    void pass(Duration time)
    {
        m_clock.advance(time);
        look();
    }
    void order() { m_probe.probeNow(m_snapshot, one); }
    [[nodiscard]] bool isAsking(const InstanceId &id = one) const { return m_probe.isAsking(id); }
    [[nodiscard]] bool ends() const
    {
        return QTest::qWaitFor([this] { return !isAsking(); }, 20'000);
    }
    /// Lets the time pass, and waits for what the instance answers.
    [[nodiscard]] bool asks()
    {
        pass(due);
        return isAsking() && ends();
    }

    [[nodiscard]] routing::Ticket send()
    {
        const auto pool = m_snapshot->plan()->forModel("gpt-4o");
        auto admission = m_control.admit(m_snapshot->plan(), {.pool = pool.value().pool}, {}, {});
        return admission.ticket;
    }
    void end(routing::Ticket ticket, const routing::AttemptFacts &facts)
    {
        (void)m_control.report(*m_snapshot->plan(), ticket, {.facts = facts});
    }
    void serve(const routing::AttemptFacts &facts) { end(send(), facts); }

    [[nodiscard]] InstanceState state() const
    {
        return m_control.status().instances.front().standing.state;
    }
    [[nodiscard]] resilience::Cause cause() const
    {
        return m_control.status().instances.front().standing.cause;
    }

    routing::TrafficControl &control() { return m_control; }
    ActiveProbe &probe() { return m_probe; }
    const Snapshot &snapshot() { return *m_snapshot; }
    bool onBattery = false;

private:
    FakeClock m_clock;
    routing::TrafficControl m_control{m_clock, 1};
    std::shared_ptr<const Snapshot> m_snapshot;
    ActiveProbe m_probe{
        {.control = &m_control, .clock = &m_clock, .onBattery = [this] { return onBattery; }}};
};

const routing::AttemptFacts good{.status = 200};
const routing::AttemptFacts unreachable{.end = routing::AttemptEnd::NotConnected};

// The calls are made in this thread: what waits for them lets it run.
bool isAsked(const Upstream &upstream)
{
    return QTest::qWaitFor([&] { return upstream.count() == 1; }, 20'000);
}

bool isLeft(const Upstream &upstream)
{
    return QTest::qWaitFor([&] { return upstream.openConnections() == 0; }, 20'000);
}

/// Reads what it is asked, and says nothing.
Upstream silent()
{
    return Upstream([](ScriptedConnection &connection, const ScriptedConnection::Request &) {
        connection.waitForClose();
    });
}

} // namespace

void TestActiveProbe::initTestCase()
{
    for (const char *name : {"http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"}) {
        qunsetenv(name);
    }
}

void TestActiveProbe::idle_isAskedAfterTheTime()
{
    const Upstream upstream(list);
    Bench bench(upstream);
    QVERIFY(!bench.isAsking());
    bench.pass(59s);
    QVERIFY(!bench.isAsking());
    bench.pass(due - 59s);
    QVERIFY(bench.isAsking());
    QVERIFY(bench.ends());
    QCOMPARE(upstream.count(), 1);
    const std::string head = upstream.request().head;
    QVERIFY(head.starts_with("GET /openai/models?api-version=2024-10-21 HTTP/1.1\r\n"));
    QVERIFY(head.find("\r\napi-key: upstream-secret\r\n") != std::string::npos);
}

void TestActiveProbe::asked_isAskedAgainAfterTheTime()
{
    const Upstream upstream(list);
    Bench bench(upstream);
    QVERIFY(bench.asks());
    bench.pass(59s);
    QVERIFY(!bench.isAsking());
    bench.pass(due - 59s);
    QVERIFY(bench.isAsking());
}

void TestActiveProbe::used_isNotAsked()
{
    const Upstream upstream(list);
    Bench bench(upstream);
    for (int i = 0; i < 20; ++i) {
        bench.serve(good);
        bench.pass(55s);
        QVERIFY(!bench.isAsking());
    }
    bench.pass(due);
    QVERIFY(bench.isAsking());
}

void TestActiveProbe::inUse_isNotAsked()
{
    const Upstream upstream(list);
    Bench bench(upstream);
    const routing::Ticket ticket = bench.send();
    bench.pass(1h);
    QVERIFY(!bench.isAsking());
    bench.end(ticket, good);
    bench.pass(59s);
    QVERIFY(!bench.isAsking());
    bench.pass(due);
    QVERIFY(bench.isAsking());
}

void TestActiveProbe::isOff_byDefault()
{
    const Upstream upstream(list);
    Bench bench(
        {instanceAt("one", upstream.url())},
        std::chrono::duration_cast<std::chrono::seconds>(GatewayConfig().monitoring.activeProbe));
    bench.pass(24h);
    bench.pass(24h);
    QVERIFY(!bench.isAsking());
}

void TestActiveProbe::instances_areNotAskedInTheSameSecond()
{
    std::vector<InstanceSettings> instances;
    for (const char *name : {"one", "two", "three", "four", "five"}) {
        instances.push_back(instanceAt(name, deadUrl()));
    }
    const std::vector<InstanceSettings> all = instances;
    Bench bench(std::move(instances), 1000s);
    std::map<std::string, int> asked;
    for (int second = 1; second <= 1201; ++second) {
        bench.pass(1s);
        for (const InstanceSettings &instance : all) {
            if (bench.isAsking(instance.id)) {
                asked.try_emplace(instance.name, second);
            }
        }
    }
    QCOMPARE(asked.size(), all.size());
    std::set<int> seconds;
    for (const auto &[name, second] : asked) {
        QVERIFY(second >= 1000);
        seconds.insert(second);
    }
    QCOMPARE(seconds.size(), all.size());
}

void TestActiveProbe::success_makesUnknownHealthy()
{
    const Upstream upstream(list);
    Bench bench(upstream);
    QCOMPARE(bench.state(), InstanceState::Unknown);
    QVERIFY(bench.asks());
    QCOMPARE(bench.state(), InstanceState::Healthy);
}

void TestActiveProbe::page_isNoSuccess()
{
    const Upstream upstream(answer("<html>Sign in</html>", "Content-Type: text/html\r\n"));
    Bench bench(upstream);
    QVERIFY(bench.asks());
    QCOMPARE(upstream.count(), 1);
    QCOMPARE(bench.state(), InstanceState::Unknown);
}

void TestActiveProbe::mendedKey_healsTheError()
{
    std::atomic<bool> isMended = false;
    const Upstream upstream(
        [&](ScriptedConnection &connection, const ScriptedConnection::Request &) {
            connection.send(isMended ? list : denied);
        });
    Bench bench(upstream);
    QVERIFY(bench.asks());
    QCOMPARE(bench.state(), InstanceState::ConfigError);
    QCOMPARE(bench.cause(), resilience::Cause::Unauthorized);
    QVERIFY(bench.asks());
    QCOMPARE(bench.state(), InstanceState::ConfigError);
    isMended = true;
    QVERIFY(bench.asks());
    QCOMPARE(bench.state(), InstanceState::Healthy);
}

void TestActiveProbe::mendedKey_isNotProvedByAnOldCall()
{
    std::atomic<bool> mayAnswer = false;
    const Upstream upstream(
        [&](ScriptedConnection &connection, const ScriptedConnection::Request &) {
            QVERIFY(becomesTrue([&] { return mayAnswer.load(); }));
            connection.send(denied);
        });
    Bench bench(upstream);
    bench.order();
    QVERIFY(isAsked(upstream));
    bench.control().adopt(bench.snapshot().plan(), {one}); // with a new key
    mayAnswer = true;
    QVERIFY(bench.ends());
    QCOMPARE(bench.state(), InstanceState::Unknown);
}

void TestActiveProbe::answer_closesWhatOpenedForConnections()
{
    const Upstream upstream(answer("{}", {}, "500 Broken"));
    Bench bench(upstream);
    for (int i = 0; i < 3; ++i) {
        bench.serve(unreachable);
    }
    QCOMPARE(bench.state(), InstanceState::Open);
    bench.order();
    QVERIFY(bench.ends());
    QCOMPARE(bench.state(), InstanceState::Healthy);
}

void TestActiveProbe::answer_saysNothingOfServerErrors()
{
    const Upstream upstream(list);
    InstanceSettings settings = instanceAt("one", upstream.url());
    settings.breaker.scope = BreakerScope::Instance;
    Bench bench({settings});
    for (int i = 0; i < 5; ++i) {
        bench.serve({.status = 500});
    }
    QCOMPARE(bench.state(), InstanceState::Open);
    bench.order();
    QVERIFY(bench.ends());
    QCOMPARE(upstream.count(), 1);
    QCOMPARE(bench.state(), InstanceState::Open);
}

void TestActiveProbe::noConnection_opensInTheEnd()
{
    Bench bench({instanceAt("one", deadUrl())});
    QVERIFY(bench.asks());
    QCOMPARE(bench.state(), InstanceState::Degraded);
    QVERIFY(bench.asks());
    QVERIFY(bench.asks());
    QCOMPARE(bench.state(), InstanceState::Open);
    QCOMPARE(bench.cause(), resilience::Cause::ConnectionFailures);
}

void TestActiveProbe::live_isNotMoved_data()
{
    QTest::addColumn<QByteArray>("told");
    QTest::newRow("key refused") << QByteArray::fromStdString(denied);
    QTest::newRow("no connection") << QByteArray();
    QTest::newRow("too many") << QByteArray::fromStdString(answer("{}", {}, "429 Slow"));
    QTest::newRow("broken") << QByteArray::fromStdString(answer("{}", {}, "500 Broken"));
}

void TestActiveProbe::live_isNotMoved()
{
    QFETCH(const QByteArray, told);
    const Upstream upstream(told.toStdString());
    Bench bench({instanceAt("one", told.isEmpty() ? deadUrl() : upstream.url())});
    bench.serve(good);
    for (int i = 0; i < 5; ++i) {
        QVERIFY(bench.asks());
        QCOMPARE(bench.state(), InstanceState::Healthy);
    }
    QCOMPARE(upstream.count(), told.isEmpty() ? 0 : 5);
}

void TestActiveProbe::order_asksAtOnceAndOnlyOnce()
{
    const Upstream upstream = silent();
    Bench bench(upstream);
    bench.onBattery = true; // whoever asks wants to know
    bench.order();
    QVERIFY(bench.isAsking());
    QVERIFY(isAsked(upstream));
    bench.order();
    bench.pass(9s);
    QVERIFY(bench.isAsking());
    QVERIFY(!QTest::qWaitFor([&] { return upstream.count() > 1; }, 50));
}

void TestActiveProbe::silence_endsAfterTheDeadline()
{
    const Upstream upstream = silent();
    Bench bench(upstream);
    bench.pass(due);
    QVERIFY(isAsked(upstream));
    bench.pass(9s);
    QVERIFY(bench.isAsking());
    bench.pass(1s);
    QVERIFY(!bench.isAsking());
    QCOMPARE(bench.state(), InstanceState::Unknown);
    QVERIFY(isLeft(upstream));
}

void TestActiveProbe::battery_isSpared()
{
    const Upstream upstream(list);
    Bench bench(upstream);
    bench.onBattery = true;
    bench.pass(1h);
    QVERIFY(!bench.isAsking());
    bench.onBattery = false;
    bench.pass(1s);
    QVERIFY(bench.isAsking());
}

void TestActiveProbe::offline_asksOnlyThisMachine()
{
    const Upstream upstream(list);
    Bench bench({instanceAt("one", upstream.url()), instanceAt("far", "http://192.0.2.1")});
    bench.control().setOffline(true);
    bench.pass(due);
    QVERIFY(bench.isAsking());
    QVERIFY(!bench.isAsking(InstanceId("far")));
    bench.control().setOffline(false);
    bench.pass(1s);
    QVERIFY(bench.isAsking(InstanceId("far")));
}

void TestActiveProbe::draining_isLeftAlone()
{
    const Upstream upstream(list);
    Bench bench(upstream);
    QVERIFY(bench.control().command(routing::Command::Drain, one, {}, {}));
    bench.pass(1h);
    QVERIFY(!bench.isAsking());
    QVERIFY(bench.control().command(routing::Command::Resume, one, {}, {}));
    bench.pass(1s);
    QVERIFY(bench.isAsking());
}

void TestActiveProbe::networkChange_endsWhatIsUnderWay()
{
    const Upstream upstream = silent();
    Bench bench(upstream);
    bench.order();
    QVERIFY(isAsked(upstream));
    bench.probe().networkChanged();
    QVERIFY(!bench.isAsking());
    QVERIFY(isLeft(upstream));
    bench.order();
    QVERIFY(bench.isAsking());
}

QTEST_GUILESS_MAIN(TestActiveProbe)
#include "tst_activeprobe.moc"
