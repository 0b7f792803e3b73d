#include "consolebench.h"
#include "widgets/infobar.h"
#include "widgets/timeserieschart.h"

#include <QAbstractButton>
#include <QElapsedTimer>
#include <QImage>
#include <QPlainTextEdit>
#include <QTableView>
#include <QTest>

using namespace penstock;
using namespace penstock::gui::test;
using service::GatewayPhase;

/// Instances: adding, watching, breaking, changing and taking back, in the real window.
class TestConsoleInstances final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void firstStart_leadsToTheForm();
    void addedInstance_carriesTraffic();
    void brokenInstance_isSeenWithinASecond_data();
    void brokenInstance_isSeenWithinASecond();
    void failures_areInTheChart();
    void edit_isInForceAtOnce();
    void rename_keepsTheNumbers();
    void whatIsTyped_isNotDisturbed();
    void removed_comesBack();
    void disabled_getsNothing();
};

namespace
{

constexpr qint64 promised = 1000; // milliseconds

QString secretTyped()
{
    return QStringLiteral("sim-key-eu-1");
}

/// How many points of it belong to marks of trouble.
int marksIn(const QWidget &widget, const theme::Tokens &tokens)
{
    const QImage image = const_cast<QWidget &>(widget).grab().toImage();
    int found = 0;
    for (int y = 0; y < image.height(); ++y) {
        for (int x = 0; x < image.width(); ++x) {
            const QColor color = image.pixelColor(x, y);
            for (const theme::Tone tone :
                 {theme::Tone::Warning, theme::Tone::Bad, theme::Tone::Config}) {
                found += color == tokens.of(tone).ground ? 1 : 0;
            }
        }
    }
    return found;
}

/// The highest value in a column of what a chart shows.
double peakOf(const widgets::TimeSeriesChart &chart, const QString &series)
{
    const QStringList lines = chart.tableText().split(QLatin1Char('\n'), Qt::SkipEmptyParts);
    const auto column = lines.value(0).split(QLatin1Char('\t')).indexOf(series);
    double peak = 0;
    for (qsizetype i = 1; i < lines.size() && column > 0; ++i) {
        peak = std::max(peak, lines.at(i).split(QLatin1Char('\t')).value(column).toDouble());
    }
    return peak;
}

bool fillForm(const Hands &hands, const ConsoleBench &bench)
{
    return hands.enter(QStringLiteral("Name"), QStringLiteral("eu-1"))
        && hands.enter(QStringLiteral("Endpoint"),
                       QString::fromStdString(bench.addressOf("eu-1").url))
        && hands.enter(QStringLiteral("API version"), QStringLiteral("2024-10-21"))
        && hands.enter(QStringLiteral("Models and deployments"), QStringLiteral("gpt-4o"))
        && hands.enter(QStringLiteral("Key"), secretTyped());
}

} // namespace

void TestConsoleInstances::firstStart_leadsToTheForm()
{
    ConsoleBench bench;
    const std::string before = bench.fileText();
    QVERIFY(bench.show());
    const Hands hands = bench.hands();
    QVERIFY(bench.is(GatewayPhase::Stopped));
    QVERIFY(hands.click(QStringLiteral("Add an instance")));
    QVERIFY(bench.window().page() == shell::MainWindow::PageId::Instances);
    QVERIFY(eventually([&] { return hands.field(QStringLiteral("Name")) != nullptr; }));
    QVERIFY(hands.field(QStringLiteral("Name"))->hasFocus());
    QTest::keyClick(QApplication::focusWidget(), Qt::Key_Escape);
    QVERIFY(hands.field(QStringLiteral("Name")) == nullptr);
    QCOMPARE(bench.fileText(), before);
}

