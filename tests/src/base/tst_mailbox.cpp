#include "base/mailbox.h"

#include <QTest>

#include <condition_variable>
#include <memory>
#include <thread>
#include <vector>

using namespace penstock;

namespace
{

// What an event loop is to a receiver: wake-ups are remembered until it looks.
class Bell final
{
public:
    void ring()
    {
        {
            const std::lock_guard lock(m_mutex);
            ++m_rings;
        }
        m_condition.notify_one();
    }

    void await()
    {
        std::unique_lock lock(m_mutex);
        m_condition.wait(lock, [this] { return m_rings > 0; });
        --m_rings;
    }

private:
    std::mutex m_mutex;
    std::condition_variable m_condition;
    int m_rings = 0;
};

struct Parcel {
    int sender = 0;
    int number = 0;
};

} // namespace

class TestMailbox final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void valuesComeInTheirOrder()
    {
        Mailbox<int> box(nullptr);
        QCOMPARE(box.post(1), Posted::Yes);
        QCOMPARE(box.post(2), Posted::Yes);
        QCOMPARE(box.drain(), (std::deque<int>{1, 2}));
        QVERIFY(box.drain().empty());
    }

    void wakesOncePerFilling()
    {
        int wakes = 0;
        Mailbox<int> box([&wakes] { ++wakes; });
        box.post(1);
        box.post(2);
        QCOMPARE(wakes, 1);
        QCOMPARE(box.drain().size(), std::size_t{2});
        QCOMPARE(wakes, 1);
        box.post(3);
        QCOMPARE(wakes, 2);
    }

    // Would wait for itself if the lock were still held.
    void wakeMayUseTheMailbox()
    {
        Mailbox<int> *self = nullptr;
        std::deque<int> got;
        Mailbox<int> box([&] { got = self->drain(); });
        self = &box;
        box.post(5);
        QCOMPARE(got, (std::deque<int>{5}));
    }

    void aClosedOneRefusesAndKeepsWhatWaits()
    {
        int wakes = 0;
        Mailbox<int> box([&wakes] { ++wakes; });
        box.post(1);
        box.close();
        QVERIFY(box.isClosed());
        QCOMPARE(box.post(2), Posted::Closed);
        QCOMPARE(box.drain(), (std::deque<int>{1}));
        QCOMPARE(box.post(3), Posted::Closed);
        QCOMPARE(wakes, 1);
        QCOMPARE(box.dropped(), std::uint64_t{0});
    }

    void aFullOneDropsAndCounts()
    {
        Mailbox<int> box(nullptr, 2);
        box.post(1);
        box.post(2);
        QCOMPARE(box.post(3), Posted::Dropped);
        QCOMPARE(box.post(4), Posted::Dropped);
        QCOMPARE(box.dropped(), std::uint64_t{2});
        QCOMPARE(box.drain(), (std::deque<int>{1, 2}));
        QCOMPARE(box.post(5), Posted::Yes);
    }

    void takesWhatCanOnlyBeMoved()
    {
        Mailbox<std::unique_ptr<int>> box(nullptr);
        box.post(std::make_unique<int>(4));
        QCOMPARE(*box.drain().front(), 4);
    }

    // The receiver sleeps whenever nothing rings: a lost wake-up would hang this for good.
    void nothingIsLostBetweenThreads()
    {
        constexpr int senders = 4;
        constexpr int each = 5'000;
        Bell bell;
        Mailbox<Parcel> box([&bell] { bell.ring(); });

        std::vector<std::thread> threads;
        for (int sender = 0; sender < senders; ++sender) {
            threads.emplace_back([&box, sender] {
                for (int number = 0; number < each; ++number) {
                    box.post({sender, number});
                }
            });
        }
        std::vector<int> next(senders, 0);
        bool isOrdered = true;
        for (int received = 0; received < senders * each;) {
            bell.await();
            for (const Parcel &parcel : box.drain()) {
                int &expected = next[static_cast<std::size_t>(parcel.sender)];
                isOrdered = isOrdered && parcel.number == expected;
                ++expected;
                ++received;
            }
        }
        for (std::thread &thread : threads) {
            thread.join();
        }
        QVERIFY(isOrdered);
        QCOMPARE(next, std::vector<int>(senders, each));
    }

    void closingEndsAllSenders()
    {
        Bell bell;
        Mailbox<int> box([&bell] { bell.ring(); });
        std::vector<std::thread> threads;
        for (int sender = 0; sender < 3; ++sender) {
            threads.emplace_back([&box] {
                while (box.post(1) != Posted::Closed) { }
            });
        }
        bell.await();
        box.close();
        for (std::thread &thread : threads) {
            thread.join();
        }
        QVERIFY(!box.drain().empty());
        QVERIFY(box.drain().empty());
    }
};

QTEST_APPLESS_MAIN(TestMailbox)
#include "tst_mailbox.moc"
