#include "theme/theme.h"
#include "widgets/chartcanvas.h"
#include "widgets/chartlegend.h"
#include "widgets/charttableview.h"
#include "widgets/elidedlabel.h"
#include "widgets/timeserieschart.h"

#include <QAccessible>
#include <QApplication>
#include <QClipboard>
#include <QLabel>
#include <QLineSeries>
#include <QLocale>
#include <QSignalSpy>
#include <QTest>

#include <algorithm>
#include <set>

using namespace penstock;
using namespace penstock::widgets;

class TimeSeriesChartTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init();
    void cleanup();
    void newestValue_standsBesideTheTitle();
    void series_areDrawnInTheirColors();
    void secondSeries_isDashed();
    void themeChange_repaintsTheColors();
    void hidden_leavesTheLinesAlone();
    void shownAgain_catchesUp();
    void refresh_keepsTheLines();
    void fewerGaps_hideTheSpareParts();
    void longLine_isCutWithoutGaps();
    void legend_takesASeriesOut();
    void legend_isBesideTheTitleOrBelow_data();
    void legend_isBesideTheTitleOrBelow();
    void legend_ofLongNames_hasTwoLines();
    void muted_isGreyAndSaysWhy();
    void empty_saysSo();
    void arrows_moveTheCrosshair();
    void pointer_movesTheCrosshair();
    void enter_choosesTheMoment();
    void crosshair_isReadOut();
    void copy_isTabSeparated();
    void table_isTheTwin();
    void screenReader_hearsASummary();
    void legendEntries_areNamed();

private:
    [[nodiscard]] QList<QLineSeries *> lines() const;
    [[nodiscard]] bool shows(const QColor &color) const;
    void press(Qt::Key key, Qt::KeyboardModifiers modifiers = {}) const
    {
        QTest::keyClick(m_chart.get(), key, modifiers);
    }

    std::unique_ptr<theme::Theme> m_theme;
    std::unique_ptr<TimeSeriesChart> m_chart;
};

namespace
{

ChartData makeData(double first = 1000)
{
    ChartData data;
    data.startSecond = 1'736'949'600;
    data.bucketCount = 30;
    data.series
        = {{QStringLiteral("a"), QStringLiteral("eu-1"), -1, std::vector<double>(30, first)},
           {QStringLiteral("b"), QStringLiteral("eu-2"), -1, std::vector<double>(30, 2000)}};
    return data;
}

ChartData namedData(int count, const QString &name)
{
    ChartData data = makeData();
    data.series.clear();
    for (int i = 1; i <= count; ++i) {
        data.series.push_back({QString::number(i), name.arg(i), -1, std::vector<double>(30, i)});
    }
    return data;
}

} // namespace

void TimeSeriesChartTest::initTestCase()
{
    QVERIFY(qputenv("TZ", "UTC"));
    QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedStates));
    qRegisterMetaType<std::optional<int>>();
}

void TimeSeriesChartTest::init()
{
    m_theme = std::make_unique<theme::Theme>(*qApp);
    m_theme->setChoice(theme::SchemeChoice::Light);
    m_chart = std::make_unique<TimeSeriesChart>(QStringLiteral("Tokens per minute"),
                                                ChartForm::Lines, ChartUnit::Count);
    m_chart->resize(500, 300);
    m_chart->setData(makeData());
    m_chart->show();
    QVERIFY(QTest::qWaitForWindowExposed(m_chart.get()));
    m_chart->grab();
}

void TimeSeriesChartTest::cleanup()
{
    m_chart.reset();
    m_theme.reset();
}

QList<QLineSeries *> TimeSeriesChartTest::lines() const
{
    QList<QLineSeries *> found;
    for (QAbstractSeries *series : m_chart->findChild<ChartCanvas *>()->chart()->series()) {
        auto *line = qobject_cast<QLineSeries *>(series);
        if (line != nullptr && line->isVisible()) {
            found.append(line);
        }
    }
    return found;
}

