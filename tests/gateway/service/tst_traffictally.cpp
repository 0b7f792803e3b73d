#include "service/traffictally.h"
#include "support/fakeclock.h"

#include <QTest>

#include <map>
#include <random>
#include <thread>

using namespace penstock;
using namespace penstock::service;
using penstock::test::FakeClock;
using std::chrono::seconds;

/// What all workers did, added up.
class TestTrafficTally final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void numbers_areOfTheInstance();
    void clientsFault_isNoEvidence();
    void whatClientsSaw_data();
    void whatClientsSaw();
    void lastMinute_movesOn();
    void history_isSecondBySecond();
    void history_holdsAQuarterOfAnHour();
    void records_areKeptOnDemandAndNotWithoutEnd();
    void inFlight_returnsToZero();
    void ring_equalsAPlainSum();
    void manyThreads_loseNothing();
};

namespace
{

const InstanceId one{"one"};
const InstanceId two{"two"};

proxy::AttemptRecord attempt(const InstanceId &id, Outcome outcome, std::string reason = "200")
{
    return {
        .instanceId = id, .instance = id.value(), .outcome = outcome, .reason = std::move(reason)};
}

proxy::RequestRecord request(const InstanceId &id, int status, std::int64_t tokens)
{
    return {.instanceId = id,
            .status = status,
            .usage = proxy::TokenUsage{.prompt = tokens - 1, .completion = 1, .total = tokens}};
}

void end(TrafficTally &tally, proxy::RequestRecord record)
{
    tally.requestBegan();
    tally.requestEnded(record);
}

TrafficTally::InstanceNumbers numbersOf(const TrafficTally &tally, const InstanceId &id)
{
    GatewaySnapshot totals;
    return tally.read({id}, totals).front();
}

GatewaySnapshot totalsOf(const TrafficTally &tally)
{
    GatewaySnapshot totals;
    (void)tally.read({}, totals);
    return totals;
}

} // namespace

void TestTrafficTally::numbers_areOfTheInstance()
{
    const FakeClock clock;
    TrafficTally tally(clock);
    tally.attemptEnded(attempt(one, Outcome::Failed, "503"));
    tally.attemptEnded(attempt(two, Outcome::Good));
    end(tally, request(two, 200, 30));
    const auto first = numbersOf(tally, one);
    QCOMPARE(first.requests, 1U);
    QCOMPARE(first.errors, 1U);
    QCOMPARE(first.tokens, 0U);
    QVERIFY(first.lastError.has_value());
    QCOMPARE(first.lastError->reason, std::string("503"));
    QVERIFY(first.lastError->at == clock.systemNow());
    const auto second = numbersOf(tally, two);
    QCOMPARE(second.requests, 1U);
    QCOMPARE(second.errors, 0U);
    QCOMPARE(second.tokens, 30U);
    QCOMPARE(second.lastMinute, (TrafficBucket{.requests = 1, .errors = 0, .tokens = 30}));
    QVERIFY(!second.lastError.has_value());
    QCOMPARE(numbersOf(tally, InstanceId("three")).requests, 0U);
}

void TestTrafficTally::clientsFault_isNoEvidence()
{
    const FakeClock clock;
    TrafficTally tally(clock);
    tally.attemptEnded(attempt(one, Outcome::ClientsFault, "400"));
    tally.attemptEnded(attempt(one, Outcome::Abandoned));
    QCOMPARE(numbersOf(tally, one).requests, 0U);
}

void TestTrafficTally::whatClientsSaw_data()
{
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("problem");
    QTest::addColumn<bool>("isError");
    QTest::newRow("answered") << 200 << QByteArray() << false;
    QTest::newRow("cut") << 200 << QByteArrayLiteral("stream_interrupted") << true;
    QTest::newRow("the client's own fault") << 400 << QByteArrayLiteral("upstream_error") << false;
    QTest::newRow("unknown model") << 404 << QByteArrayLiteral("model_not_found") << false;
    QTest::newRow("gone") << 499 << QByteArrayLiteral("client_gone") << false;
    QTest::newRow("limited") << 429 << QByteArrayLiteral("all_targets_rate_limited") << true;
    QTest::newRow("unreachable") << 503 << QByteArrayLiteral("upstream_unreachable") << true;
}

void TestTrafficTally::whatClientsSaw()
{
    QFETCH(const int, status);
    QFETCH(const QByteArray, problem);
    QFETCH(const bool, isError);
    const FakeClock clock;
    TrafficTally tally(clock);
    proxy::RequestRecord record{.status = status, .problem = problem.toStdString()};
    record.attempts = {attempt(one, Outcome::Failed, "503"), attempt(two, Outcome::Good)};
    end(tally, record);
    const GatewaySnapshot totals = totalsOf(tally);
    QCOMPARE(totals.requests, 1U);
    QCOMPARE(totals.errors, isError ? 1U : 0U);
    QCOMPARE(totals.lastMinute.errors, isError ? 1U : 0U);
    QCOMPARE(totals.moved, status == 200 && problem.isEmpty() ? 1U : 0U);
}

void TestTrafficTally::lastMinute_movesOn()
{
    FakeClock clock;
    TrafficTally tally(clock);
    end(tally, request(one, 200, 10));
    clock.advance(seconds(59));
    end(tally, request(one, 200, 5));
    QCOMPARE(totalsOf(tally).lastMinute.tokens, 15U);
    clock.advance(seconds(1));
    QCOMPARE(totalsOf(tally).lastMinute.tokens, 5U);
    clock.advance(seconds(60));
    QCOMPARE(totalsOf(tally).lastMinute, TrafficBucket());
    QCOMPARE(totalsOf(tally).tokens, 15U);
}

