// Two threads count without a lock. CTest is content when the thread sanitizer says so: a
// suppression that is too wide, or a build without the sanitizer, would be silent here.

#include <QtTest/QtTest>

#include <thread>

namespace
{

constexpr int rounds = 100000;

void countInto(int &counter)
{
    for (int i = 0; i < rounds; ++i) {
        ++counter;
    }
}

} // namespace

class PlantedRace final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void twoThreadsCount()
    {
        int counter = 0;
        std::thread other([&counter] { countInto(counter); });
        countInto(counter);
        other.join();
        QVERIFY(counter > 0);
    }
};

QTEST_APPLESS_MAIN(PlantedRace)
#include "plantedrace.moc"
