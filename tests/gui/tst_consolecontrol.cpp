#include "consolebench.h"

#include <QAbstractButton>
#include <QTableView>
#include <QTest>

#include <set>

using namespace penstock;
using namespace penstock::gui::test;
using penstock::test::RawClient;

/// How the routing stands, as the real window shows it, and what can be done about it there.
class TestConsoleControl final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void throttled_countsDownAndComesBack();
    void tripped_getsNothingUntilReset();
    void drained_getsNothingUntilResumed();
    void probe_findsOutWithoutAClient();
    void resting_offersNothing();
    void held_isCountedAndAnswered();
};

namespace
{

constexpr std::string_view throttleOnce = "{\"kind\":\"rate_limit\",\"retry_after\":3,\"count\":1}";

QString one()
{
    return QStringLiteral("eu-1");
}

QString controlButton()
{
    return QStringLiteral("Control");
}

/// Both instances work, and eu-1, the first in order, is chosen on its page.
bool begin(ConsoleBench &bench)
{
    const Hands hands = bench.hands();
    return bench.show() && bench.startGateway() && bench.chatStatus() == 200
        && bench.countOf("eu-1") == 1 && hands.click(QStringLiteral("Instances"))
        && hands.select(one())
        && eventually([&] { return hands.stateOf(one()) == InstanceState::Healthy; });
}

bool choose(ConsoleBench &bench, const char *entry)
{
    return bench.hands().chooseFrom(controlButton(), QString::fromLatin1(entry));
}

bool becomes(ConsoleBench &bench, InstanceState state)
{
    const Hands hands = bench.hands();
    return eventually([&] { return hands.stateOf(one()) == state; });
}

/// The next request is answered, but not from there.
bool isLeftOut(const ConsoleBench &bench)
{
    const std::uint64_t before = bench.countOf("eu-1");
    return bench.chatStatus() == 200 && bench.countOf("eu-1") == before;
}

bool isServing(const ConsoleBench &bench)
{
    const std::uint64_t before = bench.countOf("eu-1");
    return bench.chatStatus() == 200 && bench.countOf("eu-1") == before + 1;
}

QString toolTipOfState(const Hands &hands)
{
    const QTableView &table = *hands.table();
    return table.model()->index(hands.rowOf(one()), 0).data(Qt::ToolTipRole).toString();
}

} // namespace

void TestConsoleControl::throttled_countsDownAndComesBack()
{
    ConsoleBench bench(2);
    QVERIFY(begin(bench));
    const Hands hands = bench.hands();
    QVERIFY(bench.breakInstance("eu-1", throttleOnce));
    QCOMPARE(bench.chatStatus(), 200);
    std::set<int> left;
    bool isBadgeRight = true;
    QVERIFY(eventually([&] {
        if (hands.stateOf(one()) == InstanceState::RateLimited) {
            const int seconds = hands.remainingOf(one());
            left.insert(seconds);
            isBadgeRight
                = isBadgeRight && hands.badge() == QStringLiteral("Throttled %1 s").arg(seconds);
        }
        return left.size() > 1;
    }));
    QVERIFY(isBadgeRight);
    QVERIFY(*left.begin() >= 1 && *left.rbegin() <= 3);
    QVERIFY(toolTipOfState(hands).contains(QLatin1String("429")));
    QVERIFY(isLeftOut(bench));

    QVERIFY(eventually([&] { return hands.stateOf(one()) != InstanceState::RateLimited; }));
    QCOMPARE(hands.remainingOf(one()), 0);
    QVERIFY(eventually([&] { return isServing(bench); }));
    QVERIFY(becomes(bench, InstanceState::Healthy));
    QCOMPARE(hands.badge(), QStringLiteral("Healthy"));
}

