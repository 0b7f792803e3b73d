#include "pages/statewatch.h"
#include "widgets/statelook.h"

#include <QTest>

using namespace penstock;
using namespace penstock::pages;
using Seen = StateWatch::Seen;

/// When the charts mark that an instance got into trouble.
class TestStateWatch final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void firstSight_isNoNews();
    void trouble_isMarkedOnce();
    void troubleUnderAnotherName_isTheSame();
    void trial_isNoRecovery();
    void recovery_isNoTrouble();
    void troubleAgain_isMarkedAgain();
    void instances_areToldApart();
    void marks_goAfterAQuarterOfAnHour();
    void marks_areNotTooMany();
};

namespace
{

constexpr qint64 begin = 1'700'000'000;

service::GatewaySnapshot snapshot(qint64 second, std::vector<InstanceState> states)
{
    service::GatewaySnapshot snapshot{.at = SystemTime(std::chrono::seconds(second))};
    for (std::size_t i = 0; i < states.size(); ++i) {
        const std::string name = "eu-" + std::to_string(i + 1);
        snapshot.instances.push_back({.id = InstanceId(name), .name = name, .state = states[i]});
    }
    return snapshot;
}

} // namespace

void TestStateWatch::firstSight_isNoNews()
{
    StateWatch watch;
    QVERIFY(watch.look(snapshot(begin, {InstanceState::Degraded})) == Seen::NothingNew);
    QVERIFY(watch.events().empty());
}

void TestStateWatch::trouble_isMarkedOnce()
{
    StateWatch watch;
    watch.look(snapshot(begin, {InstanceState::Healthy}));
    QVERIFY(watch.look(snapshot(begin + 5, {InstanceState::RateLimited})) == Seen::Trouble);
    QVERIFY(watch.look(snapshot(begin + 6, {InstanceState::RateLimited})) == Seen::NothingNew);
    QCOMPARE(watch.events().size(), std::size_t(1));
    const widgets::ChartEvent event = watch.events().front();
    const widgets::StateLook look = widgets::stateLook(InstanceState::RateLimited);
    QCOMPARE(event.second, begin + 5);
    QCOMPARE(event.text, QStringLiteral("eu-1: ") + look.word);
    QVERIFY(event.tone == look.tone);
}

void TestStateWatch::troubleUnderAnotherName_isTheSame()
{
    StateWatch watch;
    watch.look(snapshot(begin, {InstanceState::Healthy}));
    watch.look(snapshot(begin + 1, {InstanceState::Degraded}));
    QVERIFY(watch.look(snapshot(begin + 2, {InstanceState::ConfigError})) == Seen::NothingNew);
    QCOMPARE(watch.events().size(), std::size_t(1));
}

// A breaker that lets one through every ten seconds would fill the chart.
void TestStateWatch::trial_isNoRecovery()
{
    StateWatch watch;
    watch.look(snapshot(begin, {InstanceState::Healthy}));
    watch.look(snapshot(begin + 1, {InstanceState::Open}));
    for (int i = 0; i < 3; ++i) {
        watch.look(snapshot(begin + 10 * i + 11, {InstanceState::HalfOpen}));
        QVERIFY(watch.look(snapshot(begin + 10 * i + 12, {InstanceState::Open}))
                == Seen::NothingNew);
    }
    QCOMPARE(watch.events().size(), std::size_t(1));
    watch.look(snapshot(begin + 41, {InstanceState::HalfOpen}));
    watch.look(snapshot(begin + 42, {InstanceState::Healthy}));
    QVERIFY(watch.look(snapshot(begin + 43, {InstanceState::Open})) == Seen::Trouble);
    QCOMPARE(watch.events().size(), std::size_t(2));
}

void TestStateWatch::recovery_isNoTrouble()
{
    StateWatch watch;
    watch.look(snapshot(begin, {InstanceState::Degraded}));
    QVERIFY(watch.look(snapshot(begin + 1, {InstanceState::Healthy})) == Seen::NothingNew);
    QVERIFY(watch.look(snapshot(begin + 2, {InstanceState::Disabled})) == Seen::NothingNew);
    QVERIFY(watch.events().empty());
}

void TestStateWatch::troubleAgain_isMarkedAgain()
{
    StateWatch watch;
    watch.look(snapshot(begin, {InstanceState::Unknown}));
    watch.look(snapshot(begin + 1, {InstanceState::Degraded}));
    watch.look(snapshot(begin + 2, {InstanceState::Healthy}));
    watch.look(snapshot(begin + 3, {InstanceState::Degraded}));
    QCOMPARE(watch.events().size(), std::size_t(2));
    QCOMPARE(watch.events().back().second, begin + 3);
}

void TestStateWatch::instances_areToldApart()
{
    StateWatch watch;
    watch.look(snapshot(begin, {InstanceState::Healthy, InstanceState::Healthy}));
    watch.look(snapshot(begin + 1, {InstanceState::Healthy, InstanceState::Degraded}));
    watch.look(snapshot(begin + 2, {InstanceState::Degraded, InstanceState::Degraded}));
    QCOMPARE(watch.events().size(), std::size_t(2));
    QVERIFY(watch.events().front().text.startsWith(QStringLiteral("eu-2")));
    QVERIFY(watch.events().back().text.startsWith(QStringLiteral("eu-1")));
}

void TestStateWatch::marks_goAfterAQuarterOfAnHour()
{
    StateWatch watch;
    watch.look(snapshot(begin, {InstanceState::Healthy}));
    watch.look(snapshot(begin + 1, {InstanceState::Degraded}));
    watch.look(snapshot(begin + 901, {InstanceState::Degraded}));
    QCOMPARE(watch.events().size(), std::size_t(1));
    watch.look(snapshot(begin + 902, {InstanceState::Degraded}));
    QVERIFY(watch.events().empty());
}

void TestStateWatch::marks_areNotTooMany()
{
    StateWatch watch;
    for (int i = 0; i < 20; ++i) {
        watch.look(snapshot(begin + 2 * i, {InstanceState::Healthy}));
        watch.look(snapshot(begin + 2 * i + 1, {InstanceState::Degraded}));
    }
    QVERIFY(watch.events().size() <= 6);
    QCOMPARE(watch.events().back().second, begin + 39);
}

QTEST_APPLESS_MAIN(TestStateWatch)
#include "tst_statewatch.moc"