bool TimeSeriesChartTest::shows(const QColor &color) const
{
    const QImage image = m_chart->grab().toImage().convertToFormat(QImage::Format_RGB32);
    for (int y = 0; y < image.height(); ++y) {
        for (int x = 0; x < image.width(); ++x) {
            if (image.pixel(x, y) == color.rgb()) {
                return true;
            }
        }
    }
    return false;
}

void TimeSeriesChartTest::newestValue_standsBesideTheTitle()
{
    const QList<QLabel *> labels = m_chart->findChildren<QLabel *>();
    const auto says = [&labels](const QString &text) {
        return std::any_of(labels.begin(), labels.end(),
                           [&text](const QLabel *label) { return label->text() == text; });
    };
    QVERIFY(says(QStringLiteral("Tokens per minute")));
    QVERIFY(says(QStringLiteral("1k")));
    ChartData data = makeData();
    data.series[0].values.back() = 2400;
    m_chart->setData(data);
    QVERIFY(says(QStringLiteral("2.4k")));
}

void TimeSeriesChartTest::series_areDrawnInTheirColors()
{
    const theme::Tokens &tokens = m_theme->tokens();
    QVERIFY(shows(tokens.series[0]));
    ChartData data = makeData();
    data.series[0].color = 4;
    m_chart->setData(data);
    QCOMPARE(lines()[0]->pen().color(), tokens.series[4]);
    QVERIFY(!shows(tokens.series[0]));
}

void TimeSeriesChartTest::secondSeries_isDashed()
{
    QCOMPARE(lines().size(), 2);
    QCOMPARE(lines()[0]->pen().style(), Qt::SolidLine);
    QVERIFY(lines()[1]->pen().style() != Qt::SolidLine);
}

void TimeSeriesChartTest::themeChange_repaintsTheColors()
{
    const QColor light = theme::tokensFor(theme::Scheme::Light).series[0];
    const QColor dark = theme::tokensFor(theme::Scheme::Dark).series[0];
    QVERIFY(light != dark);
    QVERIFY(shows(light));
    m_theme->setChoice(theme::SchemeChoice::Dark);
    QVERIFY(shows(dark));
    QVERIFY(!shows(light));
    QCOMPARE(lines()[0]->pen().color(), dark);
}

void TimeSeriesChartTest::hidden_leavesTheLinesAlone()
{
    QSignalSpy replaced(lines()[0], &QXYSeries::pointsReplaced);
    m_chart->hide();
    m_chart->setData(makeData(1500));
    m_chart->setData(makeData(1600));
    QCOMPARE(replaced.size(), 0);
}

void TimeSeriesChartTest::shownAgain_catchesUp()
{
    QSignalSpy replaced(lines()[0], &QXYSeries::pointsReplaced);
    m_chart->hide();
    m_chart->setData(makeData(1500));
    m_chart->setData(makeData(1600));
    m_chart->show();
    m_chart->grab();
    QCOMPARE(replaced.size(), 1);
    QCOMPARE(lines()[0]->at(0).y(), 1600.0);
}

void TimeSeriesChartTest::refresh_keepsTheLines()
{
    const QList<QLineSeries *> before = lines();
    QSignalSpy replaced(before[0], &QXYSeries::pointsReplaced);
    m_chart->setData(makeData(1500));
    QCOMPARE(lines(), before);
    QCOMPARE(replaced.size(), 1);
}

void TimeSeriesChartTest::fewerGaps_hideTheSpareParts()
{
    ChartData data = makeData();
    data.series[0].values[10] = noValue;
    data.series[0].values[20] = noValue;
    m_chart->setData(data);
    QCOMPARE(lines().size(), 4);
    m_chart->setData(makeData());
    QCOMPARE(lines().size(), 2);
    data.series.clear();
    m_chart->setData(data);
    QVERIFY(lines().isEmpty());
}

void TimeSeriesChartTest::longLine_isCutWithoutGaps()
{
    ChartData data = makeData();
    data.bucketCount = 200;
    data.series.resize(1);
    data.series[0].values.assign(200, 500);
    m_chart->setData(data);
    const QList<QLineSeries *> pieces = lines();
    QVERIFY(pieces.size() > 1);
    QCOMPARE(pieces.front()->points().front(), QPointF(0, 500));
    QCOMPARE(pieces.back()->points().back(), QPointF(199, 500));
    for (qsizetype i = 1; i < pieces.size(); ++i) {
        QCOMPARE(pieces[i]->points().front(), pieces[i - 1]->points().back());
    }
}

