#include "app/recordedgateway.h"
#include "app/temporaryprofile.h"

#include <QSignalSpy>
#include <QTest>

#include <algorithm>
#include <map>

using namespace penstock;
using namespace penstock::app;
using namespace penstock::service;
using namespace std::chrono_literals;

/// The gateway that screenshots and tests of pages look at.
class TestRecordedGateway final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void data_isThereAtOnce();
    void data_isAsDrawn_data();
    void data_isAsDrawn();
    void data_hasTheStatesOfTheDrawing();
    void history_isAQuarterOfAnHour();
    void throttling_canBeSeen();
    void sameSeed_isTheSame();
    void otherSeed_isAnother();
    void empty_runsWithoutInstances();
    void error_hasStoppedAndSaysWhy();
    void error_goesAwayWithAnotherPort();
    void stopAndStart_areTold();
    void change_isShown();
    void change_toABusyPort_isRefused();
    void records_comeOnDemand();
    void past_isToldFirst();
};

namespace
{

/// With the profile that its configuration comes from.
class Bench final
{
public:
    explicit Bench(RecordedState state, std::uint64_t seed = 1)
        : m_profile(std::move(
              *TemporaryProfile::create(recordedDocument(state), recordedVariables(state))))
        , m_gateway({.state = state, .seed = seed, .order = *m_profile->order()})
    {
    }

    RecordedGateway &gateway() { return m_gateway; }
    [[nodiscard]] const GatewaySnapshot &snapshot() const { return m_gateway.snapshot(); }
    [[nodiscard]] GatewayPhase phase() const { return m_gateway.status().phase; }

    template<class Change>
    [[nodiscard]] RunOrder changed(Change change) const
    {
        RunOrder order = *m_profile->order();
        auto config = std::make_shared<GatewayConfig>(*order.config);
        change(*config);
        order.config = std::move(config);
        return order;
    }

private:
    std::unique_ptr<TemporaryProfile> m_profile;
    RecordedGateway m_gateway;
};

TrafficBucket sumOf(const std::vector<TrafficBucket> &buckets, std::size_t last)
{
    TrafficBucket sum;
    for (std::size_t i = buckets.size() - last; i < buckets.size(); ++i) {
        sum += buckets[i];
    }
    return sum;
}

bool areEqual(const GatewaySnapshot &a, const GatewaySnapshot &b)
{
    const auto areSame = [](const InstanceHistory &one, const InstanceHistory &two) {
        return one.id == two.id && one.name == two.name && one.buckets == two.buckets;
    };
    return a.at == b.at && a.requests == b.requests && a.errors == b.errors && a.moved == b.moved
        && a.tokens == b.tokens && a.lastMinute == b.lastMinute && a.inFlight == b.inFlight
        && a.instances == b.instances && a.history->firstSecond == b.history->firstSecond
        && a.history->total == b.history->total
        && std::ranges::equal(a.history->instances, b.history->instances, areSame);
}

bool comesTrue(const std::function<bool()> &isTrue)
{
    return QTest::qWaitFor(isTrue, 5000);
}

} // namespace

void TestRecordedGateway::data_isThereAtOnce()
{
    Bench bench(RecordedState::Data);
    QVERIFY(bench.phase() == GatewayPhase::Running);
    QCOMPARE(bench.gateway().status().port, std::uint16_t{3010});
    QCOMPARE(bench.gateway().status().baseUrls.front(), std::string("http://127.0.0.1:3010/v1"));
    QVERIFY(!bench.gateway().status().error);
    QVERIFY(bench.snapshot().at == FrozenClock::usual);
    QCOMPARE(bench.gateway().requestsInFlight(), bench.snapshot().inFlight);
    QVERIFY(bench.snapshot().inFlight > 0);
}

void TestRecordedGateway::data_isAsDrawn_data()
{
    QTest::addColumn<std::uint64_t>("seed");
    for (const std::uint64_t seed : {0U, 1U, 2U, 3U, 42U, 1000U}) {
        QTest::addRow("seed %d", static_cast<int>(seed)) << seed;
    }
}

