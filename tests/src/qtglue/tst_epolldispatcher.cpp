#include "loopbench.h"

#include <QTcpServer>
#include <QTemporaryFile>
#include <QTest>

#include <atomic>
#include <memory>
#include <netinet/in.h>
#include <sys/epoll.h>
#include <sys/syscall.h>
#include <vector>

using namespace penstock;

class TestEpollDispatcher final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase_data();
    void initTestCase() { allowManyDescriptors(); }

    void everyTypeIsTold();
    void isToldAgainUntilItIsTaken();
    void togglesInOneTurnCostNothing();
    void disabledNotifiersStayQuiet();
    void aThousandPairs();

    void aNumberIsUsedAgainInOneTurn();
    void aNumberIsUsedAgainWhileTheOldOneLives();
    void aNumberIsUsedAgainInsideABatch();
    void aDescriptorIsClosedBeforeItsNotifier();
    void aNotifierIsDeletedInItsOwnSlot();
    void theNotifierOfAnotherIsDeletedInASlot();
    void aNestedLoopTakesOver();

    void hangUpsAreToldWithoutSpinning();
    void hangUpsOfTheDisabledAreNotTold();
    void filesAreAlwaysReady();
    void whatCannotBeWatchedIsSwitchedOff();
};

namespace
{

std::atomic<int> epollControls{0};

/// Gives the number of one descriptor, which is closed, to another.
void takeOver(int number, int other)
{
    close(number);
    [[maybe_unused]] const int r = dup2(other, number);
}

} // namespace

// Stands before the C library's, and counts.
// NOLINTNEXTLINE(readability-identifier-naming)
extern "C" int epoll_ctl(int epfd, int operation, int fd, epoll_event *event) noexcept
{
    ++epollControls;
    return static_cast<int>(syscall(SYS_epoll_ctl, epfd, operation, fd, event));
}

void TestEpollDispatcher::initTestCase_data()
{
    addPathRows();
}

void TestEpollDispatcher::everyTypeIsTold()
{
    std::array<int, 3> told{};
    inLoopThread([&told] {
        // Urgent data is what the third type is for, and only TCP has it.
        QTcpServer server;
        server.listen(QHostAddress::LocalHost);
        const int client = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        address.sin_port = htons(server.serverPort());
        [[maybe_unused]] const int r
            = ::connect(client, reinterpret_cast<const sockaddr *>(&address), sizeof address);
        const int accepted = accept(static_cast<int>(server.socketDescriptor()), nullptr, nullptr);
        send(accepted, "x", 1, 0);
        send(accepted, "!", 1, MSG_OOB);
        std::array<std::unique_ptr<QSocketNotifier>, 3> notifiers;
        for (std::size_t type = 0; type < notifiers.size(); ++type) {
            notifiers[type]
                = makeNotifier(client, static_cast<QSocketNotifier::Type>(type), [&, type] {
                      ++told[type];
                      notifiers[type]->setEnabled(false);
                  });
        }
        turnUntil([&told] { return told[0] + told[1] + told[2] == 3; });
        notifiers = {};
        close(client);
        close(accepted);
    });
    QCOMPARE(told, (std::array<int, 3>{1, 1, 1}));
}

void TestEpollDispatcher::isToldAgainUntilItIsTaken()
{
    int told = 0;
    int quietTurns = 0;
    inLoopThread([&] {
        const FdPair pair;
        const auto notifier = makeNotifier(pair.near(), QSocketNotifier::Read, [&] {
            if (++told == 5) {
                takeByte(pair.near());
            }
        });
        pair.fill();
        turnUntil([&told] { return told == 5; });
        quietTurns = turnsInQuietTime();
    });
    QCOMPARE(told, 5);
    QVERIFY(quietTurns <= fewTurns);
}

