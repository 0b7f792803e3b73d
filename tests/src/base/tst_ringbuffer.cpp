#include "base/ringbuffer.h"
#include "support/property.h"

#include <QTest>

#include <deque>
#include <memory>
#include <vector>

using namespace penstock;

static_assert(std::forward_iterator<RingBuffer<int>::Iterator>);

class TestRingBuffer final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void isEmptyInTheBeginning()
    {
        const RingBuffer<int> ring(3);
        QVERIFY(ring.isEmpty());
        QCOMPARE(ring.capacity(), std::size_t{3});
        QVERIFY(ring.begin() == ring.end());
    }

    void theOldestGivesWay()
    {
        RingBuffer<int> ring(3);
        for (int i = 1; i <= 5; ++i) {
            ring.push(i);
        }
        QCOMPARE(std::vector<int>(ring.begin(), ring.end()), (std::vector<int>{3, 4, 5}));
        QCOMPARE(ring.oldest(), 3);
        QCOMPARE(ring.newest(), 5);
    }

    void keepsNothingWithoutCapacity()
    {
        RingBuffer<int> ring(0);
        ring.push(1);
        QVERIFY(ring.isEmpty());
    }

    void startsAnewAfterClear()
    {
        RingBuffer<int> ring(2);
        ring.push(1);
        ring.push(2);
        ring.push(3);
        ring.clear();
        ring.push(4);
        QCOMPARE(ring.size(), std::size_t{1});
        QCOMPARE(ring.oldest(), 4);
    }

    void takesWhatCanOnlyBeMoved()
    {
        RingBuffer<std::unique_ptr<int>> ring(1);
        ring.push(std::make_unique<int>(1));
        ring.push(std::make_unique<int>(2));
        QCOMPARE(*ring[0], 2);
    }

    void valuesCanBeChangedInPlace()
    {
        RingBuffer<int> ring(2);
        ring.push(1);
        ring[0] = 9;
        QCOMPARE(ring.newest(), 9);
    }

    void behavesLikeTheEndOfAQueue()
    {
        test::forEachRound(200, [](SeededRandom &random) {
            const auto capacity = static_cast<std::size_t>(random.below(9));
            RingBuffer<std::uint64_t> ring(capacity);
            std::deque<std::uint64_t> model;
            for (int step = 0; step < 60; ++step) {
                if (random.below(25) == 0) {
                    ring.clear();
                    model.clear();
                }
                model.push_back(random.nextU64());
                ring.push(model.back());
                while (model.size() > capacity) {
                    model.pop_front();
                }
                QCOMPARE(ring.size(), model.size());
                QVERIFY(std::equal(ring.begin(), ring.end(), model.begin(), model.end()));
            }
        });
    }
};

QTEST_APPLESS_MAIN(TestRingBuffer)
#include "tst_ringbuffer.moc"
