#include "consolebench.h"
#include "support/scriptedserver.h"
#include "theme/appstyle.h"
#include "widgets/infobar.h"

#include <QAbstractButton>
#include <QDialog>
#include <QSignalSpy>
#include <QTcpServer>
#include <QTest>

using namespace penstock;
using namespace penstock::gui::test;
using penstock::test::RawClient;
using penstock::test::ScriptedConnection;
using penstock::test::ScriptedServer;
using service::GatewayPhase;
using shell::MainWindow;

/// The program as a whole: starting, stopping, what stands in the way, light and dark, and the end.
class TestConsoleRun final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void theme_changesWhileItRuns();
    void gateway_stopsAndStarts();
    void stop_whileStreaming_asks();
    void busyPort_isSaidAndTriedAgain();
    void busyPort_canBeLeftForAFreeOne();
    void lockedKeychain_isSaidAndTriedAgain();
    void close_withNothingUnderWay_ends();
    void close_whileStreaming_asks();
    void close_now_cutsTheStream();
    void close_canWaitForTheStream();
    void toldToEnd_asksAsClosingDoes();
    void toldToEndTwice_asksNoMore();
    void toldToEndTwice_waitsNoLonger();
    void minimized_looksAtNothing();
};

namespace
{

constexpr const char *stall = "{\"kind\":\"stall\",\"after_events\":8}";

QString portText(const ConsoleBench &bench)
{
    return QString::number(bench.port());
}

/// One client in the middle of an answer that goes on until one of the two has had enough.
std::unique_ptr<RawClient> streamIn(ConsoleBench &bench)
{
    if (!bench.show() || !bench.startGateway() || !bench.breakInstance("eu-1", stall)) {
        return nullptr;
    }
    auto client = bench.stream();
    return eventually([&] { return bench.gateway().requestsInFlight() == 1; }) ? std::move(client)
                                                                               : nullptr;
}

/// At the bottom, in place of how many instances are healthy.
bool isOffSaid(const MainWindow &window)
{
    bool isSaid = false;
    for (const QAbstractButton *const button : window.findChildren<QAbstractButton *>()) {
        if (button->isVisible()) {
            isSaid = isSaid || button->text().startsWith(QLatin1String("Gateway off since"));
            if (button->text().contains(QLatin1String("healthy"))) {
                return false;
            }
        }
    }
    return isSaid;
}

QColor cornerOf(MainWindow &window)
{
    return window.grab().toImage().pixelColor(window.width() - 2, window.height() / 2);
}

} // namespace

void TestConsoleRun::theme_changesWhileItRuns()
{
    ConsoleBench bench(1);
    QVERIFY(bench.show());
    const Hands hands = bench.hands();
    QVERIFY(bench.startGateway());
    QCOMPARE(cornerOf(bench.window()), theme::tokensFor(theme::Scheme::Light).window);
    const QString button = QStringLiteral("Light or dark");
    QVERIFY(hands.chooseFrom(button, QStringLiteral("Dark")));
    QVERIFY(bench.theme().scheme() == theme::Scheme::Dark);
    QCOMPARE(cornerOf(bench.window()), theme::tokensFor(theme::Scheme::Dark).window);
    QCOMPARE(bench.chatStatus(), 200);
    QVERIFY(eventually(
        [&] { return hands.tile(QStringLiteral("Requests")).contains(QStringLiteral(": 1 ")); }));
    QVERIFY(hands.chooseFrom(button, QStringLiteral("Light")));
    QCOMPARE(cornerOf(bench.window()), theme::tokensFor(theme::Scheme::Light).window);
}