void TimeSeriesChartTest::legend_takesASeriesOut()
{
    const QList<LegendEntry *> entries = m_chart->findChildren<LegendEntry *>();
    QCOMPARE(entries.size(), 2);
    QTest::mouseClick(entries[0], Qt::LeftButton);
    QCOMPARE(lines().size(), 1);
    QCOMPARE(lines()[0]->at(0).y(), 2000.0);
    // It stays out when new values come.
    m_chart->setData(makeData(1500));
    QCOMPARE(lines().size(), 1);
    QTest::keyClick(entries[0], Qt::Key_Space);
    QCOMPARE(lines().size(), 2);
}

void TimeSeriesChartTest::legend_isBesideTheTitleOrBelow_data()
{
    QTest::addColumn<int>("count");
    QTest::addColumn<int>("width");
    QTest::addColumn<bool>("isBeside");
    QTest::newRow("two") << 2 << 500 << true;
    QTest::newRow("two, and little room") << 2 << 260 << false;
    QTest::newRow("seven") << 7 << 460 << false;
    QTest::newRow("seven, and much room") << 7 << 1600 << true;
}

void TimeSeriesChartTest::legend_isBesideTheTitleOrBelow()
{
    QFETCH(const int, count);
    QFETCH(const int, width);
    QFETCH(const bool, isBeside);
    m_chart->resize(1000, 300); // it comes from somewhere, and has been elsewhere before
    m_chart->setData(namedData(count, QStringLiteral("eu-%1")));
    m_chart->resize(width, 300);
    QCoreApplication::processEvents(); // layouts follow
    const auto *const title = m_chart->findChild<ElidedLabel *>();
    const auto *const legend = m_chart->findChild<ChartLegend *>();
    QVERIFY(!title->isElided());
    QCOMPARE(legend->geometry().top() < title->geometry().bottom(), isBeside);
    QVERIFY(m_chart->rect().contains(legend->geometry()));
    for (const LegendEntry *const entry : m_chart->findChildren<LegendEntry *>()) {
        QVERIFY(entry->isVisible());
        QVERIFY(legend->rect().contains(entry->geometry()));
        QVERIFY(entry->width() >= entry->sizeHint().width());
    }
}

void TimeSeriesChartTest::legend_ofLongNames_hasTwoLines()
{
    m_chart->setData(namedData(7, QStringLiteral("an instance with a very long name, number %1")));
    QCoreApplication::processEvents();
    const auto *const legend = m_chart->findChild<ChartLegend *>();
    std::set<int> tops;
    QRegion taken;
    for (const LegendEntry *const entry : m_chart->findChildren<LegendEntry *>()) {
        tops.insert(entry->y());
        QVERIFY(entry->width() > 40);
        QVERIFY(legend->rect().contains(entry->geometry()));
        QVERIFY(!taken.intersects(entry->geometry()));
        taken += entry->geometry();
    }
    QCOMPARE(tops.size(), 2U);
    QVERIFY(!m_chart->findChild<ElidedLabel *>()->isElided());
}

void TimeSeriesChartTest::muted_isGreyAndSaysWhy()
{
    const QColor color = m_theme->tokens().series[0];
    m_chart->setMuted(QStringLiteral("Gateway stopped"));
    QCOMPARE(lines()[0]->pen().color(), m_theme->tokens().disabledText);
    QVERIFY(m_chart->summary().endsWith(QStringLiteral("Gateway stopped")));
    m_chart->setMuted({});
    QCOMPARE(lines()[0]->pen().color(), color);
}

void TimeSeriesChartTest::empty_saysSo()
{
    ChartData data = makeData();
    data.series.clear();
    m_chart->setData(data);
    m_chart->setEmptyText({});
    const QImage without = m_chart->grab().toImage();
    m_chart->setEmptyText(QStringLiteral("No traffic yet"));
    QVERIFY(m_chart->grab().toImage() != without);
}

