#include "service/laptopwatch.h"
#include "support/fakeclock.h"

#include <QHostAddress>
#include <QTest>

using namespace penstock;
using namespace penstock::proxy;
using namespace penstock::service;
using namespace std::chrono_literals;
using penstock::test::FakeClock;

/// Sleep and changes of network are told once, each by itself.
class TestLaptopWatch final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void nothing_isTold();
    void sleep_isToldOnce();
    void shortGap_isNoSleep();
    void sleep_showsToAnybodyAtOnce();
    void otherAddress_isAChange();
    void addressesInside_areNone();
    void offline_andBack();
    void offline_fromTheStart();
    void thisMachine_isRead();
};

namespace
{

const NetworkView home{.isUp = true, .addresses = {"wlan0 192.168.1.7"}};
const NetworkView office{.isUp = true, .addresses = {"wlan0 10.1.2.3"}};

class Bench final
{
public:
    FakeClock clock;
    NetworkView view = home;
    NetworkEpoch epoch{clock};
    LaptopWatch watch{epoch, [this] { return view; }};
};

bool isNothing(const LaptopWatch::Change &change)
{
    return !change.breaksConnections() && !change.hasGoneOffline;
}

} // namespace

void TestLaptopWatch::nothing_isTold()
{
    Bench bench;
    for (int i = 0; i < 10; ++i) {
        QVERIFY(isNothing(bench.watch.look()));
        bench.clock.advance(1h);
    }
}

void TestLaptopWatch::sleep_isToldOnce()
{
    Bench bench;
    bench.clock.suspend(8h);
    const LaptopWatch::Change change = bench.watch.look();
    QVERIFY(change.slept == 8h);
    QVERIFY(change.breaksConnections());
    QVERIFY(!change.hasOtherAddresses);
    QVERIFY(isNothing(bench.watch.look()));
}

void TestLaptopWatch::shortGap_isNoSleep()
{
    Bench bench;
    for (int i = 0; i < 10; ++i) {
        bench.clock.suspend(2s);
        QVERIFY(isNothing(bench.watch.look()));
    }
    bench.clock.suspend(2s + 1ms);
    QVERIFY(bench.watch.look().breaksConnections());
}

void TestLaptopWatch::sleep_showsToAnybodyAtOnce()
{
    Bench bench;
    const NetworkEpoch::Mark before = bench.epoch.mark();
    QVERIFY(!bench.epoch.hasChangedSince(before));
    bench.clock.suspend(1min);
    QVERIFY(bench.epoch.hasChangedSince(before));
    const NetworkEpoch::Mark after = bench.epoch.mark();
    QVERIFY(!bench.epoch.hasChangedSince(after));
    bench.epoch.advance();
    QVERIFY(bench.epoch.hasChangedSince(after));
}

void TestLaptopWatch::otherAddress_isAChange()
{
    Bench bench;
    bench.view = office;
    const LaptopWatch::Change change = bench.watch.look();
    QVERIFY(change.hasOtherAddresses);
    QVERIFY(change.breaksConnections());
    QVERIFY(change.slept == Duration::zero());
    QVERIFY(isNothing(bench.watch.look()));
}

void TestLaptopWatch::addressesInside_areNone()
{
    Bench bench;
    bench.view = {.isUp = true, .addresses = {}};
    QVERIFY(bench.watch.look().breaksConnections());
    QVERIFY(!bench.watch.isOffline()); // something runs in here that can be reached
}

void TestLaptopWatch::offline_andBack()
{
    Bench bench;
    QVERIFY(!bench.watch.isOffline());
    bench.view = {};
    QVERIFY(bench.watch.look().hasGoneOffline);
    QVERIFY(bench.watch.isOffline());
    QVERIFY(isNothing(bench.watch.look()));
    bench.view = home;
    const LaptopWatch::Change change = bench.watch.look();
    QVERIFY(change.isBackOnline);
    QVERIFY(change.breaksConnections());
    QVERIFY(!bench.watch.isOffline());
    QVERIFY(isNothing(bench.watch.look()));
}

void TestLaptopWatch::offline_fromTheStart()
{
    const FakeClock clock;
    const NetworkEpoch epoch(clock);
    LaptopWatch watch(epoch, [] { return NetworkView(); });
    QVERIFY(watch.isOffline());
    QVERIFY(isNothing(watch.look()));
}

// Whatever this machine has, its loopback is no network.
void TestLaptopWatch::thisMachine_isRead()
{
    const NetworkView view = networkView();
    QVERIFY(view.isUp || view.addresses.empty());
    for (const std::string &address : view.addresses) {
        const std::size_t space = address.rfind(' ');
        QVERIFY(space != std::string::npos);
        const QHostAddress parsed(QString::fromStdString(address.substr(space + 1)));
        QVERIFY2(!parsed.isNull(), address.c_str());
        QVERIFY(!parsed.isLoopback());
    }
    QVERIFY(view == networkView());
}

QTEST_GUILESS_MAIN(TestLaptopWatch)
#include "tst_laptopwatch.moc"
