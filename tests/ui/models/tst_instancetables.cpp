#include "models/instancetables.h"
#include "models/numbertext.h"
#include "models/stateword.h"

#include <QAbstractItemModelTester>
#include <QLocale>
#include <QTest>

using namespace penstock;
using namespace penstock::models;
using namespace std::chrono_literals;

/// The instances as tables.
class TestInstanceTables final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { QLocale::setDefault(QLocale::c()); }
    void rows_joinSettingsAndTraffic();
    void disabled_isShownAtOnce();
    void stoppedGateway_saysNothingOfNow();
    void remaining_countsDownToTheChange_data();
    void remaining_countsDownToTheChange();
    void longWait_saysUntilWhen();
    void remaining_isShownBesideTheState();
    void remaining_ofAStoppedGateway_isNone();
    void deployments_areOfTheInstance();
    void state_isTheWordOfItsBadge_data();
    void state_isTheWordOfItsBadge();
    void dashboard_cells();
    void instances_cells();
    void signIn_data();
    void signIn();
    void sorting_putsNumbersInOrder();
};

namespace
{

InstanceSettings settingsOf(const char *name)
{
    InstanceSettings settings{.id = InstanceId(std::string("id-") + name), .name = name};
    settings.apiBase = std::string("https://") + name + ".openai.azure.com/openai";
    settings.region = "Sweden Central";
    settings.maxTpm = 120'000;
    settings.modelDeployments[ModelName("gpt-4o")].deployment = DeploymentId("dep");
    return settings;
}

service::GatewaySnapshot snapshotOf(const char *name)
{
    service::GatewaySnapshot snapshot{.at = SystemTime(1'800'000'000s)};
    snapshot.instances.push_back(
        {.id = InstanceId(std::string("id-") + name),
         .state = InstanceState::Degraded,
         .cause = "2 of the last 10 attempts failed.",
         .requests = 1500,
         .errors = 20,
         .tokens = 99'000,
         .lastMinute = {.requests = 50, .errors = 1, .tokens = 60'000},
         .lastError = service::LastError{snapshot.at - 12s, Outcome::Failed, "503"}});
    return snapshot;
}

QString text(const QAbstractItemModel &model, int column, int row = 0)
{
    return model.index(row, column).data().toString();
}

template<class E>
int at(E column)
{
    return static_cast<int>(column);
}

} // namespace

void TestInstanceTables::rows_joinSettingsAndTraffic()
{
    GatewayConfig config;
    config.instances = {settingsOf("one"), settingsOf("two")};
    const auto rows = instanceRows(config, snapshotOf("two"));
    QCOMPARE(rows.size(), 2U);
    QCOMPARE(rows[0].state, InstanceState::Unknown);
    QCOMPARE(rows[0].host, std::string("one.openai.azure.com"));
    QCOMPARE(rows[1].state, InstanceState::Degraded);
    QCOMPARE(rows[1].tokens, 99'000U);
    QCOMPARE(rows[1].lastErrorAge, std::string("12 s ago"));
    QVERIFY(rows[1].models == std::vector<std::string>{"gpt-4o"});
}

void TestInstanceTables::disabled_isShownAtOnce()
{
    GatewayConfig config;
    config.instances = {settingsOf("one")};
    config.instances[0].enabled = false;
    QCOMPARE(instanceRows(config, snapshotOf("one"))[0].state, InstanceState::Disabled);
    // Enabled again, before the gateway has said anything new.
    config.instances[0].enabled = true;
    auto snapshot = snapshotOf("one");
    snapshot.instances[0].state = InstanceState::Disabled;
    QCOMPARE(instanceRows(config, snapshot)[0].state, InstanceState::Unknown);
}

void TestInstanceTables::stoppedGateway_saysNothingOfNow()
{
    GatewayConfig config;
    config.instances = {settingsOf("one"), settingsOf("two")};
    config.instances[1].enabled = false;
    const auto table = makeDashboardTable();
    table->setRows(instanceRows(config, snapshotOf("one"), service::GatewayPhase::Stopped));
    const auto state = [&](int row) { return table->index(row, at(DashboardColumn::State)); };
    QCOMPARE(state(0).data(StateRole).toInt(), restingState);
    QVERIFY(state(0).data().toString() != QStringLiteral("Degraded"));
    QVERIFY(state(0).data(MutedRole).toBool());
    QCOMPARE(state(1).data(StateRole).toInt(), static_cast<int>(InstanceState::Disabled));
    table->setRows(instanceRows(config, snapshotOf("one"), service::GatewayPhase::Running));
    QCOMPARE(state(0).data(StateRole).toInt(), static_cast<int>(InstanceState::Degraded));
    QVERIFY(!state(0).data(MutedRole).toBool());
}

void TestInstanceTables::remaining_countsDownToTheChange_data()
{
    QTest::addColumn<int>("milliseconds");
    QTest::addColumn<int>("seconds");
    QTest::newRow("long") << 28'000 << 28;
    QTest::newRow("a second that has begun counts") << 27'001 << 28;
    QTest::newRow("the last moment") << 1 << 1;
    QTest::newRow("now") << 0 << 0;
    QTest::newRow("overdue") << -5'000 << 0;
}

void TestInstanceTables::remaining_countsDownToTheChange()
{
    QFETCH(const int, milliseconds);
    QFETCH(const int, seconds);
    GatewayConfig config;
    config.instances = {settingsOf("one")};
    auto snapshot = snapshotOf("one");
    QCOMPARE(instanceRows(config, snapshot)[0].remaining.count(), 0);
    snapshot.instances[0].nextChange = snapshot.at + std::chrono::milliseconds(milliseconds);
    QCOMPARE(instanceRows(config, snapshot)[0].remaining.count(), seconds);
}

void TestInstanceTables::longWait_saysUntilWhen()
{
    GatewayConfig config;
    config.instances = {settingsOf("one")};
    auto snapshot = snapshotOf("one");
    snapshot.instances[0].cause = "It answered 429.";
    const auto cause = [&](std::chrono::seconds wait) {
        snapshot.instances[0].nextChange = snapshot.at + wait;
        return instanceRows(config, snapshot)[0].cause;
    };
    QCOMPARE(cause(120s), std::string("It answered 429."));
    const QString moment = momentText(snapshot.at + 86400s, QLocale());
    QCOMPARE(cause(86400s), "It answered 429. Until " + moment.toStdString() + ".");
}

void TestInstanceTables::remaining_isShownBesideTheState()
{
    GatewayConfig config;
    config.instances = {settingsOf("one")};
    auto snapshot = snapshotOf("one");
    const auto dashboard = makeDashboardTable();
    const auto instances = makeInstancesTable();
    const auto remaining = [&] {
        const auto rows = instanceRows(config, snapshot);
        dashboard->setRows(rows);
        instances->setRows(rows);
        const QVariant one = dashboard->index(0, at(DashboardColumn::State)).data(RemainingRole);
        return one == instances->index(0, at(InstancesColumn::State)).data(RemainingRole)
            ? one
            : QVariant(-1);
    };
    QVERIFY(!remaining().isValid());
    snapshot.instances[0].nextChange = snapshot.at + 28s;
    QCOMPARE(remaining(), QVariant(28));
    QVERIFY(!dashboard->index(0, at(DashboardColumn::Name)).data(RemainingRole).isValid());
    snapshot.at += 3s;
    QCOMPARE(remaining(), QVariant(25));
    config.instances[0].enabled = false;
    QVERIFY(!remaining().isValid());
}

void TestInstanceTables::remaining_ofAStoppedGateway_isNone()
{
    GatewayConfig config;
    config.instances = {settingsOf("one")};
    auto snapshot = snapshotOf("one");
    snapshot.instances[0].nextChange = snapshot.at + 28s;
    const auto table = makeDashboardTable();
    table->setRows(instanceRows(config, snapshot, service::GatewayPhase::Stopped));
    QVERIFY(!table->index(0, at(DashboardColumn::State)).data(RemainingRole).isValid());
}

void TestInstanceTables::deployments_areOfTheInstance()
{
    GatewayConfig config;
    config.instances = {settingsOf("one"), settingsOf("two")};
    auto snapshot = snapshotOf("two");
    snapshot.instances[0].targets = {{.deployment = DeploymentId("dep"),
                                      .state = InstanceState::RateLimited,
                                      .cause = "It answered 429.",
                                      .nextChange = snapshot.at + 7s},
                                     {.deployment = DeploymentId("other")}};
    const auto rows = instanceRows(config, snapshot);
    QVERIFY(rows[0].deployments.empty());
    const std::vector<DeploymentRow> expected = {{.name = "dep",
                                                  .state = InstanceState::RateLimited,
                                                  .cause = "It answered 429.",
                                                  .remaining = 7s},
                                                 {.name = "other"}};
    QVERIFY(rows[1].deployments == expected);
    // Said by the gateway before it heard that the instance is not to be used.
    config.instances[1].enabled = false;
    QVERIFY(instanceRows(config, snapshot)[1].deployments.empty());
}

void TestInstanceTables::state_isTheWordOfItsBadge_data()
{
    QTest::addColumn<int>("state");
    for (const auto &[state, name] : enumNames<InstanceState>) {
        QTest::newRow(std::string(name).c_str()) << static_cast<int>(state);
    }
}

// The filter goes by it: what is to be read is what can be looked for.
void TestInstanceTables::state_isTheWordOfItsBadge()
{
    QFETCH(const int, state);
    GatewayConfig config;
    config.instances = {settingsOf("one")};
    auto rows = instanceRows(config, snapshotOf("one"));
    rows[0].state = static_cast<InstanceState>(state);
    const auto table = makeInstancesTable();
    table->setRows(rows);
    QVERIFY(!stateWord(rows[0].state).isEmpty());
    QCOMPARE(text(*table, at(InstancesColumn::State)), stateWord(rows[0].state));
}

void TestInstanceTables::dashboard_cells()
{
    GatewayConfig config;
    config.instances = {settingsOf("one")};
    const auto table = makeDashboardTable();
    const QAbstractItemModelTester tester(table.get());
    table->setRows(instanceRows(config, snapshotOf("one")));
    QCOMPARE(text(*table, at(DashboardColumn::Name)), QStringLiteral("one"));
    QCOMPARE(text(*table, at(DashboardColumn::Region)), QStringLiteral("Sweden Central"));
    QCOMPARE(text(*table, at(DashboardColumn::Tokens)), QStringLiteral("60.0k of 120k"));
    QCOMPARE(text(*table, at(DashboardColumn::Requests)), QStringLiteral("50"));
    QCOMPARE(text(*table, at(DashboardColumn::Errors)), QStringLiteral("2.0 %"));
    QCOMPARE(text(*table, at(DashboardColumn::LastError)), QStringLiteral("503, 12 s ago"));
    const QModelIndex state = table->index(0, at(DashboardColumn::State));
    QCOMPARE(state.data(StateRole).toInt(), static_cast<int>(InstanceState::Degraded));
    QCOMPARE(state.data(Qt::ToolTipRole).toString(),
             QStringLiteral("2 of the last 10 attempts failed."));
    QCOMPARE(table->index(0, at(DashboardColumn::Tokens)).data(ShareRole).toDouble(), 0.5);
    for (int column = 0; column < table->columnCount(); ++column) {
        QVERIFY(!table->headerData(column, Qt::Horizontal, Qt::DisplayRole).toString().isEmpty());
    }
}

void TestInstanceTables::instances_cells()
{
    GatewayConfig config;
    config.instances = {settingsOf("one")};
    config.instances[0].maxTpm = 0;
    const auto table = makeInstancesTable();
    const QAbstractItemModelTester tester(table.get());
    table->setRows(instanceRows(config, {}));
    QCOMPARE(text(*table, at(InstancesColumn::Name)), QStringLiteral("one"));
    QCOMPARE(text(*table, at(InstancesColumn::Endpoint)), QStringLiteral("one.openai.azure.com"));
    QCOMPARE(text(*table, at(InstancesColumn::Priority)), QStringLiteral("100"));
    QCOMPARE(text(*table, at(InstancesColumn::Tpm)), noValue());
    config.instances[0].enabled = false;
    table->setRows(instanceRows(config, {}));
    QCOMPARE(table->index(0, 0).data(MutedRole).toBool(), true);
}

void TestInstanceTables::signIn_data()
{
    QTest::addColumn<int>("place");
    QTest::addColumn<QString>("text");
    QTest::newRow("variable") << static_cast<int>(SecretPlace::Environment)
                              << QStringLiteral("key in $SECRET");
    QTest::newRow("keychain") << static_cast<int>(SecretPlace::Keychain)
                              << QStringLiteral("key in the keychain");
    QTest::newRow("file") << static_cast<int>(SecretPlace::File) << QStringLiteral("key in a file");
    QTest::newRow("none") << 0 << QStringLiteral("no key");
}

void TestInstanceTables::signIn()
{
    QFETCH(const int, place);
    QFETCH(const QString, text);
    GatewayConfig config;
    config.instances = {settingsOf("one")};
    if (place != 0) {
        config.instances[0].credential.apiKey
            = SecretReference{static_cast<SecretPlace>(place), "SECRET"};
    }
    QCOMPARE(QString::fromStdString(instanceRows(config, {})[0].signIn), text);
}

void TestInstanceTables::sorting_putsNumbersInOrder()
{
    GatewayConfig config;
    config.instances = {settingsOf("one"), settingsOf("two")};
    config.instances[0].maxTpm = 9'000;
    const auto table = makeInstancesTable();
    table->setRows(instanceRows(config, {}));
    const int tpm = at(InstancesColumn::Tpm);
    QVERIFY(table->index(0, tpm).data(SortRole).toLongLong()
            < table->index(1, tpm).data(SortRole).toLongLong());
}

QTEST_APPLESS_MAIN(TestInstanceTables)
#include "tst_instancetables.moc"
