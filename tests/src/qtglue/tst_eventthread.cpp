#include "qtglue/eventthread.h"

#include <QAbstractEventDispatcher>
#include <QPointer>
#include <QTest>
#include <QTimer>

#include <atomic>
#include <memory>
#include <thread>
#include <vector>

#ifdef Q_OS_LINUX
#include "qtglue/epolldispatcher.h"
#endif

using namespace penstock;

class TestEventThread final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase_data();
    void runsInItsThreadAndWaits();
    void runsFromItsOwnThread();
    void runsForManyThreads();
    void hasTheLoopOfItsPath();
    void carriesItsName();
    void objectsLiveBetweenRuns();
    void destroysWhatWasToBeDeletedLater();
    void handlesWhatWasPostedBeforeTheEnd();
    void comesAndGoesManyTimes();
};

void TestEventThread::initTestCase_data()
{
    QTest::addColumn<EventPath>("path");
    QTest::newRow("best") << EventPath::Best;
    QTest::newRow("portable") << EventPath::Portable;
}

void TestEventThread::runsInItsThreadAndWaits()
{
    QFETCH_GLOBAL(const EventPath, path);
    EventThread thread(QStringLiteral("worker"), path);
    QThread *first = nullptr;
    QThread *second = nullptr;
    thread.run([&first] { first = QThread::currentThread(); });
    QVERIFY(first != nullptr);
    QVERIFY(first != QThread::currentThread());
    thread.run([&second] { second = QThread::currentThread(); });
    QCOMPARE(second, first);
}

void TestEventThread::runsFromItsOwnThread()
{
    QFETCH_GLOBAL(const EventPath, path);
    EventThread thread(QStringLiteral("worker"), path);
    bool hasRun = false;
    thread.run([&] { thread.run([&hasRun] { hasRun = true; }); });
    QVERIFY(hasRun);
}

void TestEventThread::runsForManyThreads()
{
    QFETCH_GLOBAL(const EventPath, path);
    EventThread thread(QStringLiteral("worker"), path);
    int count = 0;
    std::vector<std::thread> callers;
    for (int i = 0; i < 4; ++i) {
        callers.emplace_back([&] {
            for (int j = 0; j < 500; ++j) {
                thread.run([&count] { ++count; });
            }
        });
    }
    for (std::thread &caller : callers) {
        caller.join();
    }
    QCOMPARE(count, 2000);
}

void TestEventThread::hasTheLoopOfItsPath()
{
    QFETCH_GLOBAL(const EventPath, path);
    EventThread thread(QStringLiteral("worker"), path);
    QAbstractEventDispatcher *dispatcher = nullptr;
    thread.run([&dispatcher] { dispatcher = QAbstractEventDispatcher::instance(); });
    QVERIFY(dispatcher != nullptr);
#ifdef Q_OS_LINUX
    const bool isOurs = dynamic_cast<EpollDispatcher *>(dispatcher) != nullptr;
    QCOMPARE(isOurs, path == EventPath::Best);
#endif
}

void TestEventThread::carriesItsName()
{
    QFETCH_GLOBAL(const EventPath, path);
    EventThread thread(QStringLiteral("worker-7"), path);
    QString name;
    thread.run([&name] { name = QThread::currentThread()->objectName(); });
    QCOMPARE(name, QStringLiteral("worker-7"));
}

void TestEventThread::objectsLiveBetweenRuns()
{
    QFETCH_GLOBAL(const EventPath, path);
    EventThread thread(QStringLiteral("worker"), path);
    std::unique_ptr<QTimer> timer;
    std::atomic<int> fired{0};
    thread.run([&] {
        timer = std::make_unique<QTimer>();
        QObject::connect(timer.get(), &QTimer::timeout, timer.get(), [&fired] { ++fired; });
        timer->start(1);
    });
    QTRY_VERIFY(fired.load() >= 3);
    thread.run([&timer] { timer.reset(); });
    const int last = fired;
    thread.run([] { });
    QCOMPARE(fired.load(), last);
}

void TestEventThread::destroysWhatWasToBeDeletedLater()
{
    QFETCH_GLOBAL(const EventPath, path);
    std::atomic<int> destroyed{0};
    QThread *destroyedIn = nullptr;
    QThread *own = nullptr;
    {
        EventThread thread(QStringLiteral("worker"), path);
        thread.run([&] {
            own = QThread::currentThread();
            auto *object = new QObject;
            QObject::connect(object, &QObject::destroyed, object, [&] {
                ++destroyed;
                destroyedIn = QThread::currentThread();
            });
            object->deleteLater();
        });
    }
    QCOMPARE(destroyed.load(), 1);
    QCOMPARE(destroyedIn, own);
}

void TestEventThread::handlesWhatWasPostedBeforeTheEnd()
{
    QFETCH_GLOBAL(const EventPath, path);
    std::atomic<int> handled{0};
    {
        EventThread thread(QStringLiteral("worker"), path);
        thread.run([&] {
            for (int i = 0; i < 10; ++i) {
                QMetaObject::invokeMethod(
                    QAbstractEventDispatcher::instance(), [&handled] { ++handled; },
                    Qt::QueuedConnection);
            }
        });
        QTRY_COMPARE(handled.load(), 10);
    }
}

// The end may come before the loop, at its first turn, or while it sleeps.
void TestEventThread::comesAndGoesManyTimes()
{
    QFETCH_GLOBAL(const EventPath, path);
    int runs = 0;
    for (int i = 0; i < 300; ++i) {
        EventThread thread(QStringLiteral("brief"), path);
        if (i % 3 == 0) {
            thread.run([&runs] { ++runs; });
        } else if (i % 3 == 1) {
            std::this_thread::yield();
        }
    }
    QCOMPARE(runs, 100);
}

QTEST_GUILESS_MAIN(TestEventThread)
#include "tst_eventthread.moc"