void TestEpollDispatcher::togglesInOneTurnCostNothing()
{
    int read = 0;
    int written = 0;
    int controls = 0;
    inLoopThread([&] {
        const FdPair pair;
        const auto reader = makeNotifier(pair.near(), QSocketNotifier::Read, [&] {
            takeByte(pair.near());
            ++read;
        });
        const auto writer = makeNotifier(pair.near(), QSocketNotifier::Write, [&] { ++written; });
        writer->setEnabled(false);
        pair.fill();
        turnUntil([&read] { return read == 1; });
        const int before = epollControls;
        for (int i = 0; i < 1000; ++i) {
            writer->setEnabled(true);
            writer->setEnabled(false);
        }
        pair.fill();
        turnUntil([&read] { return read == 2; });
        for (int i = 0; i < 1000; ++i) {
            reader->setEnabled(false);
            reader->setEnabled(true);
            writer->setEnabled(true);
        }
        turnUntil([&written] { return written > 0; });
        controls = epollControls - before;
    });
    QCOMPARE(read, 2);
    QVERIFY(written > 0);
    if (!isPortable()) {
        // The sole notifier goes and comes back in the second loop's first round only.
        QVERIFY2(controls <= 3, QByteArray::number(controls).constData());
    }
}

void TestEpollDispatcher::disabledNotifiersStayQuiet()
{
    int told = 0;
    int quietTurns = 0;
    inLoopThread([&] {
        const FdPair pair;
        pair.fill();
        const auto reader = makeNotifier(pair.near(), QSocketNotifier::Read, [&] { ++told; });
        const auto writer = makeNotifier(pair.near(), QSocketNotifier::Write, [&] { ++told; });
        writer->setEnabled(false);
        reader->setEnabled(false);
        quietTurns = turnsInQuietTime();
    });
    QCOMPARE(told, 0);
    QVERIFY(quietTurns <= fewTurns);
}

void TestEpollDispatcher::aThousandPairs()
{
    constexpr std::size_t count = 1000;
    std::vector<int> told(count, 0);
    inLoopThread([&told] {
        std::vector<FdPair> pairs(count);
        std::vector<std::unique_ptr<QSocketNotifier>> notifiers;
        int total = 0;
        for (std::size_t i = 0; i < count; ++i) {
            notifiers.push_back(makeNotifier(pairs[i].near(), QSocketNotifier::Read, [&, i] {
                takeByte(pairs[i].near());
                ++told[i];
                ++total;
            }));
        }
        for (int round = 1; round <= 5; ++round) {
            for (const FdPair &pair : pairs) {
                pair.fill();
            }
            turnUntil([&total, round] { return total == round * static_cast<int>(count); });
        }
        turnsInQuietTime();
    });
    QCOMPARE(told, std::vector<int>(count, 5));
}

void TestEpollDispatcher::aNumberIsUsedAgainInOneTurn()
{
    int old = 0;
    int fresh = 0;
    inLoopThread([&] {
        const FdPair pair;
        const FdPair other;
        auto notifier = makeNotifier(pair.near(), QSocketNotifier::Read, [&old] { ++old; });
        turn();
        notifier.reset();
        takeOver(pair.near(), other.near());
        notifier = makeNotifier(pair.near(), QSocketNotifier::Read, [&] {
            takeByte(pair.near());
            ++fresh;
        });
        pair.fill();
        turn();
        other.fill();
        turnUntil([&fresh] { return fresh == 1; });
    });
    QCOMPARE(old, 0);
    QCOMPARE(fresh, 1);
}

void TestEpollDispatcher::aNumberIsUsedAgainWhileTheOldOneLives()
{
    int fresh = 0;
    int early = 0;
    int quietTurns = 0;
    inLoopThread([&] {
        const FdPair pair;
        const FdPair other;
        // A child process, for example, may hold it: closing does not take it out of epoll then.
        const int held = dup(pair.near());
        auto notifier = makeNotifier(pair.near(), QSocketNotifier::Read, [] { });
        turn();
        notifier.reset();
        takeOver(pair.near(), other.near());
        notifier = makeNotifier(pair.near(), QSocketNotifier::Read, [&] {
            takeByte(pair.near());
            ++fresh;
        });
        pair.fill();
        quietTurns = turnsInQuietTime();
        early = fresh;
        other.fill();
        turnUntil([&fresh] { return fresh == 1; });
        close(held);
    });
    QCOMPARE(early, 0);
    QCOMPARE(fresh, 1);
    QVERIFY(quietTurns <= fewTurns);
}