void TestConsoleRun::gateway_stopsAndStarts()
{
    ConsoleBench bench(1);
    QVERIFY(bench.show());
    const Hands hands = bench.hands();
    QCOMPARE(bench.chatStatus(), 0);
    for (int round = 0; round < 2; ++round) {
        QVERIFY(bench.startGateway());
        QVERIFY(hands.button(QStringLiteral("Copy the address")) != nullptr);
        QCOMPARE(bench.chatStatus(), 200);
        QVERIFY(hands.chooseFrom(QStringLiteral("Gateway menu"), QStringLiteral("Stop")));
        QVERIFY(eventually([&] { return bench.is(GatewayPhase::Stopped); }));
        QCOMPARE(bench.chatStatus(), 0);
        QVERIFY(hands.button(QStringLiteral("Copy the address")) == nullptr);
        // Nothing is said of how instances are that nobody asks anything.
        QVERIFY(eventually([&] { return isOffSaid(bench.window()); }));
        QCOMPARE(hands.cell(QStringLiteral("eu-1"), QStringLiteral("State")),
                 QStringLiteral("Idle"));
    }
}

void TestConsoleRun::stop_whileStreaming_asks()
{
    ConsoleBench bench(1);
    const auto client = streamIn(bench);
    QVERIFY(client);
    const Hands hands = bench.hands();
    QVERIFY(hands.chooseFrom(QStringLiteral("Gateway menu"), QStringLiteral("Stop")));
    QVERIFY(hands.answer(QStringLiteral("Cancel")));
    QVERIFY(bench.is(GatewayPhase::Running));
    QVERIFY(hands.chooseFrom(QStringLiteral("Gateway menu"), QStringLiteral("Stop")));
    QVERIFY(hands.answer(QStringLiteral("Let them end")));
    QVERIFY(eventually([&] { return bench.is(GatewayPhase::Stopping); }));
    QCOMPARE(bench.gateway().requestsInFlight(), 1);
    client->close();
    QVERIFY(eventually([&] { return bench.is(GatewayPhase::Stopped); }));
}

void TestConsoleRun::busyPort_isSaidAndTriedAgain()
{
    ConsoleBench bench(1);
    QVERIFY(bench.show());
    const Hands hands = bench.hands();
    ConsoleBench other(1);
    // The other console's port, which it uses.
    QVERIFY(other.show());
    QVERIFY(other.startGateway());
    QVERIFY(bench.desk().change("Set the port", [&](const config::Node &document) {
        config::Node next = document;
        next.set("port", config::Node::whole(other.port()));
        return Result<config::Node>(next);
    }));
    QVERIFY(bench.show());
    QVERIFY(hands.chooseFrom(QStringLiteral("Gateway menu"), QStringLiteral("Start")));
    QVERIFY(eventually([&] { return hands.message(portText(other)) != nullptr; }));
    QVERIFY(bench.is(GatewayPhase::Stopped));
    QVERIFY(hands.click(QStringLiteral("Start again"))); // too early
    QVERIFY(eventually([&] { return hands.message(portText(other)) != nullptr; }));
    QVERIFY(bench.is(GatewayPhase::Stopped));
    other.desk().stopGateway(std::chrono::milliseconds(0));
    QVERIFY(eventually([&] { return other.is(GatewayPhase::Stopped); }));
    QVERIFY(hands.click(QStringLiteral("Start again")));
    QVERIFY(eventually([&] { return bench.is(GatewayPhase::Running); }));
    QVERIFY(hands.message(portText(other)) == nullptr);
}

void TestConsoleRun::busyPort_canBeLeftForAFreeOne()
{
    ConsoleBench bench(1);
    QTcpServer other;
    QVERIFY(other.listen(QHostAddress(QHostAddress::LocalHost), bench.port()));
    QVERIFY(bench.show());
    const Hands hands = bench.hands();
    QVERIFY(hands.chooseFrom(QStringLiteral("Gateway menu"), QStringLiteral("Start")));
    QVERIFY(eventually([&] { return hands.message(portText(bench)) != nullptr; }));
    const std::uint16_t free = bench.gateway().status().freePort;
    QVERIFY(free > bench.port());
    QVERIFY(hands.click(QStringLiteral("Use port %1").arg(free)));
    QVERIFY(eventually([&] { return bench.is(GatewayPhase::Running); }));
    QCOMPARE(bench.gateway().status().port, free);
    QVERIFY(hands.message(portText(bench)) == nullptr);
    // For the next time, too.
    QVERIFY(bench.fileText().find("port: " + std::to_string(free)) != std::string::npos);
}

