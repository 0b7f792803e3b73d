#include "base/clock.h"
#include "base/isotime.h"
#include "support/fakeclock.h"

#include <QTest>

#include <string>

using namespace penstock;
using namespace std::chrono_literals;

class TestClock final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void systemClockRunsForward()
    {
        const SystemClock clock;
        const SteadyTime steady = clock.steadyNow();
        const BootTime boot = clock.bootNow();
        QVERIFY(clock.steadyNow() >= steady);
        QVERIFY(clock.bootNow() >= boot);
    }

    void systemTimeIsTheTimeOfTheSystem()
    {
        const SystemTime before = std::chrono::system_clock::now();
        const SystemTime now = SystemClock().systemNow();
        const SystemTime after = std::chrono::system_clock::now();
        QVERIFY(now >= before);
        QVERIFY(now <= after);
    }

    void suspendShowsInTheBootClockOnly()
    {
        test::FakeClock clock;
        const auto distance = [&clock] {
            return clock.bootNow().time_since_epoch() - clock.steadyNow().time_since_epoch();
        };
        const auto before = distance();
        clock.advance(10s);
        QCOMPARE(distance(), before);
        clock.suspend(8h);
        QCOMPARE(distance(), before + 8h);
    }

    void isoTime_data()
    {
        QTest::addColumn<qint64>("nanoseconds");
        QTest::addColumn<QByteArray>("text");
        QTest::newRow("epoch") << qint64{0} << QByteArray("1970-01-01T00:00:00.000Z");
        QTest::newRow("cut, not rounded")
            << qint64{1'999'999} << QByteArray("1970-01-01T00:00:00.001Z");
        QTest::newRow("before the epoch") << qint64{-1} << QByteArray("1969-12-31T23:59:59.999Z");
        QTest::newRow("leap day") << qint64{1'709'210'096'789'000'000}
                                  << QByteArray("2024-02-29T12:34:56.789Z");
        QTest::newRow("last second of a year")
            << qint64{1'735'689'599'000'000'000} << QByteArray("2024-12-31T23:59:59.000Z");
    }
    void isoTime()
    {
        QFETCH(qint64, nanoseconds);
        QFETCH(QByteArray, text);
        QCOMPARE(toIsoUtc(SystemTime(Duration(nanoseconds))), text.toStdString());
    }
};

QTEST_APPLESS_MAIN(TestClock)
#include "tst_clock.moc"