void TestEpollDispatcher::aNumberIsUsedAgainInsideABatch()
{
    int first = 0;
    int stale = 0;
    int fresh = 0;
    inLoopThread([&] {
        const std::array<FdPair, 2> pairs;
        const FdPair other;
        std::array<std::unique_ptr<QSocketNotifier>, 2> notifiers;
        for (std::size_t i = 0; i < 2; ++i) {
            pairs[i].fill();
            notifiers[i] = makeNotifier(pairs[i].near(), QSocketNotifier::Read, [&, i] {
                takeByte(pairs[i].near());
                ++first;
                const int number = pairs[1 - i].near();
                notifiers[1 - i].reset();
                takeOver(number, other.near());
                notifiers[1 - i] = makeNotifier(number, QSocketNotifier::Read, [&, number] {
                    char byte = 0;
                    (read(number, &byte, 1) == 1 ? fresh : stale) += 1;
                });
            });
        }
        turnUntil([&first] { return first > 0; });
        turnsInQuietTime();
        other.fill();
        turnUntil([&fresh] { return fresh > 0; });
    });
    QCOMPARE(first, 1);
    QCOMPARE(stale, 0);
    QCOMPARE(fresh, 1);
}

void TestEpollDispatcher::aDescriptorIsClosedBeforeItsNotifier()
{
    int old = 0;
    int fresh = 0;
    inLoopThread([&] {
        const FdPair pair;
        const FdPair other;
        auto oldNotifier = makeNotifier(pair.near(), QSocketNotifier::Read, [&old] { ++old; });
        turn();
        takeOver(pair.near(), other.near());
        const auto freshNotifier = makeNotifier(pair.near(), QSocketNotifier::Read, [&] {
            takeByte(pair.near());
            ++fresh;
        });
        oldNotifier.reset();
        other.fill();
        turnUntil([&fresh] { return fresh == 1; });
    });
    QCOMPARE(old, 0);
    QCOMPARE(fresh, 1);
}

void TestEpollDispatcher::aNotifierIsDeletedInItsOwnSlot()
{
    int told = 0;
    inLoopThread([&told] {
        const FdPair pair;
        pair.fill();
        auto *notifier = new QSocketNotifier(pair.near(), QSocketNotifier::Read);
        const auto writer = makeNotifier(pair.near(), QSocketNotifier::Write, [] { });
        QObject::connect(
            notifier, &QSocketNotifier::activated, qApp,
            [&told, notifier] {
                ++told;
                delete notifier;
            },
            Qt::DirectConnection);
        turnUntil([&told] { return told == 1; });
        for (int i = 0; i < 10; ++i) {
            turn();
        }
    });
    QCOMPARE(told, 1);
}

void TestEpollDispatcher::theNotifierOfAnotherIsDeletedInASlot()
{
    int told = 0;
    inLoopThread([&told] {
        std::array<FdPair, 8> pairs;
        std::array<std::unique_ptr<QSocketNotifier>, 8> notifiers;
        for (std::size_t i = 0; i < pairs.size(); ++i) {
            pairs[i].fill();
            notifiers[i] = makeNotifier(pairs[i].near(), QSocketNotifier::Read, [&, i] {
                takeByte(pairs[i].near());
                ++told;
                for (std::size_t j = 0; j < notifiers.size(); ++j) {
                    if (j != i) {
                        notifiers[j].reset();
                    }
                }
            });
        }
        turnUntil([&told] { return told > 0; });
        turnsInQuietTime();
    });
    QCOMPARE(told, 1);
}

void TestEpollDispatcher::aNestedLoopTakesOver()
{
    constexpr std::size_t count = 6;
    std::vector<int> told(count, 0);
    int nested = 0;
    inLoopThread([&] {
        std::vector<FdPair> pairs(count);
        std::vector<std::unique_ptr<QSocketNotifier>> notifiers;
        int total = 0;
        for (std::size_t i = 0; i < count; ++i) {
            pairs[i].fill();
            notifiers.push_back(makeNotifier(pairs[i].near(), QSocketNotifier::Read, [&, i] {
                takeByte(pairs[i].near());
                ++told[i];
                if (++total == 1) {
                    turnUntil([&] { return total == static_cast<int>(count); });
                    nested = total;
                }
            }));
        }
        turnUntil([&total] { return total > 0; });
        turnsInQuietTime();
    });
    QCOMPARE(nested, static_cast<int>(count));
    QCOMPARE(told, std::vector<int>(count, 1));
}

