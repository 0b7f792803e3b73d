#include "base/rollingwindow.h"
#include "support/property.h"

#include <QTest>

#include <vector>

using namespace penstock;
using namespace std::chrono_literals;

namespace
{

SteadyTime at(Duration since)
{
    return SteadyTime(since);
}

struct Usage {
    int requests = 0;
    double tokens = 0;

    Usage &operator+=(const Usage &other)
    {
        requests += other.requests;
        tokens += other.tokens;
        return *this;
    }
};

} // namespace

class TestRollingWindow final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void isEmptyInTheBeginning() { QCOMPARE(RollingWindow<int>(60s, 12).total(at(0s)), 0); }

    // 12 buckets of 5 s: what came at 0 s is seen until the bucket of 60 s begins.
    void forgetsWithTheBucketThatTakesItsPlace()
    {
        RollingWindow<int> window(60s, 12);
        window.add(at(0s), 1);
        window.add(at(4999ms), 1);
        window.add(at(5s), 1);
        QCOMPARE(window.total(at(59999ms)), 3);
        QCOMPARE(window.total(at(60s)), 1);
        QCOMPARE(window.total(at(65s)), 0);
    }

    void reusedBucketsStartAtNothing()
    {
        RollingWindow<int> window(60s, 12);
        window.add(at(1s), 7);
        window.add(at(61s), 1);
        QCOMPARE(window.total(at(61s)), 1);
    }

    void aLongGapClearsAll()
    {
        RollingWindow<int> window(60s, 12);
        for (int i = 0; i < 12; ++i) {
            window.add(at(i * 5s), 1);
        }
        window.add(at(24h * 365), 1);
        QCOMPARE(window.total(at(24h * 365)), 1);
    }

    void timeGoingBackCountsAsTheLatest()
    {
        RollingWindow<int> window(60s, 12);
        window.add(at(100s), 1);
        window.add(at(10s), 1);
        QCOMPARE(window.total(at(10s)), 2);
        QCOMPARE(window.total(at(159s)), 2);
        QCOMPARE(window.total(at(160s)), 0);
    }

    void timesBelowZeroWork()
    {
        RollingWindow<int> window(60s, 12);
        window.add(at(-3s), 1);
        window.add(at(2s), 1);
        QCOMPARE(window.total(at(54s)), 2);
        QCOMPARE(window.total(at(56s)), 1);
    }

    void clearForgetsTheTimeToo()
    {
        RollingWindow<int> window(60s, 12);
        window.add(at(1000s), 1);
        window.clear();
        window.add(at(1s), 2);
        QCOMPARE(window.total(at(1s)), 2);
        QCOMPARE(window.total(at(61s)), 0);
    }

    void takesAnyValueThatAdds()
    {
        RollingWindow<Usage> window(10s, 10);
        window.add(at(1s), {1, 2.5});
        window.add(at(2s), {1, 4.0});
        QCOMPARE(window.total(at(2s)).requests, 2);
        QCOMPARE(window.total(at(2s)).tokens, 6.5);
    }

    void sillySizesAreHarmless()
    {
        RollingWindow<int> none(0s, 0);
        none.add(at(1s), 1);
        QCOMPARE(none.total(at(1s)), 1);
        QCOMPARE(none.total(at(2s)), 0);
        QCOMPARE(none.bucketWidth(), Duration(1));
    }

    void agreesWithAListOfEvents()
    {
        struct Event {
            Duration when;
            int value;
        };
        test::forEachRound(200, [](SeededRandom &random) {
            const auto count = static_cast<std::int64_t>(1 + random.below(8));
            const Duration width = std::chrono::milliseconds(1 + random.below(50));
            RollingWindow<int> window(width * count, static_cast<std::size_t>(count));
            std::vector<Event> events;
            Duration now(0);
            for (int step = 0; step < 60; ++step) {
                now += std::chrono::milliseconds(random.below(random.below(10) == 0 ? 1000 : 20));
                const int value = static_cast<int>(random.below(9));
                events.push_back({now, value});
                window.add(at(now), value);
                int expected = 0;
                for (const Event &event : events) {
                    expected += now / width - event.when / width < count ? event.value : 0;
                }
                QCOMPARE(window.total(at(now)), expected);
            }
        });
    }
};

QTEST_APPLESS_MAIN(TestRollingWindow)
#include "tst_rollingwindow.moc"
