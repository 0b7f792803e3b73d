#include "base/random.h"
#include "support/property.h"

#include <QTest>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <numeric>
#include <vector>

using namespace penstock;

namespace
{

class FixedRandom final : public RandomSource
{
public:
    explicit FixedRandom(std::vector<std::uint64_t> numbers) : m_numbers(std::move(numbers)) { }
    std::uint64_t nextU64() override { return m_numbers[m_next++ % m_numbers.size()]; }

private:
    std::vector<std::uint64_t> m_numbers;
    std::size_t m_next = 0;
};

constexpr std::uint64_t highest = std::numeric_limits<std::uint64_t>::max();

} // namespace

class TestRandom final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    // The published first outputs of xoshiro256** seeded by splitmix64 from 0.
    void seededNumbersAreThePublishedOnes()
    {
        SeededRandom random(0);
        QCOMPARE(random.nextU64(), 0x99EC5F36CB75F2B4U);
        QCOMPARE(random.nextU64(), 0xBF6E1F784956452AU);
        QCOMPARE(random.nextU64(), 0x1A5F849D4933E6E0U);
    }

    void equalSeedsGiveEqualNumbersAndOthersOthers()
    {
        SeededRandom one(7);
        SeededRandom same(7);
        SeededRandom other(8);
        const std::uint64_t first = one.nextU64();
        QCOMPARE(same.nextU64(), first);
        QVERIFY(other.nextU64() != first);
    }

    void belowStaysBelow()
    {
        test::forEachRound(500, [](SeededRandom &random) {
            const std::uint64_t bound = random.nextU64() >> random.below(64);
            QVERIFY(bound == 0 || random.below(bound) < bound);
        });
    }

    void belowOfNothingIsZero()
    {
        SeededRandom random(1);
        QCOMPARE(random.below(0), 0U);
        QCOMPARE(random.below(1), 0U);
    }

    // 2^64 mod 3 is 1: the number 0 would make the result 0 likelier and has to be thrown away.
    void belowThrowsTheSurplusAway()
    {
        FixedRandom random({0, 1, 2, highest});
        QCOMPARE(random.below(3), 1U);
        QCOMPARE(random.below(3), 2U);
        QCOMPARE(random.below(3), 0U);
    }

    void belowIsFair()
    {
        SeededRandom random(20);
        std::array<int, 7> hits{};
        for (int i = 0; i < 70'000; ++i) {
            ++hits[random.below(hits.size())];
        }
        for (const int count : hits) {
            QVERIFY(std::abs(count - 10'000) < 500);
        }
    }

    void realStaysBelowOne()
    {
        FixedRandom random({0, highest});
        QCOMPARE(random.real(), 0.0);
        QVERIFY(random.real() < 1.0);
    }

    void betweenNeverReachesItsHighEnd()
    {
        FixedRandom random({highest});
        const double high = std::nextafter(1.0, 2.0);
        QVERIFY(random.between(1.0, high) < high);
        QCOMPARE(FixedRandom({0}).between(-2.0, 3.0), -2.0);
    }

    void betweenInclusiveReachesBothEnds()
    {
        SeededRandom random(3);
        std::array<bool, 3> seen{};
        for (int i = 0; i < 100; ++i) {
            const std::int64_t number = random.betweenInclusive(-1, 1);
            QVERIFY(number >= -1 && number <= 1);
            seen[static_cast<std::size_t>(number + 1)] = true;
        }
        QVERIFY(seen[0] && seen[1] && seen[2]);
    }

    void betweenInclusiveTakesTheWholeRange()
    {
        constexpr auto low = std::numeric_limits<std::int64_t>::min();
        constexpr auto high = std::numeric_limits<std::int64_t>::max();
        QCOMPARE(FixedRandom({0}).betweenInclusive(low, high), low);
        QCOMPARE(FixedRandom({highest}).betweenInclusive(low, high), high);
    }

    void systemNumbersDiffer()
    {
        SystemRandom random;
        const std::uint64_t first = random.nextU64();
        QVERIFY(first != random.nextU64());
    }

    void shuffleKeepsEveryItem()
    {
        test::forEachRound(100, [](SeededRandom &random) {
            std::vector<int> items(static_cast<std::size_t>(random.below(20)));
            std::iota(items.begin(), items.end(), 0);
            const std::vector<int> ordered = items;
            shuffle(random, items);
            std::sort(items.begin(), items.end());
            QCOMPARE(items, ordered);
        });
    }

    void shuffleAndPickReachEveryOrderAndItem()
    {
        SeededRandom random(4);
        std::array<int, 3> items{0, 1, 2};
        std::array<int, 3> firsts{};
        std::array<int, 3> picks{};
        for (int i = 0; i < 300; ++i) {
            shuffle(random, items);
            ++firsts[static_cast<std::size_t>(items[0])];
            ++picks[static_cast<std::size_t>(pick(random, items))];
        }
        QVERIFY(*std::min_element(firsts.begin(), firsts.end()) > 50);
        QVERIFY(*std::min_element(picks.begin(), picks.end()) > 50);
    }
};

QTEST_APPLESS_MAIN(TestRandom)
#include "tst_random.moc"
