#include "models/instancetables.h"
#include "models/numbertext.h"

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