void TestConsoleInstances::addedInstance_carriesTraffic()
{
    ConsoleBench bench;
    QVERIFY(bench.show());
    const Hands hands = bench.hands();
    QVERIFY(hands.click(QStringLiteral("Add an instance")));
    QVERIFY(fillForm(hands, bench));
    QTest::keyClick(QApplication::focusWidget(), Qt::Key_Return); // in the key's field
    QVERIFY(eventually([&] { return hands.rowOf(QStringLiteral("eu-1")) == 0; }));
    QVERIFY(eventually([&] { return hands.message(QStringLiteral("Add eu-1")) != nullptr; }));
    QVERIFY(hands.field(QStringLiteral("Name")) == nullptr);
    QVERIFY(bench.fileText().find(secretTyped().toStdString()) == std::string::npos);
    QVERIFY(bench.fileText().find("keychain:") != std::string::npos);

    QVERIFY(bench.startGateway());
    QCOMPARE(bench.chatStatus(), 200);
    QCOMPARE(bench.chatStatus(), 200);
    QVERIFY(hands.click(QStringLiteral("Dashboard")));
    const QString requests = QStringLiteral("Requests");
    QVERIFY(eventually([&] { return hands.tile(requests).contains(QStringLiteral(": 2 ")); }));
    QVERIFY(eventually(
        [&] { return hands.stateOf(QStringLiteral("eu-1")) == InstanceState::Healthy; }));
    const auto *const chart = hands.chart(QStringLiteral("Tokens per minute"));
    QVERIFY(chart != nullptr);
    QVERIFY(eventually([&] { return peakOf(*chart, QStringLiteral("eu-1")) > 0; }));
    QCOMPARE(bench.countOf("eu-1"), 2U);
}

void TestConsoleInstances::brokenInstance_isSeenWithinASecond_data()
{
    QTest::addColumn<QByteArray>("fault");
    QTest::addColumn<int>("requests"); // until it is plain that something is wrong
    QTest::addColumn<int>("state");
    const auto row = [](const char *fault, int requests, InstanceState state) {
        QTest::newRow(std::string(nameOf(state)).c_str())
            << QByteArray(fault) << requests << static_cast<int>(state);
    };
    row("{\"kind\":\"server_error\",\"status\":503}", 4, InstanceState::Open);
    row("{\"kind\":\"rate_limit\",\"retry_after\":30}", 1, InstanceState::RateLimited);
    row("{\"kind\":\"unauthorized\"}", 1, InstanceState::ConfigError);
}

// From the moment when the client has its answer: by then the gateway has booked the attempt. The
// machine may be slow before that; what the console makes of it is what is promised.
void TestConsoleInstances::brokenInstance_isSeenWithinASecond()
{
    QFETCH(const QByteArray, fault);
    QFETCH(const int, requests);
    QFETCH(const int, state);
    ConsoleBench bench(2);
    QVERIFY(bench.show());
    const Hands hands = bench.hands();
    QVERIFY(bench.startGateway());
    QCOMPARE(bench.chatStatus(), 200);
    const QString broken = QStringLiteral("eu-1");
    const auto *const chart = hands.chart(QStringLiteral("Tokens per minute"));
    QVERIFY(chart != nullptr);
    QVERIFY(eventually([&] {
        return hands.stateOf(broken) == InstanceState::Healthy && peakOf(*chart, broken) > 0;
    }));
    QCOMPARE(marksIn(*chart, bench.theme().tokens()), 0);

    QElapsedTimer sinceBreaking;
    sinceBreaking.start();
    QVERIFY(bench.breakInstance("eu-1", fault.toStdString()));
    for (int i = 0; i < requests; ++i) {
        QCOMPARE(bench.chatStatus(), 200); // eu-2 has answered
    }
    QElapsedTimer sinceAnswer;
    sinceAnswer.start();
    QVERIFY(eventually([&] { return static_cast<int>(hands.stateOf(broken)) == state; }));
    const qint64 badge = sinceAnswer.elapsed();
    QVERIFY(eventually([&] { return marksIn(*chart, bench.theme().tokens()) > 100; }));
    const qint64 marked = sinceAnswer.elapsed();
    qInfo("badge after %lld ms, mark in the chart after %lld ms; %lld ms since it was broken",
          badge, marked, sinceBreaking.elapsed());
    QVERIFY(badge < promised);
    QVERIFY(marked < promised);
    QVERIFY(eventually([&] {
        return hands.tile(QStringLiteral("Saved from failing"))
            .contains(QStringLiteral(": %1 ").arg(requests));
    }));
    const std::uint64_t before = bench.countOf("eu-1");
    QCOMPARE(bench.chatStatus(), 200);
    QCOMPARE(bench.countOf("eu-1"), before); // it is left alone now
}