void TestEpollDispatcher::hangUpsAreToldWithoutSpinning()
{
    std::array<int, 3> told{};
    int quietTurns = 0;
    inLoopThread([&] {
        FdPair pair;
        std::array<std::unique_ptr<QSocketNotifier>, 3> notifiers;
        // GLib's loop tells of a hang-up to readers only; writers learn of it by writing.
        const std::size_t types = isPortable() ? 2 : 3;
        for (std::size_t type = 0; type < types; ++type) {
            notifiers[type]
                = makeNotifier(pair.near(), static_cast<QSocketNotifier::Type>(type), [&, type] {
                      ++told[type];
                      notifiers[type]->setEnabled(false);
                  });
        }
        pair.closeFar();
        turnUntil([&told] { return told[0] == 1 && told[1] == 1; });
        quietTurns = turnsInQuietTime();
    });
    QCOMPARE(told, (std::array<int, 3>{1, 1, isPortable() ? 0 : 1}));
    QVERIFY(quietTurns <= fewTurns);
}

void TestEpollDispatcher::hangUpsOfTheDisabledAreNotTold()
{
    int told = 0;
    int quietTurns = 0;
    inLoopThread([&] {
        FdPair pair;
        std::unique_ptr<QSocketNotifier> notifier;
        notifier = makeNotifier(pair.near(), QSocketNotifier::Read, [&] {
            ++told;
            notifier->setEnabled(false);
        });
        turn();
        notifier->setEnabled(false);
        pair.closeFar();
        quietTurns = turnsInQuietTime();
        notifier->setEnabled(true);
        turnUntil([&told] { return told > 0; });
    });
    QCOMPARE(told, 1);
    QVERIFY(quietTurns <= fewTurns);
}

void TestEpollDispatcher::filesAreAlwaysReady()
{
    int read = 0;
    int written = 0;
    int received = 0;
    int quietTurns = 0;
    int readAfterwards = 0;
    inLoopThread([&] {
        QTemporaryFile file;
        if (!file.open()) {
            return;
        }
        const FdPair pair;
        const auto reader = makeNotifier(file.handle(), QSocketNotifier::Read, [&read] { ++read; });
        const auto writer
            = makeNotifier(file.handle(), QSocketNotifier::Write, [&written] { ++written; });
        const auto socket = makeNotifier(pair.near(), QSocketNotifier::Read, [&] {
            takeByte(pair.near());
            ++received;
        });
        turnUntil([&] { return read >= 3 && written >= 3; });
        pair.fill();
        turnUntil([&received] { return received == 1; });
        writer->setEnabled(false);
        const int writtenBefore = written;
        turnUntil([&read, enough = read + 3] { return read >= enough; });
        written = written == writtenBefore ? written : -1;
        reader->setEnabled(false);
        readAfterwards = read;
        quietTurns = turnsInQuietTime();
        readAfterwards = read - readAfterwards;
    });
    QVERIFY(read >= 6);
    QVERIFY(written >= 3);
    QCOMPARE(received, 1);
    QCOMPARE(readAfterwards, 0);
    QVERIFY(quietTurns <= fewTurns);
}

void TestEpollDispatcher::whatCannotBeWatchedIsSwitchedOff()
{
    bool isEnabled = true;
    int received = 0;
    int quietTurns = 0;
    inLoopThread([&] {
        const FdPair pair;
        const int closed = dup(pair.near());
        close(closed);
        const auto notifier = makeNotifier(closed, QSocketNotifier::Read, [] { });
        const auto socket = makeNotifier(pair.near(), QSocketNotifier::Read, [&] {
            takeByte(pair.near());
            ++received;
        });
        pair.fill();
        turnUntil([&] { return received == 1 && !notifier->isEnabled(); });
        isEnabled = notifier->isEnabled();
        quietTurns = turnsInQuietTime();
    });
    QVERIFY(!isEnabled);
    QCOMPARE(received, 1);
    QVERIFY(quietTurns <= fewTurns);
}

QTEST_GUILESS_MAIN(TestEpollDispatcher)
#include "tst_epolldispatcher.moc"