void TestRecordedGateway::data_isAsDrawn()
{
    QFETCH(const std::uint64_t, seed);
    Bench bench(RecordedState::Data, seed);
    const GatewaySnapshot &snapshot = bench.snapshot();
    const auto within = [](double value, double low, double high) {
        if (value < low || value > high) {
            qWarning("%f is not from %f to %f", value, low, high);
        }
        return value >= low && value <= high;
    };
    QVERIFY(within(static_cast<double>(snapshot.lastMinute.tokens), 38'000, 44'000));
    QVERIFY(within(snapshot.lastMinute.requests, 82, 90));
    const TrafficBucket fiveMinutes = sumOf(snapshot.history->total, 300);
    QVERIFY(within(100.0 * fiveMinutes.errors / fiveMinutes.requests, 0.2, 0.7));
    const TrafficBucket all = sumOf(snapshot.history->total, 900);
    QVERIFY(within(100.0 * all.errors / all.requests, 0.2, 0.7));
    QVERIFY(within(static_cast<double>(snapshot.moved), 10, 60));
    // Curves, and no noise: a minute is never far from the one before.
    for (std::size_t end = 120; end <= 900; end += 60) {
        TrafficBucket minute;
        for (std::size_t i = end - 60; i < end; ++i) {
            minute += snapshot.history->total[i];
        }
        QVERIFY(within(static_cast<double>(minute.tokens), 33'000, 60'000));
    }
}

void TestRecordedGateway::data_hasTheStatesOfTheDrawing()
{
    for (const std::uint64_t seed : {1U, 2U, 3U, 4U, 5U, 6U, 7U, 8U}) {
        Bench bench(RecordedState::Data, seed);
        const std::vector<InstanceView> &views = bench.snapshot().instances;
        QCOMPARE(views.size(), std::size_t{5});
        const std::vector<std::pair<std::string, InstanceState>> expected = {
            {"eu-1", InstanceState::Healthy}, {"eu-2", InstanceState::RateLimited},
            {"us-1", InstanceState::Healthy}, {"us-2", InstanceState::Open},
            {"lab", InstanceState::Disabled},
        };
        for (std::size_t i = 0; i < expected.size(); ++i) {
            QCOMPARE(views[i].name, expected[i].first);
            QVERIFY2(views[i].state == expected[i].second, views[i].name.c_str());
        }
        QCOMPARE(views[0].region, std::string("Sweden Central"));
        QCOMPARE(views[1].lastError->reason, std::string("429"));
        QCOMPARE(views[3].lastError->reason, std::string("503"));
        for (const std::size_t i : {std::size_t{1}, std::size_t{3}}) {
            QVERIFY(!views[i].cause.empty());
            QVERIFY(views[i].nextChange > bench.snapshot().at); // a countdown to be seen
        }
        QCOMPARE(views[4].requests, 0U);
        QVERIFY(views[0].lastMinute.tokens > views[1].lastMinute.tokens);
        QVERIFY(views[1].maxTpm > 0 && views[1].lastMinute.tokens > 0);
    }
}

void TestRecordedGateway::history_isAQuarterOfAnHour()
{
    Bench bench(RecordedState::Data);
    const TrafficHistory &history = *bench.snapshot().history;
    QCOMPARE(history.total.size(), std::size_t{900});
    QCOMPARE(history.instances.size(), std::size_t{5});
    std::uint64_t ofInstances = 0;
    for (const InstanceHistory &instance : history.instances) {
        QCOMPARE(instance.buckets.size(), std::size_t{900});
        ofInstances += sumOf(instance.buckets, 899).tokens;
    }
    // The oldest second may be gone already where the newest one has taken its place.
    QCOMPARE(ofInstances, sumOf(history.total, 899).tokens);
    // There was something before it, too.
    QVERIFY(bench.snapshot().requests > sumOf(history.total, 900).requests * 3);
}

