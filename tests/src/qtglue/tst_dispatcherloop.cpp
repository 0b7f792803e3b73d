#include "loopbench.h"

#include <QSemaphore>
#include <QTcpServer>
#include <QTcpSocket>
#include <QTest>

#include <atomic>
#include <memory>
#include <string>
#include <thread>
#include <vector>

using namespace penstock;

class TestDispatcherLoop final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase_data();
    void socketsAreExcludedOnDemand();
    void signalsTellOfSleep();
    void aRequestBeforeTheSleepCounts();
    void wakesUpEveryTime();
    void isInterruptedFromOutside();
    void postedEventsAreSentEveryTurn();
    void callsFromManyThreadsArriveInOrder();
    void carriesTcp();
};

namespace
{

constexpr int patienceMs = 20'000;

} // namespace

void TestDispatcherLoop::initTestCase_data()
{
    addPathRows();
}

void TestDispatcherLoop::socketsAreExcludedOnDemand()
{
    int excluded = 0;
    int turns = 0;
    int received = 0;
    bool isIgnored = false;
    inLoopThread([&] {
        isIgnored = isGlib();
        if (isIgnored) {
            return;
        }
        const FdPair pair;
        pair.fill();
        const auto notifier = makeNotifier(pair.near(), QSocketNotifier::Read, [&] {
            takeByte(pair.near());
            ++received;
        });
        turn(QEventLoop::ExcludeSocketNotifiers);
        // What is ready and excluded must not keep the loop awake either.
        bool isOver = false;
        QTimer::singleShot(50, Qt::PreciseTimer, QAbstractEventDispatcher::instance(),
                           [&isOver] { isOver = true; });
        for (; !isOver && turns < 1000; ++turns) {
            turn(QEventLoop::WaitForMoreEvents | QEventLoop::ExcludeSocketNotifiers);
        }
        std::thread waker([target = QAbstractEventDispatcher::instance()] { target->wakeUp(); });
        turn(QEventLoop::WaitForMoreEvents | QEventLoop::ExcludeSocketNotifiers);
        waker.join();
        excluded = received;
        turnUntil([&received] { return received == 1; });
    });
    if (isIgnored) {
        QSKIP("GLib's loop does not exclude sockets.");
    }
    QCOMPARE(excluded, 0);
    QVERIFY(turns <= fewTurns);
    QCOMPARE(received, 1);
}

void TestDispatcherLoop::signalsTellOfSleep()
{
    std::string told;
    std::string toldOfPeek;
    inLoopThread([&] {
        auto *dispatcher = QAbstractEventDispatcher::instance();
        QObject context;
        QObject::connect(dispatcher, &QAbstractEventDispatcher::aboutToBlock, &context,
                         [&told] { told += 'b'; });
        QObject::connect(dispatcher, &QAbstractEventDispatcher::awake, &context,
                         [&told] { told += 'a'; });
        turn();
        turn();
        toldOfPeek = std::exchange(told, {});
        QTimer::singleShot(20, Qt::PreciseTimer, &context, [&told] { told += 't'; });
        turnUntil([&told] { return told.find('t') != std::string::npos; });
    });
    QVERIFY(toldOfPeek.find('b') == std::string::npos);
    const std::size_t sleep = told.find('b');
    QVERIFY(sleep != std::string::npos);
    QVERIFY(told.find("bb") == std::string::npos);
    // Qt's own plain loop tells of the end of a sleep only at the start of the next turn.
    QVERIFY(isPortable() || told.ends_with("bat"));
}

void TestDispatcherLoop::aRequestBeforeTheSleepCounts()
{
    bool isSleptOver = false;
    inLoopThread([&isSleptOver] {
        auto *dispatcher = QAbstractEventDispatcher::instance();
        QTimer guard;
        QObject::connect(&guard, &QTimer::timeout, &guard, [&] { isSleptOver = true; });
        guard.start(patienceMs / 4);
        dispatcher->wakeUp();
        turn(QEventLoop::WaitForMoreEvents);
        dispatcher->interrupt();
        turn(QEventLoop::WaitForMoreEvents);
    });
    QVERIFY(!isSleptOver);
}

void TestDispatcherLoop::wakesUpEveryTime()
{
    constexpr int rounds = 10'000;
    QAbstractEventDispatcher *dispatcher = nullptr;
    std::atomic<bool> hasMore{false};
    QSemaphore started;
    QSemaphore done;
    int woken = 0;
    std::thread waker([&] {
        started.acquire();
        for (int i = 0; i < rounds; ++i) {
            hasMore = true;
            dispatcher->wakeUp();
            if (!done.tryAcquire(1, patienceMs)) {
                return;
            }
        }
    });
    inLoopThread([&] {
        dispatcher = QAbstractEventDispatcher::instance();
        started.release();
        for (; woken < rounds; ++woken) {
            // One wake-up that got lost would be slept over here.
            if (!turnUntil([&hasMore] { return hasMore.exchange(false); })) {
                return;
            }
            done.release();
        }
    });
    waker.join();
    QCOMPARE(woken, rounds);
}