void TestConsoleRun::lockedKeychain_isSaidAndTriedAgain()
{
    ConsoleBench bench;
    QVERIFY(bench.keyring().lock());
    QVERIFY(bench.show());
    const Hands hands = bench.hands();
    const std::string before = bench.fileText();
    QVERIFY(hands.click(QStringLiteral("Add an instance")));
    QVERIFY(hands.enter(QStringLiteral("Name"), QStringLiteral("eu-1")));
    QVERIFY(hands.enter(QStringLiteral("Endpoint"),
                        QString::fromStdString(bench.addressOf("eu-1").url)));
    QVERIFY(hands.enter(QStringLiteral("API version"), QStringLiteral("2024-10-21")));
    QVERIFY(hands.enter(QStringLiteral("Models and deployments"), QStringLiteral("gpt-4o")));
    QVERIFY(hands.enter(QStringLiteral("Key"), QStringLiteral("sim-key-eu-1")));
    QVERIFY(hands.click(QStringLiteral("Save")));
    QVERIFY(eventually([&] { return hands.message(QStringLiteral("locked")) != nullptr; }));
    // The form is still there, with everything that was typed.
    QVERIFY(eventually([&] { return hands.button(QStringLiteral("Save")) != nullptr; }));
    QCOMPARE(hands.field(QStringLiteral("Name"))->property("text").toString(),
             QStringLiteral("eu-1"));
    QCOMPARE(hands.rowOf(QStringLiteral("eu-1")), -1);
    QCOMPARE(bench.fileText(), before);

    QVERIFY(bench.keyring().unlock());
    QVERIFY(hands.click(QStringLiteral("Try again")));
    QVERIFY(
        eventually([&] { return bench.desk().keychainStatus().state == KeychainState::Ready; }));
    QVERIFY(hands.click(QStringLiteral("Save")));
    QVERIFY(eventually([&] { return hands.rowOf(QStringLiteral("eu-1")) == 0; }));
    QVERIFY(hands.message(QStringLiteral("locked")) == nullptr);
    QVERIFY(bench.startGateway());
    QCOMPARE(bench.chatStatus(), 200);
}

void TestConsoleRun::close_withNothingUnderWay_ends()
{
    ConsoleBench bench(1);
    QVERIFY(bench.show());
    QVERIFY(bench.startGateway());
    QSignalSpy closed(&bench.window(), &MainWindow::closed);
    QTest::keySequence(&bench.window(), QKeySequence::Close);
    QVERIFY(eventually([&] { return closed.count() == 1; }));
    QVERIFY(bench.hands().question() == nullptr);
    QVERIFY(!bench.window().isVisible());
    QVERIFY(bench.is(GatewayPhase::Stopped));
    QCOMPARE(bench.chatStatus(), 0);
}

void TestConsoleRun::close_whileStreaming_asks()
{
    ConsoleBench bench(1);
    const auto client = streamIn(bench);
    QVERIFY(client);
    QSignalSpy closed(&bench.window(), &MainWindow::closed);
    bench.window().close();
    const Hands hands = bench.hands();
    QVERIFY(eventually([&] { return hands.question() != nullptr; }));
    QVERIFY(bench.window().isVisible());
    bench.window().close(); // asks once
    QCOMPARE(bench.window().findChildren<QDialog *>().size(), 1);
    QVERIFY(hands.answer(QStringLiteral("Cancel")));
    QVERIFY(bench.window().isVisible());
    QVERIFY(bench.is(GatewayPhase::Running));
    QCOMPARE(bench.gateway().requestsInFlight(), 1);
    QCOMPARE(closed.count(), 0);

    bench.window().close(); // and again, answered with Escape
    QVERIFY(eventually([&] { return hands.question() != nullptr; }));
    QTest::keyClick(hands.question(), Qt::Key_Escape);
    QVERIFY(eventually([&] { return hands.question() == nullptr; }));
    QVERIFY(bench.is(GatewayPhase::Running));
    bench.window().close();
    QVERIFY(eventually([&] { return hands.question() != nullptr; }));
}

