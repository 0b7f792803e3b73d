#include "pages/operatormenu.h"
#include "service/gateway.h"

#include <QMenu>
#include <QTest>

#include <algorithm>
#include <vector>

using namespace penstock;
using namespace penstock::pages;
using namespace std::chrono_literals;
using service::OperatorCommand;

/// What can be done to an instance, and what the gateway is told then.
class TestOperatorMenu final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void entries_areThoseOfTheState_data();
    void entries_areThoseOfTheState();
    void choice_isTold_data();
    void choice_isTold();
    void nobodyToBeTold_offersNothing_data();
    void nobodyToBeTold_offersNothing();
    void others_stayAsTheyAre();
    void entries_sayWhatTheyDo();
    void choice_isOfTheInstanceThatWasMeant();
};

namespace
{

/// Notes what it is told to do.
class ListeningGateway final : public service::Gateway
{
public:
    [[nodiscard]] int requestsInFlight() const override { return 0; }
    void start(service::RunOrder) override { }
    std::uint64_t apply(service::RunOrder) override { return 0; }
    void stop(std::chrono::milliseconds) override { }
    void setAttention(service::Attention) override { }
    void command(OperatorCommand command) override { commands.push_back(std::move(command)); }

    std::vector<OperatorCommand> commands;
};

models::InstanceRow row(InstanceState state)
{
    return {.id = InstanceId("id-one"), .name = "one", .state = state};
}

QString plain(const QAction &action)
{
    return action.text().remove(QLatin1Char('&'));
}

QStringList entries(const QMenu &menu)
{
    QStringList texts;
    for (const QAction *const action : menu.actions()) {
        if (!action->isSeparator()) {
            texts << plain(*action);
        }
    }
    return texts;
}

/// By the words on the way to it: "Drain/For 1 minute".
QAction *find(const QMenu &menu, const QString &path)
{
    const QMenu *place = &menu;
    QAction *found = nullptr;
    for (const QString &step : path.split(QLatin1Char('/'))) {
        if (place == nullptr) {
            return nullptr;
        }
        const auto actions = place->actions();
        const auto it = std::ranges::find_if(
            actions, [&](const QAction *action) { return plain(*action) == step; });
        if (it == actions.end()) {
            return nullptr;
        }
        found = *it;
        place = found->menu();
    }
    return found;
}

/// All that can be chosen, in submenus too.
std::vector<QAction *> leaves(const QMenu &menu)
{
    std::vector<QAction *> found;
    for (QAction *const action : menu.actions()) {
        if (action->menu() != nullptr) {
            const auto below = leaves(*action->menu());
            found.insert(found.end(), below.begin(), below.end());
        } else if (!action->isSeparator()) {
            found.push_back(action);
        }
    }
    return found;
}

} // namespace

void TestOperatorMenu::entries_areThoseOfTheState_data()
{
    QTest::addColumn<int>("state");
    QTest::addColumn<QString>("last");
    for (const auto &[state, name] : enumNames<InstanceState>) {
        QTest::newRow(std::string(name).c_str())
            << static_cast<int>(state)
            << (state == InstanceState::Draining ? QStringLiteral("Resume")
                                                 : QStringLiteral("Drain"));
    }
}

void TestOperatorMenu::entries_areThoseOfTheState()
{
    QFETCH(const int, state);
    QFETCH(const QString, last);
    ListeningGateway gateway;
    QMenu menu;
    fillOperatorMenu(menu, row(static_cast<InstanceState>(state)), gateway);
    const QStringList expected
        = {QStringLiteral("Probe now"), QStringLiteral("Reset"), QStringLiteral("Trip"), last};
    QCOMPARE(entries(menu), expected);
    QVERIFY(gateway.commands.empty());
}

void TestOperatorMenu::choice_isTold_data()
{
    QTest::addColumn<QString>("path");
    QTest::addColumn<int>("action");
    QTest::addColumn<int>("seconds"); // zero: until somebody says otherwise
    const auto row = [](const char *path, OperatorAction action, int seconds) {
        QTest::newRow(path) << QString::fromLatin1(path) << static_cast<int>(action) << seconds;
    };
    row("Probe now", OperatorAction::Probe, 0);
    row("Reset", OperatorAction::Reset, 0);
    row("Trip/For 1 minute", OperatorAction::Trip, 60);
    row("Trip/For 10 minutes", OperatorAction::Trip, 600);
    row("Trip/For 1 hour", OperatorAction::Trip, 3600);
    row("Trip/Until reset", OperatorAction::Trip, 0);
    row("Drain/For 1 minute", OperatorAction::Drain, 60);
    row("Drain/For 10 minutes", OperatorAction::Drain, 600);
    row("Drain/For 1 hour", OperatorAction::Drain, 3600);
    row("Drain/Until resumed", OperatorAction::Drain, 0);
    row("Resume", OperatorAction::Resume, 0);
}

