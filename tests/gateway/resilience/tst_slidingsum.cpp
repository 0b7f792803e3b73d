#include "resilience/slidingsum.h"
#include "support/property.h"

#include <QTest>

#include <chrono>
#include <vector>

using namespace penstock;
using namespace penstock::resilience;
using namespace std::chrono_literals;

namespace
{

constexpr SteadyTime start{1h};

SlidingSum minute()
{
    return {60s, 250ms};
}

/// Remembers everything.
struct Oracle {
    struct Entry {
        SteadyTime at;
        std::int64_t amount = 0;
    };

    [[nodiscard]] std::int64_t sum(SteadyTime now, Duration length) const
    {
        std::int64_t sum = 0;
        for (const Entry &entry : entries) {
            sum += now - entry.at < length ? entry.amount : 0;
        }
        return sum;
    }

    std::vector<Entry> entries;
};

} // namespace

class TestSlidingSum : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void empty()
    {
        const SlidingSum sum = minute();
        QCOMPARE(sum.total(start), 0);
        QCOMPARE(sum.whenBelow(start, 0), start);
        QCOMPARE(sum.nextRelease(start), SteadyTime::max());
    }

    void anEntry_staysForTheLengthAndNoLonger()
    {
        SlidingSum sum = minute();
        sum.add(start, 7);
        QCOMPARE(sum.total(start), 7);
        QCOMPARE(sum.total(start + 60s - 1ns), 7);
        QCOMPARE(sum.total(start + 60s), 0);
        QCOMPARE(sum.nextRelease(start), start + 60s);
        QCOMPARE(sum.nextRelease(start + 60s), SteadyTime::max());
    }

    void aGrain_passesWithItsLatest()
    {
        SlidingSum sum = minute();
        sum.add(start, 1);
        sum.add(start + 200ms, 2);
        sum.add(start + 250ms, 4); // the next grain
        QCOMPARE(sum.size(), 2U);
        QCOMPARE(sum.total(start + 60s), 7);
        QCOMPARE(sum.total(start + 60s + 200ms), 4);
        QCOMPARE(sum.total(start + 60s + 250ms), 0);
    }

    void readingTheFuture_changesNothing()
    {
        SlidingSum sum = minute();
        sum.add(start, 5);
        QCOMPARE(sum.total(start + 1h), 0);
        QCOMPARE(sum.total(start + 1s), 5);
    }

    void nothingAndLess_isNotAdded()
    {
        SlidingSum sum = minute();
        sum.add(start, 0);
        sum.add(start, -3);
        QCOMPARE(sum.size(), 0U);
        QCOMPARE(sum.total(start), 0);
    }

    void anEarlierMoment_countsAsTheLatest()
    {
        SlidingSum sum = minute();
        sum.add(start + 10s, 5);
        sum.add(start, 3);
        QCOMPARE(sum.total(start + 60s), 8);
        QCOMPARE(sum.total(start + 70s), 0);
    }

    void refund_takesFromItsOwnGrain()
    {
        SlidingSum sum = minute();
        sum.add(start, 5);
        sum.add(start + 1s, 7);
        sum.add(start + 2s, 11);
        sum.refund(start + 1s, 7);
        QCOMPARE(sum.total(start + 2s), 16);
        QCOMPARE(sum.total(start + 60s), 11);
        QCOMPARE(sum.total(start + 62s), 0);
    }

    void refund_neverTakesMoreThanItsGrainHas()
    {
        SlidingSum sum = minute();
        sum.add(start, 5);
        sum.add(start + 1s, 7);
        sum.refund(start + 1s, 100);
        sum.refund(start + 1s, 100);
        sum.refund(start, -100);
        QCOMPARE(sum.total(start + 1s), 5);
    }

    void refundOfWhatHasPassed_isNothing()
    {
        SlidingSum sum = minute();
        sum.add(start, 5);
        sum.add(start + 59s, 7);
        sum.refund(start, 5);
        sum.add(start + 61s, 1); // the first is gone for good
        sum.refund(start, 5);
        sum.refund(start + 30s, 5); // there never was one
        QCOMPARE(sum.total(start + 61s), 8);
    }

    void whenBelow_namesTheEntryThatMustPass()
    {
        SlidingSum sum = minute();
        sum.add(start, 10);
        sum.add(start + 5s, 20);
        sum.add(start + 9s, 30);
        const SteadyTime now = start + 10s;
        QCOMPARE(sum.whenBelow(now, 60), now);
        QCOMPARE(sum.whenBelow(now, 59), start + 60s);
        QCOMPARE(sum.whenBelow(now, 50), start + 60s);
        QCOMPARE(sum.whenBelow(now, 49), start + 65s);
        QCOMPARE(sum.whenBelow(now, 29), start + 69s);
        QCOMPARE(sum.whenBelow(now, 0), start + 69s);
        QCOMPARE(sum.whenBelow(start + 66s, 0), start + 69s);
    }

    void anyRate_takesBoundedMemory()
    {
        SlidingSum sum = minute();
        for (int i = 0; i < 500'000; ++i) {
            sum.add(start + i * 1ms, 1);
            QVERIFY(sum.size() <= 242U);
        }
    }

    void sumsBeyondTheirNumber_wrapWithoutHarm()
    {
        SlidingSum sum = minute();
        constexpr std::int64_t much = std::int64_t(1) << 62;
        for (int i = 0; i < 20; ++i) {
            sum.add(start + i * 61s, much);
            QCOMPARE(sum.total(start + i * 61s), much);
            QCOMPARE(sum.whenBelow(start + i * 61s, much - 1), start + i * 61s + 60s);
        }
    }

    void anySequence_isBetweenTheOracleAndAGrainLater()
    {
        test::forEachRound(200, [](SeededRandom &random) {
            const Duration length(random.betweenInclusive(1'000, 60'000) * 1ms);
            const Duration grain(random.betweenInclusive(1, 500) * 1ms);
            SlidingSum sum(length, grain);
            Oracle oracle;
            SteadyTime now = start;
            const std::int64_t longest = random.betweenInclusive(1, 5'000);
            for (int step = 0; step < 300; ++step) {
                now += Duration(random.betweenInclusive(0, longest) * 1ms);
                if (random.below(3) == 0 && !oracle.entries.empty()) {
                    Oracle::Entry &entry = pick(random, oracle.entries);
                    sum.refund(entry.at, entry.amount);
                    entry.amount = 0;
                } else {
                    oracle.entries.push_back({now, random.betweenInclusive(0, 1000)});
                    sum.add(now, oracle.entries.back().amount);
                }
                const SteadyTime later = now + Duration(random.betweenInclusive(0, 70'000) * 1ms);
                for (const SteadyTime at : {now, later}) {
                    QVERIFY(sum.total(at) >= oracle.sum(at, length));
                    QVERIFY(sum.total(at) <= oracle.sum(at, length + grain));
                }
                const std::int64_t amount = random.betweenInclusive(0, 3000);
                const SteadyTime when = sum.whenBelow(now, amount);
                QVERIFY(sum.total(when) <= amount);
                QVERIFY(when == now || sum.total(when - 1ns) > amount);
            }
        });
    }
};

QTEST_APPLESS_MAIN(TestSlidingSum)
#include "tst_slidingsum.moc"