void TestConsoleRun::close_now_cutsTheStream()
{
    ConsoleBench bench(1);
    const auto client = streamIn(bench);
    QVERIFY(client);
    QSignalSpy closed(&bench.window(), &MainWindow::closed);
    bench.window().close();
    QVERIFY(bench.hands().answer(QStringLiteral("Quit now")));
    QVERIFY(eventually([&] { return closed.count() == 1; }));
    QVERIFY(client->seesEnd());
    QVERIFY(bench.is(GatewayPhase::Stopped));
}

void TestConsoleRun::close_canWaitForTheStream()
{
    ConsoleBench bench(1);
    const auto client = streamIn(bench);
    QVERIFY(client);
    QSignalSpy closed(&bench.window(), &MainWindow::closed);
    bench.window().close();
    QVERIFY(bench.hands().answer(QStringLiteral("Wait, then quit")));
    QVERIFY(eventually([&] { return bench.is(GatewayPhase::Stopping); }));
    QCOMPARE(bench.gateway().requestsInFlight(), 1);
    QCOMPARE(closed.count(), 0);
    client->close();
    QVERIFY(eventually([&] { return closed.count() == 1; }));
    QVERIFY(bench.is(GatewayPhase::Stopped));
}

void TestConsoleRun::toldToEnd_asksAsClosingDoes()
{
    ConsoleBench bench(1);
    const auto client = streamIn(bench);
    QVERIFY(client);
    bench.window().endSoon();
    QVERIFY(eventually([&] { return bench.hands().question() != nullptr; }));
    QVERIFY(bench.window().isAsking());
    QVERIFY(bench.hands().answer(QStringLiteral("Cancel")));
    QVERIFY(!bench.window().isAsking());
    QVERIFY(bench.is(GatewayPhase::Running));
}

void TestConsoleRun::toldToEndTwice_asksNoMore()
{
    ConsoleBench bench(1);
    const auto client = streamIn(bench);
    QVERIFY(client);
    QSignalSpy closed(&bench.window(), &MainWindow::closed);
    bench.window().endSoon();
    QVERIFY(eventually([&] { return bench.hands().question() != nullptr; }));
    bench.window().endSoon();
    QVERIFY(eventually([&] { return closed.count() == 1; }));
    QVERIFY(bench.hands().question() == nullptr);
    QVERIFY(client->seesEnd());
}

void TestConsoleRun::toldToEndTwice_waitsNoLonger()
{
    ConsoleBench bench(1);
    const auto client = streamIn(bench);
    QVERIFY(client);
    QSignalSpy closed(&bench.window(), &MainWindow::closed);
    bench.window().endSoon();
    QVERIFY(bench.hands().answer(QStringLiteral("Wait, then quit")));
    QVERIFY(eventually([&] { return bench.is(GatewayPhase::Stopping); }));
    QCOMPARE(closed.count(), 0);
    bench.window().endSoon();
    QVERIFY(eventually([&] { return closed.count() == 1; }));
}

void TestConsoleRun::minimized_looksAtNothing()
{
    ConsoleBench bench(1);
    QVERIFY(bench.show());
    QVERIFY(bench.startGateway());
    bench.window().hide();
    // Orders are taken in turn: once this one is through, nobody looks any more.
    QSignalSpy applied(&bench.gateway(), &service::Gateway::changeApplied);
    bench.desk().readSecretsAgain();
    QVERIFY(eventually([&] { return applied.count() == 1; }));
    QSignalSpy snapshots(&bench.gateway(), &service::Gateway::snapshotChanged);
    QCOMPARE(bench.chatStatus(), 200);
    bench.desk().readSecretsAgain();
    QVERIFY(eventually([&] { return applied.count() == 2; }));
    QCOMPARE(snapshots.count(), 0);
    QVERIFY(bench.show());
    QVERIFY(eventually([&] { return bench.gateway().snapshot().requests == 1; }));
}

QTEST_MAIN(TestConsoleRun)
#include "tst_consolerun.moc"