void TestTrafficTally::history_isSecondBySecond()
{
    FakeClock clock;
    TrafficTally tally(clock);
    const auto start
        = std::chrono::duration_cast<seconds>(clock.systemNow().time_since_epoch()).count();
    end(tally, request(one, 200, 10));
    clock.advance(seconds(2));
    end(tally, request(two, 200, 20));
    // The second that is running is not told yet.
    TrafficHistory history = tally.history({one, two});
    QCOMPARE(history.firstSecond + static_cast<std::int64_t>(history.total.size()), start + 2);
    QCOMPARE(history.total.at(history.total.size() - 2).tokens, 10U);
    QCOMPARE(history.total.back().tokens, 0U);
    clock.advance(seconds(1));
    history = tally.history({two, one});
    QCOMPARE(history.total.back().tokens, 20U);
    QCOMPARE(history.instances.at(0).buckets.back().tokens, 20U);
    QCOMPARE(history.instances.at(1).buckets.back().tokens, 0U);
    QCOMPARE(history.instances.at(1).buckets.at(history.total.size() - 3).tokens, 10U);
}

void TestTrafficTally::history_holdsAQuarterOfAnHour()
{
    FakeClock clock;
    TrafficTally tally(clock);
    end(tally, request(one, 200, 10));
    clock.advance(seconds(SecondRing::length - 1));
    TrafficHistory history = tally.history({one});
    QCOMPARE(history.total.size(), static_cast<std::size_t>(SecondRing::length - 1));
    QCOMPARE(history.total.front().tokens, 10U);
    clock.advance(seconds(1));
    history = tally.history({one, InstanceId("never used")});
    QCOMPARE(history.total.front().tokens, 0U);
    QCOMPARE(history.instances.back().buckets.size(), history.total.size());
}

void TestTrafficTally::records_areKeptOnDemandAndNotWithoutEnd()
{
    const FakeClock clock;
    TrafficTally tally(clock);
    end(tally, request(one, 200, 10));
    QVERIFY(tally.takeRecords().records.empty());
    tally.keepRecords(TrafficTally::Keep::Records);
    constexpr int sent = 2100;
    for (int i = 0; i < sent; ++i) {
        end(tally, request(one, 200, 10));
    }
    const RecordBatch batch = tally.takeRecords();
    QCOMPARE(batch.records.size() + batch.dropped, static_cast<std::size_t>(sent));
    QVERIFY(batch.dropped > 0);
    QVERIFY(tally.takeRecords().records.empty());
    end(tally, request(one, 200, 10));
    tally.keepRecords(TrafficTally::Keep::Nothing);
    QVERIFY(tally.takeRecords().records.empty());
}

void TestTrafficTally::inFlight_returnsToZero()
{
    const FakeClock clock;
    TrafficTally tally(clock);
    tally.requestBegan();
    tally.requestBegan();
    const auto version = tally.version();
    QCOMPARE(tally.inFlight(), 2);
    tally.requestEnded(request(one, 499, 1));
    tally.requestEnded(request(one, 200, 1));
    QCOMPARE(tally.inFlight(), 0);
    QVERIFY(tally.version() > version);
}

void TestTrafficTally::ring_equalsAPlainSum()
{
    std::mt19937 random(20261120);
    for (int round = 0; round < 50; ++round) {
        SecondRing ring;
        std::map<std::int64_t, std::uint64_t> plain;
        std::int64_t now = 1'000'000;
        for (int i = 0; i < 200; ++i) {
            now += static_cast<std::int64_t>(random() % 40);
            const std::uint64_t tokens = random() % 100;
            ring.add(now, {.tokens = tokens});
            plain[now] += tokens;
            const auto count = 1 + static_cast<std::int64_t>(random() % SecondRing::length);
            std::uint64_t expected = 0;
            for (auto at = plain.lower_bound(now + 1 - count); at != plain.end(); ++at) {
                expected += at->second;
            }
            QCOMPARE(ring.sum(now + 1, count).tokens, expected);
            const auto range = ring.range(now + 1 - count, now + 1);
            QCOMPARE(range.size(), static_cast<std::size_t>(count));
            QCOMPARE(range.back().tokens, plain[now]);
        }
    }
}

void TestTrafficTally::manyThreads_loseNothing()
{
    const FakeClock clock;
    TrafficTally tally(clock);
    constexpr int each = 5000;
    std::vector<std::thread> threads;
    for (const InstanceId &id : {one, two, one}) {
        threads.emplace_back([&tally, id] {
            for (int i = 0; i < each; ++i) {
                tally.requestBegan();
                tally.attemptEnded(attempt(id, Outcome::Good));
                tally.requestEnded(request(id, 200, 2));
            }
        });
    }
    for (std::thread &thread : threads) {
        thread.join();
    }
    QCOMPARE(totalsOf(tally).tokens, 3ULL * each * 2);
    QCOMPARE(numbersOf(tally, one).requests, 2ULL * each);
    QCOMPARE(tally.inFlight(), 0);
}

QTEST_APPLESS_MAIN(TestTrafficTally)
#include "tst_traffictally.moc"
