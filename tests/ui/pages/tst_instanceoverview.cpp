#include "pages/instanceoverview.h"
#include "theme/theme.h"

#include <QApplication>
#include <QGridLayout>
#include <QLabel>
#include <QTest>

using namespace penstock;
using namespace penstock::pages;
using namespace std::chrono_literals;
using models::InstanceRow;

/// What the page says of the chosen instance.
class TestInstanceOverview final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { m_theme = std::make_unique<theme::Theme>(*qApp); }
    void cleanupTestCase() { m_theme.reset(); }
    void deployments_withTroubleComeFirst();
    void deployments_ofNoRequest();
    void deployments_ofARestingGateway();
    void cause_isThereWhereThereIsOne();
    void traffic_isAddedUp();

private:
    std::unique_ptr<theme::Theme> m_theme;
};

namespace
{

/// What stands beside this label.
QString fact(const InstanceOverview &overview, const QString &label)
{
    const auto *const grid = overview.findChild<QGridLayout *>();
    for (int i = 0; grid != nullptr && i < grid->count(); ++i) {
        const auto *const name = qobject_cast<QLabel *>(grid->itemAt(i)->widget());
        if (name != nullptr && name->text() == label) {
            int row = 0;
            int column = 0;
            int span = 0;
            grid->getItemPosition(i, &row, &column, &span, &span);
            return qobject_cast<QLabel *>(grid->itemAtPosition(row, column + 1)->widget())->text();
        }
    }
    return QStringLiteral("no such fact");
}

QString deployments(const InstanceRow &row)
{
    InstanceOverview overview;
    overview.show(row);
    return fact(overview, QStringLiteral("Deployments"));
}

bool isSaid(const InstanceOverview &overview, const QString &text)
{
    for (const QLabel *const label : overview.findChildren<QLabel *>()) {
        if (label->text() == text) {
            return !label->isHidden();
        }
    }
    return false;
}

} // namespace

void TestInstanceOverview::deployments_withTroubleComeFirst()
{
    const InstanceRow row{
        .id = InstanceId("one"),
        .state = InstanceState::Degraded,
        .deployments = {{.name = "gpt-4o", .state = InstanceState::Healthy},
                        {.name = "never-asked"},
                        {.name = "o4-mini", .state = InstanceState::RateLimited, .remaining = 7s},
                        {.name = "o3", .state = InstanceState::Healthy},
                        {.name = "gone", .state = InstanceState::ConfigError}}};
    QCOMPARE(deployments(row),
             QStringLiteral("o4-mini throttled 7 s, gone configuration, gpt-4o healthy, "
                            "o3 healthy"));
}

void TestInstanceOverview::deployments_ofNoRequest()
{
    InstanceRow row{.id = InstanceId("one")};
    QCOMPARE(deployments(row), QStringLiteral("none was asked yet"));
    row.deployments = {{.name = "gpt-4o"}};
    QCOMPARE(deployments(row), QStringLiteral("none was asked yet"));
}

void TestInstanceOverview::deployments_ofARestingGateway()
{
    const InstanceRow row{
        .id = InstanceId("one"),
        .isResting = true,
        .deployments = {{.name = "gpt-4o", .state = InstanceState::RateLimited, .remaining = 7s}}};
    QVERIFY(!deployments(row).contains(QLatin1String("throttled")));
}

void TestInstanceOverview::cause_isThereWhereThereIsOne()
{
    InstanceOverview overview;
    const QString cause = QStringLiteral("It answered 429.");
    InstanceRow row{.id = InstanceId("one"), .cause = cause.toStdString()};
    overview.show(row);
    QVERIFY(isSaid(overview, cause));
    const int before = overview.heightOfFacts();
    row.cause.clear();
    overview.show(row);
    QVERIFY(!isSaid(overview, cause));
    QVERIFY(overview.heightOfFacts() < before);
}

void TestInstanceOverview::traffic_isAddedUp()
{
    InstanceOverview overview;
    overview.show({.id = InstanceId("one"), .requests = 3, .errors = 1, .tokens = 40});
    QCOMPARE(fact(overview, QStringLiteral("Traffic")),
             QStringLiteral("3 requests, 1 failed, 40 tokens so far"));
}

QTEST_MAIN(TestInstanceOverview)
#include "tst_instanceoverview.moc"