void TestRecordedGateway::throttling_canBeSeen()
{
    Bench bench(RecordedState::Data);
    const TrafficHistory &history = *bench.snapshot().history;
    const auto tokensIn = [](const InstanceHistory &instance, std::size_t from, std::size_t to) {
        std::uint64_t sum = 0;
        for (std::size_t left = from; left > to; --left) {
            sum += instance.buckets[900 - left].tokens;
        }
        return sum;
    };
    const InstanceHistory &eu1 = history.instances[0];
    const InstanceHistory &eu2 = history.instances[1];
    QCOMPARE(tokensIn(eu2, 240, 155), 0U);
    QVERIFY(tokensIn(eu2, 370, 285) > 10'000);
    QVERIFY(tokensIn(eu1, 240, 155) > tokensIn(eu1, 370, 285) * 3 / 2);
}

void TestRecordedGateway::sameSeed_isTheSame()
{
    for (const RecordedState state :
         {RecordedState::Data, RecordedState::Empty, RecordedState::Error}) {
        Bench one(state, 5);
        Bench two(state, 5);
        QVERIFY(areEqual(one.snapshot(), two.snapshot()));
    }
}

void TestRecordedGateway::otherSeed_isAnother()
{
    Bench one(RecordedState::Data, 5);
    Bench two(RecordedState::Data, 6);
    QVERIFY(!areEqual(one.snapshot(), two.snapshot()));
    QVERIFY(one.snapshot().history->total != two.snapshot().history->total);
}

void TestRecordedGateway::empty_runsWithoutInstances()
{
    Bench bench(RecordedState::Empty);
    QVERIFY(bench.phase() == GatewayPhase::Running);
    QVERIFY(bench.snapshot().instances.empty());
    QCOMPARE(bench.snapshot().requests, 0U);
    QCOMPARE(bench.snapshot().inFlight, 0);
    QCOMPARE(bench.snapshot().history->total, std::vector<TrafficBucket>(900));
}

void TestRecordedGateway::error_hasStoppedAndSaysWhy()
{
    Bench bench(RecordedState::Error);
    QVERIFY(bench.phase() == GatewayPhase::Stopped);
    const auto &error = bench.gateway().status().error;
    QVERIFY(error.has_value());
    QVERIFY(error->code == ErrorCode::AlreadyExists);
    for (const char *part : {"3010", "'node'", "4211"}) {
        QVERIFY2(error->message.find(part) != std::string::npos, part);
    }
    QVERIFY(bench.gateway().status().baseUrls.empty());
    QCOMPARE(bench.gateway().requestsInFlight(), 0);
    // What was seen last is still to be seen.
    QCOMPARE(bench.snapshot().instances.size(), std::size_t{5});
    QVERIFY(bench.snapshot().lastMinute.tokens > 0);
}

void TestRecordedGateway::error_goesAwayWithAnotherPort()
{
    Bench bench(RecordedState::Error);
    bench.gateway().start(bench.changed([](GatewayConfig &) { }));
    QSignalSpy told(&bench.gateway(), &Gateway::statusChanged);
    QVERIFY(comesTrue([&] { return told.count() == 2; }));
    QVERIFY(bench.phase() == GatewayPhase::Stopped);
    QVERIFY(bench.gateway().status().error.has_value());
    bench.gateway().start(bench.changed([](GatewayConfig &config) { config.listen.port = 3020; }));
    QVERIFY(comesTrue([&] { return bench.phase() == GatewayPhase::Running; }));
    QCOMPARE(bench.gateway().status().port, std::uint16_t{3020});
    QVERIFY(!bench.gateway().status().error);
}

void TestRecordedGateway::stopAndStart_areTold()
{
    Bench bench(RecordedState::Data);
    std::vector<GatewayPhase> phases;
    QObject::connect(&bench.gateway(), &Gateway::statusChanged, &bench.gateway(),
                     [&] { phases.push_back(bench.phase()); });
    bench.gateway().stop(1s);
    QVERIFY(phases.empty()); // later, as the real one does
    QVERIFY(comesTrue([&] { return phases.size() == 2; }));
    QVERIFY(phases == (std::vector{GatewayPhase::Stopping, GatewayPhase::Stopped}));
    QVERIFY(!bench.gateway().status().error);
    QCOMPARE(bench.gateway().requestsInFlight(), 0);
    bench.gateway().start(bench.changed([](GatewayConfig &) { }));
    bench.gateway().start(bench.changed([](GatewayConfig &) { })); // it is about to run already
    QVERIFY(comesTrue([&] { return phases.size() == 4; }));
    QVERIFY(phases[2] == GatewayPhase::Starting && phases[3] == GatewayPhase::Running);
}

void TestRecordedGateway::change_isShown()
{
    Bench bench(RecordedState::Data);
    QSignalSpy applied(&bench.gateway(), &Gateway::changeApplied);
    const std::uint64_t tokens = bench.snapshot().instances[0].tokens;
    const std::uint64_t number = bench.gateway().apply(bench.changed([](GatewayConfig &config) {
        config.instances.erase(config.instances.begin() + 1);
        config.instances[1].enabled = false;
        InstanceSettings fresh = config.instances[0];
        fresh.id = InstanceId("fresh");
        fresh.name = "fresh";
        config.instances.push_back(std::move(fresh));
    }));
    QVERIFY(comesTrue([&] { return applied.count() == 1; }));
    QCOMPARE(applied.front().front().value<std::uint64_t>(), number);
    const auto &views = bench.snapshot().instances;
    QCOMPARE(views.size(), std::size_t{5});
    QCOMPARE(views[0].tokens, tokens);
    QCOMPARE(views[1].name, std::string("us-1"));
    QVERIFY(views[1].state == InstanceState::Disabled);
    QCOMPARE(views[4].name, std::string("fresh"));
    QVERIFY(views[4].state == InstanceState::Unknown);
}

void TestRecordedGateway::change_toABusyPort_isRefused()
{
    Bench bench(RecordedState::Error);
    bench.gateway().start(bench.changed([](GatewayConfig &config) { config.listen.port = 3020; }));
    QVERIFY(comesTrue([&] { return bench.phase() == GatewayPhase::Running; }));
    QSignalSpy refused(&bench.gateway(), &Gateway::changeRefused);
    (void)bench.gateway().apply(bench.changed([](GatewayConfig &) { }));
    QVERIFY(comesTrue([&] { return refused.count() == 1; }));
    QCOMPARE(bench.gateway().status().port, std::uint16_t{3020});
    QVERIFY(bench.phase() == GatewayPhase::Running);
}

void TestRecordedGateway::records_comeOnDemand()
{
    Bench bench(RecordedState::Data);
    std::vector<proxy::RequestRecord> records;
    QObject::connect(&bench.gateway(), &Gateway::recordsArrived, &bench.gateway(),
                     [&](const RecordBatch &batch) { records = batch.records; });
    QSignalSpy snapshots(&bench.gateway(), &Gateway::snapshotChanged);
    bench.gateway().setAttention(Attention::Snapshots);
    QVERIFY(comesTrue([&] { return snapshots.count() > 0; }));
    QVERIFY(records.empty());
    bench.gateway().setAttention(Attention::Records);
    QVERIFY(comesTrue([&] { return !records.empty(); }));
    QVERIFY(records.size() > 200);
    QVERIFY(std::ranges::any_of(records, [](const proxy::RequestRecord &record) {
        return record.attempts.size() == 2 && record.status == 200;
    }));
    for (const proxy::RequestRecord &record : records) {
        QVERIFY(record.at < FrozenClock::usual && !record.attempts.empty() && record.status != 0);
    }
}

void TestRecordedGateway::past_isToldFirst()
{
    Bench bench(RecordedState::Data);
    std::vector<InstanceState> seen; // of eu-2, one after the other
    SystemTime last;
    bool isInOrder = true;
    QObject::connect(&bench.gateway(), &Gateway::snapshotChanged, &bench.gateway(), [&] {
        const GatewaySnapshot &snapshot = bench.snapshot();
        isInOrder = isInOrder && snapshot.at >= last;
        last = snapshot.at;
        const auto eu2 = std::ranges::find(snapshot.instances, "eu-2", &InstanceView::name);
        if (seen.empty() || seen.back() != eu2->state) {
            seen.push_back(eu2->state);
        }
    });
    bench.gateway().setAttention(Attention::Snapshots);
    QVERIFY(comesTrue([&] { return last == FrozenClock::usual; }));
    QVERIFY(isInOrder);
    using enum InstanceState;
    QVERIFY(std::ranges::count(seen, RateLimited) >= 2); // it is throttled twice
    QVERIFY(seen.front() != RateLimited && seen.back() == RateLimited);
}

QTEST_GUILESS_MAIN(TestRecordedGateway)
#include "tst_recordedgateway.moc"