void TimeSeriesChartTest::arrows_moveTheCrosshair()
{
    QSignalSpy moved(m_chart.get(), &TimeSeriesChart::crosshairMoved);
    press(Qt::Key_Left);
    QCOMPARE(m_chart->crosshair(), 29);
    press(Qt::Key_Left);
    QCOMPARE(m_chart->crosshair(), 28);
    press(Qt::Key_Left, Qt::ControlModifier);
    QCOMPARE(m_chart->crosshair(), 18);
    press(Qt::Key_Right);
    QCOMPARE(m_chart->crosshair(), 19);
    press(Qt::Key_Home);
    press(Qt::Key_Left);
    QCOMPARE(m_chart->crosshair(), 0);
    press(Qt::Key_End);
    press(Qt::Key_Escape);
    QVERIFY(!m_chart->crosshair());
    QCOMPARE(moved.size(), 7);
}

void TimeSeriesChartTest::pointer_movesTheCrosshair()
{
    const QImage without = m_chart->grab().toImage();
    const QPoint middle(m_chart->width() / 2, m_chart->height() / 2);
    QTest::mouseMove(m_chart->childAt(middle), m_chart->childAt(middle)->rect().center());
    QVERIFY(m_chart->crosshair());
    QVERIFY(m_chart->grab().toImage() != without);
}

void TimeSeriesChartTest::enter_choosesTheMoment()
{
    QSignalSpy chosen(m_chart.get(), &TimeSeriesChart::momentChosen);
    press(Qt::Key_Return);
    QCOMPARE(chosen.size(), 0);
    press(Qt::Key_Home);
    press(Qt::Key_Right);
    press(Qt::Key_Return);
    QCOMPARE(chosen.size(), 1);
    QCOMPARE(chosen[0][0].toLongLong(), 1'736'949'601);
}

void TimeSeriesChartTest::crosshair_isReadOut()
{
    m_chart->activateWindow();
    m_chart->setFocus();
    QVERIFY(QTest::qWaitForWindowActive(m_chart.get()));
    press(Qt::Key_Home);
    QCOMPARE(m_chart->accessibleDescription(), QStringLiteral("14:00, eu-2 2,000, eu-1 1,000"));
}

void TimeSeriesChartTest::copy_isTabSeparated()
{
    press(Qt::Key_C, Qt::ControlModifier);
    const QString copied = QGuiApplication::clipboard()->text();
    QVERIFY(
        copied.startsWith(QStringLiteral("time\teu-1\teu-2\n2025-01-15T14:00:00\t1000\t2000\n")));
}

void TimeSeriesChartTest::table_isTheTwin()
{
    press(Qt::Key_T);
    QVERIFY(m_chart->isShowingTable());
    auto *table = m_chart->findChild<ChartTableView *>();
    QVERIFY(table->isVisible());
    QCOMPARE(table->model()->rowCount(), 30);
    QCOMPARE(table->model()->index(0, 1).data().toString(), QStringLiteral("1,000"));
    m_chart->setData(makeData(1500));
    QCOMPARE(table->model()->index(0, 1).data().toString(), QStringLiteral("1,500"));
    QVERIFY(!table->accessibleName().isEmpty());
    QTest::keyClick(table, Qt::Key_T);
    QVERIFY(!m_chart->isShowingTable());
    QCOMPARE(lines()[0]->at(0).y(), 1500.0);
}

void TimeSeriesChartTest::screenReader_hearsASummary()
{
    QAccessibleInterface *interface = QAccessible::queryAccessibleInterface(m_chart.get());
    QCOMPARE(interface->role(), QAccessible::Chart);
    QCOMPARE(interface->text(QAccessible::Name),
             QStringLiteral("Tokens per minute, last 30 second(s), now 1,000, peak 1,000"));
}

void TimeSeriesChartTest::legendEntries_areNamed()
{
    const auto *entry = m_chart->findChild<LegendEntry *>();
    QCOMPARE(entry->accessibleName(), QStringLiteral("Show eu-1"));
    QVERIFY(entry->isChecked());
}

QTEST_MAIN(TimeSeriesChartTest)
#include "tst_timeserieschart.moc"
