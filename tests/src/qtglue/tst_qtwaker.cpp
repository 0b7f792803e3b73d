#include "base/mailbox.h"
#include "qtglue/qtwaker.h"

#include <QTest>
#include <QThread>

#include <atomic>
#include <memory>
#include <thread>
#include <vector>

using namespace penstock;

class TestQtWaker final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void callsLaterAndInItsOwnThread()
    {
        QThread *calledIn = nullptr;
        QtWaker waker([&calledIn] { calledIn = QThread::currentThread(); });
        std::thread poster(waker.wake());
        poster.join();
        QVERIFY(calledIn == nullptr);
        QTRY_COMPARE(calledIn, QThread::currentThread());
    }

    void manyWakesMakeOneCall()
    {
        int calls = 0;
        QtWaker waker([&calls] { ++calls; });
        const auto wake = waker.wake();
        const auto other = waker.wake();
        wake();
        wake();
        other();
        QCoreApplication::processEvents();
        QCOMPARE(calls, 1);
        wake();
        QCoreApplication::processEvents();
        QCOMPARE(calls, 2);
    }

    void aWakeDuringTheCallMakesAnother()
    {
        int calls = 0;
        std::function<void()> wake;
        QtWaker waker([&] {
            if (++calls == 1) {
                wake();
            }
        });
        wake = waker.wake();
        wake();
        QTRY_COMPARE(calls, 2);
    }

    void wakingTheDeadDoesNothing()
    {
        int calls = 0;
        auto waker = std::make_unique<QtWaker>([&calls] { ++calls; });
        const auto wake = waker->wake();
        wake();
        waker.reset();
        wake();
        QCoreApplication::processEvents();
        QCOMPARE(calls, 0);
    }

    void theCallMayDestroyTheWaker()
    {
        int calls = 0;
        std::unique_ptr<QtWaker> waker;
        const auto counter = std::make_shared<int>(0);
        waker = std::make_unique<QtWaker>([&waker, &calls, counter] {
            waker.reset();
            ++*counter;
            ++calls;
        });
        waker->wake()();
        QCoreApplication::processEvents();
        QCOMPARE(calls, 1);
        QVERIFY(waker == nullptr);
        QCOMPARE(*counter, 1);
    }

    void otherEventsPassThrough()
    {
        QtWaker waker([] { });
        QVERIFY(
            !QCoreApplication::sendEvent(&waker, std::make_unique<QEvent>(QEvent::Close).get()));
    }

    void followsItsObjectIntoAnotherThread()
    {
        QThread thread;
        std::atomic<QThread *> calledIn{nullptr};
        auto *waker = new QtWaker([&calledIn] { calledIn = QThread::currentThread(); });
        const auto wake = waker->wake();
        waker->moveToThread(&thread);
        QObject::connect(&thread, &QThread::finished, waker, &QObject::deleteLater);
        thread.start();
        wake();
        QTRY_COMPARE(calledIn.load(), &thread);
        thread.quit();
        thread.wait();
        wake();
    }

    void carriesAMailbox()
    {
        constexpr int senders = 3;
        constexpr int each = 2'000;
        int received = 0;
        std::unique_ptr<Mailbox<int>> box;
        QtWaker waker([&] { received += static_cast<int>(box->drain().size()); });
        box = std::make_unique<Mailbox<int>>(waker.wake());
        std::vector<std::thread> threads;
        for (int sender = 0; sender < senders; ++sender) {
            threads.emplace_back([&box] {
                for (int number = 0; number < each; ++number) {
                    box->post(number);
                }
            });
        }
        const bool isComplete = QTest::qWaitFor([&] { return received == senders * each; });
        for (std::thread &thread : threads) {
            thread.join();
        }
        QVERIFY(isComplete);
    }

    // Crashes, or shows under a sanitizer, when a wake-up meets the destructor half way.
    void dyingWhileOthersWake()
    {
        for (int round = 0; round < 200; ++round) {
            auto waker = std::make_unique<QtWaker>([] { });
            std::atomic<bool> isStarted{false};
            std::thread poster([&isStarted, wake = waker->wake()] {
                for (int i = 0; i < 100; ++i) {
                    wake();
                    isStarted = true;
                }
            });
            while (!isStarted) {
                std::this_thread::yield();
            }
            waker.reset();
            poster.join();
        }
    }
};

QTEST_GUILESS_MAIN(TestQtWaker)
#include "tst_qtwaker.moc"