void TestDispatcherLoop::isInterruptedFromOutside()
{
    int ended = 0;
    inLoopThread([&ended] {
        for (int i = 0; i < 500; ++i) {
            QEventLoop loop;
            // Before its beginning an exit would not count.
            QSemaphore started;
            QMetaObject::invokeMethod(
                &loop, [&started] { started.release(); }, Qt::QueuedConnection);
            std::thread other([&] {
                started.acquire();
                loop.exit(7);
            });
            ended += loop.exec() == 7 ? 1 : 0;
            other.join();
        }
        auto *dispatcher = QAbstractEventDispatcher::instance();
        std::thread other([dispatcher] { dispatcher->interrupt(); });
        turn(QEventLoop::WaitForMoreEvents);
        other.join();
    });
    QCOMPARE(ended, 500);
}

void TestDispatcherLoop::postedEventsAreSentEveryTurn()
{
    int posted = 0;
    int early = 0;
    int destroyed = 0;
    inLoopThread([&] {
        const FdPair pair;
        pair.fill();
        QObject target;
        int expected = 0;
        const auto notifier = makeNotifier(pair.near(), QSocketNotifier::Read, [&] {
            early += posted < expected ? 1 : 0;
            ++expected;
            QMetaObject::invokeMethod(&target, [&posted] { ++posted; }, Qt::QueuedConnection);
        });
        turnUntil([&posted] { return posted == 50; });
    });
    inLoopThread([&destroyed] {
        auto *object = new QObject;
        QObject::connect(object, &QObject::destroyed, object, [&destroyed] { ++destroyed; });
        QEventLoop loop;
        QTimer::singleShot(0, object, [object] { object->deleteLater(); });
        QObject::connect(object, &QObject::destroyed, &loop, &QEventLoop::quit);
        loop.exec();
    });
    QVERIFY(posted >= 50);
    QCOMPARE(early, 0);
    QCOMPARE(destroyed, 1);
}

void TestDispatcherLoop::callsFromManyThreadsArriveInOrder()
{
    constexpr int each = 2'500;
    constexpr std::size_t callers = 4;
    std::array<int, callers> next{};
    int disorders = 0;
    QFETCH_GLOBAL(const EventPath, path);
    EventThread thread(QStringLiteral("bench"), path);
    QObject *target = nullptr;
    thread.run([&target] { target = QAbstractEventDispatcher::instance(); });
    QSemaphore done;
    std::vector<std::thread> threads;
    for (std::size_t caller = 0; caller < callers; ++caller) {
        threads.emplace_back([&, caller] {
            for (int i = 0; i < each; ++i) {
                QMetaObject::invokeMethod(
                    target,
                    [&, caller, i] {
                        disorders += next[caller]++ == i ? 0 : 1;
                        done.release();
                    },
                    Qt::QueuedConnection);
            }
        });
    }
    for (std::thread &caller : threads) {
        caller.join();
    }
    QVERIFY(done.tryAcquire(each * static_cast<int>(callers), patienceMs));
    QCOMPARE(disorders, 0);
}

void TestDispatcherLoop::carriesTcp()
{
    constexpr int clients = 50;
    const QByteArray sent(200'000, 'x');
    int complete = 0;
    int goodbyes = 0;
    inLoopThread([&] {
        QTcpServer server;
        server.listen(QHostAddress::LocalHost);
        QObject::connect(&server, &QTcpServer::newConnection, &server, [&server] {
            while (QTcpSocket *peer = server.nextPendingConnection()) {
                QObject::connect(peer, &QTcpSocket::readyRead, peer,
                                 [peer] { peer->write(peer->readAll()); });
            }
        });
        std::vector<std::unique_ptr<QTcpSocket>> sockets;
        for (int i = 0; i < clients; ++i) {
            auto *socket = sockets.emplace_back(std::make_unique<QTcpSocket>()).get();
            QObject::connect(socket, &QTcpSocket::connected, socket,
                             [socket, &sent] { socket->write(sent); });
            QObject::connect(socket, &QTcpSocket::readyRead, socket, [&, socket] {
                if (socket->bytesAvailable() == sent.size()) {
                    complete += socket->readAll() == sent ? 1 : 0;
                    socket->disconnectFromHost();
                }
            });
            QObject::connect(socket, &QTcpSocket::disconnected, socket, [&] { ++goodbyes; });
            socket->connectToHost(QHostAddress::LocalHost, server.serverPort());
        }
        turnUntil([&] { return goodbyes == clients; });
    });
    QCOMPARE(complete, clients);
    QCOMPARE(goodbyes, clients);
}

QTEST_GUILESS_MAIN(TestDispatcherLoop)
#include "tst_dispatcherloop.moc"