void TestConsoleInstances::failures_areInTheChart()
{
    ConsoleBench bench(1);
    QVERIFY(bench.show());
    const Hands hands = bench.hands();
    QVERIFY(bench.startGateway());
    QVERIFY(bench.breakInstance("eu-1", "{\"kind\":\"server_error\",\"status\":500}"));
    QVERIFY(bench.chatStatus() >= 500);
    const auto *const chart = hands.chart(QStringLiteral("Requests/min"));
    QVERIFY(chart != nullptr);
    QElapsedTimer since;
    since.start();
    QVERIFY(eventually([&] { return peakOf(*chart, QStringLiteral("failed")) > 0; }));
    // Curves are made of whole seconds: the one that is running, and the next look at it.
    qInfo("curve after %lld ms", since.elapsed());
    QVERIFY(since.elapsed() < 2 * promised);
    QVERIFY(!hands.cell(QStringLiteral("eu-1"), QStringLiteral("Last error")).isEmpty());
}

void TestConsoleInstances::edit_isInForceAtOnce()
{
    ConsoleBench bench(2);
    QVERIFY(bench.show());
    const Hands hands = bench.hands();
    QVERIFY(bench.startGateway());
    QCOMPARE(bench.chatStatus(), 200);
    QCOMPARE(bench.countOf("eu-1"), 1U);
    QVERIFY(hands.click(QStringLiteral("Instances")));
    QVERIFY(hands.select(QStringLiteral("eu-2")));
    QTest::keyClick(hands.table(), Qt::Key_F2);
    QVERIFY(hands.enter(QStringLiteral("Priority"), QStringLiteral("0")));
    QVERIFY(hands.click(QStringLiteral("Save")));
    QVERIFY(eventually([&] {
        return hands.cell(QStringLiteral("eu-2"), QStringLiteral("Priority")) == QLatin1String("0");
    }));
    QVERIFY(eventually([&] { return bench.chatStatus() == 200 && bench.countOf("eu-2") > 0; }));
    QVERIFY(bench.is(GatewayPhase::Running));
    QVERIFY(bench.fileText().find("priority: 0") != std::string::npos);
}

void TestConsoleInstances::rename_keepsTheNumbers()
{
    ConsoleBench bench(1);
    QVERIFY(bench.show());
    const Hands hands = bench.hands();
    QVERIFY(bench.startGateway());
    QCOMPARE(bench.chatStatus(), 200);
    const QString requests = QStringLiteral("Requests, 1 min");
    QVERIFY(eventually(
        [&] { return hands.cell(QStringLiteral("eu-1"), requests) == QLatin1String("1"); }));
    QVERIFY(hands.click(QStringLiteral("Instances")));
    QVERIFY(hands.select(QStringLiteral("eu-1")));
    QVERIFY(hands.click(QStringLiteral("Edit")));
    QVERIFY(hands.enter(QStringLiteral("Name"), QStringLiteral("first")));
    QTest::keyClick(QApplication::focusWidget(), Qt::Key_Return);
    QVERIFY(eventually([&] { return hands.rowOf(QStringLiteral("first")) == 0; }));
    QVERIFY(hands.click(QStringLiteral("Dashboard")));
    QVERIFY(eventually(
        [&] { return hands.cell(QStringLiteral("first"), requests) == QLatin1String("1"); }));
}