void TestOperatorMenu::choice_isTold()
{
    QFETCH(const QString, path);
    QFETCH(const int, action);
    QFETCH(const int, seconds);
    ListeningGateway gateway;
    QMenu menu;
    const bool isResume = static_cast<OperatorAction>(action) == OperatorAction::Resume;
    fillOperatorMenu(menu, row(isResume ? InstanceState::Draining : InstanceState::Healthy),
                     gateway);
    QAction *const entry = find(menu, path);
    QVERIFY(entry != nullptr);
    entry->trigger();
    QCOMPARE(gateway.commands.size(), 1U);
    const OperatorCommand &told = gateway.commands.front();
    QVERIFY(told.command == static_cast<OperatorAction>(action));
    QCOMPARE(told.instance, InstanceId("id-one"));
    QVERIFY(!told.deployment);
    QCOMPARE(told.duration.has_value(), seconds > 0);
    QCOMPARE(told.duration.value_or(0s).count(), seconds);
}

void TestOperatorMenu::nobodyToBeTold_offersNothing_data()
{
    QTest::addColumn<bool>("isEnabled");
    QTest::newRow("disabled") << false;
    QTest::newRow("resting") << true;
}

void TestOperatorMenu::nobodyToBeTold_offersNothing()
{
    QFETCH(const bool, isEnabled);
    ListeningGateway gateway;
    QMenu menu;
    auto one = row(InstanceState::Healthy);
    one.isEnabled = isEnabled;
    one.isResting = isEnabled;
    fillOperatorMenu(menu, one, gateway);
    QVERIFY(!leaves(menu).empty());
    for (QAction *const action : leaves(menu)) {
        QVERIFY2(!action->isEnabled(), qPrintable(action->text()));
        action->trigger();
    }
    QVERIFY(!find(menu, QStringLiteral("Trip"))->isEnabled());
    QVERIFY(!find(menu, QStringLiteral("Drain"))->isEnabled());
    QVERIFY(gateway.commands.empty());
}

// The menu is used again for the next instance, and has entries of its page.
void TestOperatorMenu::others_stayAsTheyAre()
{
    ListeningGateway gateway;
    QMenu menu;
    QAction *const show = menu.addAction(QStringLiteral("Show"));
    auto disabled = row(InstanceState::Disabled);
    disabled.isEnabled = false;
    fillOperatorMenu(menu, disabled, gateway);
    QVERIFY(show->isEnabled());
    QVERIFY(menu.isEnabled());
    QVERIFY(menu.menuAction()->isEnabled());
    menu.clear();
    fillOperatorMenu(menu, row(InstanceState::Healthy), gateway);
    for (QAction *const action : leaves(menu)) {
        QVERIFY2(action->isEnabled(), qPrintable(action->text()));
    }
}

void TestOperatorMenu::entries_sayWhatTheyDo()
{
    ListeningGateway gateway;
    QMenu menu;
    fillOperatorMenu(menu, row(InstanceState::Healthy), gateway);
    QVERIFY(menu.toolTipsVisible());
    for (QAction *const action : leaves(menu)) {
        QVERIFY2(action->toolTip().endsWith(QLatin1Char('.')), qPrintable(action->text()));
    }
}

// The table goes on while the menu is open.
void TestOperatorMenu::choice_isOfTheInstanceThatWasMeant()
{
    ListeningGateway gateway;
    QMenu menu;
    {
        const auto meant = row(InstanceState::Healthy);
        fillOperatorMenu(menu, meant, gateway);
    }
    find(menu, QStringLiteral("Reset"))->trigger();
    QCOMPARE(gateway.commands.size(), 1U);
    QCOMPARE(gateway.commands.front().instance, InstanceId("id-one"));
}

QTEST_MAIN(TestOperatorMenu)
#include "tst_operatormenu.moc"
