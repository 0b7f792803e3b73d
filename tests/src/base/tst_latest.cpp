#include "base/latest.h"

#include <QTest>

#include <atomic>
#include <memory>
#include <thread>

using namespace penstock;

class TestLatest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void onlyTheNewestIsTaken()
    {
        Latest<int> latest(nullptr);
        QVERIFY(!latest.take());
        latest.post(1);
        latest.post(2);
        QCOMPARE(latest.take(), std::optional(2));
        QVERIFY(!latest.take());
    }

    void wakesOnce_untilItIsTaken()
    {
        int wakes = 0;
        Latest<int> latest([&wakes] { ++wakes; });
        latest.post(1);
        latest.post(2);
        QCOMPARE(wakes, 1);
        (void)latest.take();
        latest.post(3);
        QCOMPARE(wakes, 2);
    }

    void takesWhatCannotBeCopied()
    {
        Latest<std::unique_ptr<int>> latest(nullptr);
        latest.post(std::make_unique<int>(7));
        QCOMPARE(**latest.take(), 7);
    }

    void betweenThreads_theNewestArrivesAndNothingGoesBack()
    {
        constexpr int last = 20'000;
        std::atomic<bool> woken = false;
        Latest<int> latest([&woken] { woken = true; });
        std::thread poster([&latest] {
            for (int i = 1; i <= last; ++i) {
                latest.post(i);
            }
        });
        int newest = 0;
        bool wentBack = false;
        while (newest != last && !wentBack) {
            if (woken.exchange(false)) {
                const std::optional<int> value = latest.take();
                wentBack = !value || *value <= newest;
                newest = value.value_or(0);
            } else {
                std::this_thread::yield();
            }
        }
        poster.join();
        QVERIFY(!wentBack);
        QCOMPARE(newest, last);
    }
};

QTEST_APPLESS_MAIN(TestLatest)
#include "tst_latest.moc"