void TestConsoleInstances::whatIsTyped_isNotDisturbed()
{
    ConsoleBench bench(2);
    QVERIFY(bench.show());
    const Hands hands = bench.hands();
    QVERIFY(bench.startGateway());
    QVERIFY(hands.click(QStringLiteral("Instances")));
    QVERIFY(hands.select(QStringLiteral("eu-1")));
    QVERIFY(hands.click(QStringLiteral("Edit")));
    QVERIFY(hands.enter(QStringLiteral("Region"), QStringLiteral("half a na")));
    QWidget *const focused = QApplication::focusWidget();
    const SystemTime before = bench.gateway().snapshot().at;
    QCOMPARE(bench.chatStatus(), 200);
    QVERIFY(eventually([&] {
        return bench.gateway().snapshot().requests == 1 && bench.gateway().snapshot().at > before;
    }));
    QCOMPARE(QApplication::focusWidget(), focused);
    QTest::keyClicks(focused, QStringLiteral("me"));
    QTest::keyClick(focused, Qt::Key_Return);
    QVERIFY(eventually([&] {
        return hands.cell(QStringLiteral("eu-1"), QStringLiteral("Region"))
            == QLatin1String("half a name");
    }));
}

void TestConsoleInstances::removed_comesBack()
{
    ConsoleBench bench(2);
    QVERIFY(bench.show());
    const Hands hands = bench.hands();
    QVERIFY(bench.startGateway());
    QVERIFY(hands.click(QStringLiteral("Instances")));
    const config::Node before = bench.desk().document();
    QVERIFY(hands.select(QStringLiteral("eu-1")));
    QTest::keyClick(hands.table(), Qt::Key_Delete);
    QCOMPARE(hands.rowOf(QStringLiteral("eu-1")), -1);
    QVERIFY(eventually([&] { return bench.chatStatus() == 200 && bench.countOf("eu-2") > 0; }));
    const auto count = bench.countOf("eu-1");
    QCOMPARE(bench.chatStatus(), 200);
    QCOMPARE(bench.countOf("eu-1"), count);
    QVERIFY(hands.message(QStringLiteral("Remove eu-1")) != nullptr);
    QVERIFY(hands.click(QStringLiteral("Undo")));
    QVERIFY(eventually([&] { return hands.rowOf(QStringLiteral("eu-1")) == 0; }));
    QVERIFY(bench.desk().document() == before);
    QVERIFY(eventually([&] { return bench.chatStatus() == 200 && bench.countOf("eu-1") > count; }));

    QVERIFY(hands.select(QStringLiteral("eu-2")));
    QVERIFY(hands.click(QStringLiteral("Remove")));
    QCOMPARE(hands.rowOf(QStringLiteral("eu-2")), -1);
    QTest::keySequence(hands.table(), QKeySequence::Undo);
    QVERIFY(eventually([&] { return hands.rowOf(QStringLiteral("eu-2")) == 1; }));
    QVERIFY(bench.desk().document() == before);
}

void TestConsoleInstances::disabled_getsNothing()
{
    ConsoleBench bench(2);
    QVERIFY(bench.show());
    const Hands hands = bench.hands();
    QVERIFY(bench.startGateway());
    QVERIFY(hands.click(QStringLiteral("Instances")));
    QVERIFY(hands.select(QStringLiteral("eu-1")));
    QVERIFY(hands.click(QStringLiteral("Disable")));
    QVERIFY(eventually(
        [&] { return hands.stateOf(QStringLiteral("eu-1")) == InstanceState::Disabled; }));
    QVERIFY(eventually([&] { return bench.chatStatus() == 200 && bench.countOf("eu-2") > 0; }));
    const auto count = bench.countOf("eu-1");
    QCOMPARE(bench.chatStatus(), 200);
    QCOMPARE(bench.countOf("eu-1"), count);
    QVERIFY(hands.click(QStringLiteral("Enable")));
    QVERIFY(eventually([&] { return bench.chatStatus() == 200 && bench.countOf("eu-1") > count; }));
}

QTEST_MAIN(TestConsoleInstances)
#include "tst_consoleinstances.moc"