void TestConsoleControl::tripped_getsNothingUntilReset()
{
    ConsoleBench bench(2);
    QVERIFY(begin(bench));
    const Hands hands = bench.hands();
    QVERIFY(choose(bench, "Trip/For 1 hour"));
    QVERIFY(becomes(bench, InstanceState::Open));
    QVERIFY(eventually([&] { return hands.badge() == QLatin1String("Open 60 min"); }));
    QVERIFY(toolTipOfState(hands).contains(QLatin1String("by hand")));
    QVERIFY(isLeftOut(bench));
    QVERIFY(choose(bench, "Trip/Until reset"));
    QVERIFY(eventually([&] { return hands.badge() == QLatin1String("Open"); }));
    QVERIFY(isLeftOut(bench));
    QVERIFY(choose(bench, "Reset"));
    QVERIFY(eventually([&] { return hands.stateOf(one()) != InstanceState::Open; }));
    QVERIFY(isServing(bench));
    QVERIFY(becomes(bench, InstanceState::Healthy));
}

void TestConsoleControl::drained_getsNothingUntilResumed()
{
    ConsoleBench bench(2);
    QVERIFY(begin(bench));
    QVERIFY(choose(bench, "Drain/Until resumed"));
    QVERIFY(becomes(bench, InstanceState::Draining));
    QVERIFY(isLeftOut(bench));
    QVERIFY(choose(bench, "Resume"));
    QVERIFY(becomes(bench, InstanceState::Healthy));
    QVERIFY(isServing(bench));
}

// Nobody but a request finds out that a key is good again, unless somebody asks.
void TestConsoleControl::probe_findsOutWithoutAClient()
{
    ConsoleBench bench(2);
    QVERIFY(begin(bench));
    QVERIFY(bench.breakInstance("eu-1", "{\"kind\":\"unauthorized\"}"));
    QCOMPARE(bench.chatStatus(), 200);
    QVERIFY(becomes(bench, InstanceState::ConfigError));
    QVERIFY(toolTipOfState(bench.hands()).contains(QLatin1String("401")));
    QVERIFY(bench.breakInstance("eu-1", {}));
    QVERIFY(choose(bench, "Probe now"));
    QVERIFY(becomes(bench, InstanceState::Healthy));
    QVERIFY(isServing(bench));
}

void TestConsoleControl::resting_offersNothing()
{
    ConsoleBench bench(2);
    QVERIFY(begin(bench));
    const Hands hands = bench.hands();
    QVERIFY(hands.button(controlButton())->isEnabled());
    QVERIFY(hands.chooseFrom(QStringLiteral("Gateway menu"), QStringLiteral("Stop")));
    QVERIFY(eventually([&] { return !hands.button(controlButton())->isEnabled(); }));
    QVERIFY(bench.startGateway());
    QVERIFY(eventually([&] { return hands.button(controlButton())->isEnabled(); }));
    QVERIFY(hands.click(QStringLiteral("Disable")));
    QVERIFY(eventually([&] { return !hands.button(controlButton())->isEnabled(); }));
    QVERIFY(hands.click(QStringLiteral("Enable")));
    QVERIFY(choose(bench, "Drain/For 10 minutes"));
    QVERIFY(becomes(bench, InstanceState::Draining));
}

void TestConsoleControl::held_isCountedAndAnswered()
{
    ConsoleBench bench(1);
    QVERIFY(bench.show());
    QVERIFY(bench.startGateway());
    const Hands hands = bench.hands();
    const QString tile = QStringLiteral("In flight");
    const QString waiting = QStringLiteral("1 waiting for room");
    QVERIFY(eventually([&] { return hands.tile(tile).contains(QLatin1String(": 0 ")); }));
    QVERIFY(!hands.tile(tile).contains(waiting));
    QVERIFY(bench.breakInstance("eu-1", throttleOnce));
    const auto client = bench.ask();
    QVERIFY(eventually([&] { return hands.tile(tile).contains(waiting); }));
    QVERIFY(hands.tile(tile).contains(QLatin1String(": 1 ")));
    QVERIFY(becomes(bench, InstanceState::RateLimited));
    QCOMPARE(client->answer().status, 200);
    QVERIFY(eventually([&] { return hands.tile(tile).contains(QLatin1String(": 0 ")); }));
    QVERIFY(!hands.tile(tile).contains(waiting));
    QVERIFY(becomes(bench, InstanceState::Healthy));
}

QTEST_MAIN(TestConsoleControl)
#include "tst_consolecontrol.moc"
