#include "pages/columnfit.h"
#include "theme/theme.h"

#include <QHeaderView>
#include <QScrollBar>
#include <QStandardItemModel>
#include <QTableView>
#include <QTest>

using namespace penstock;
using namespace penstock::pages;

/// Columns that share the width of their table.
class TestColumnFit final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void wide_isFilled();
    void narrow_shrinksWhatMay();
    void tooNarrow_scrolls();
    void dragged_staysAsItIs();
    void usualText_hasRoom();

private:
    void resizeTo(int width);
    [[nodiscard]] int widthOfAll() const { return m_view->horizontalHeader()->length(); }
    [[nodiscard]] int width(int column) const { return m_view->columnWidth(column); }

    std::unique_ptr<theme::Theme> m_theme;
    std::unique_ptr<QStandardItemModel> m_model;
    std::unique_ptr<QTableView> m_view;
    ColumnFit *m_fit = nullptr;
};

namespace
{

enum ColumnOf { Fixed, Growing, Shrinking };
constexpr int least = 60;
const QString usual = QStringLiteral("a text that comes now and then");

} // namespace

void TestColumnFit::init()
{
    m_view.reset();
    m_theme = std::make_unique<theme::Theme>(*qApp);
    m_model = std::make_unique<QStandardItemModel>(1, 3);
    m_model->setHorizontalHeaderLabels(
        {QStringLiteral("One"), QStringLiteral("Two"), QStringLiteral("Three")});
    m_model->setItem(0, Shrinking, new QStandardItem(QStringLiteral("some words, more than few")));
    m_view = std::make_unique<QTableView>();
    m_view->verticalHeader()->hide();
    m_view->setModel(m_model.get());
    m_fit = new ColumnFit(*m_view,
                          {{.column = Growing, .usual = usual, .grows = 1, .least = 0},
                           {.column = Shrinking, .usual = {}, .grows = 3, .least = least}});
    m_view->show();
    m_fit->measure();
}

void TestColumnFit::resizeTo(int width)
{
    m_view->resize(width, 200);
    QCoreApplication::processEvents();
}

void TestColumnFit::wide_isFilled()
{
    resizeTo(700);
    QCOMPARE(widthOfAll(), m_view->viewport()->width());
    const int fixed = width(Fixed);
    const int growing = width(Growing);
    const int shrinking = width(Shrinking);
    resizeTo(1100);
    QCOMPARE(widthOfAll(), m_view->viewport()->width());
    QCOMPARE(width(Fixed), fixed);
    QCOMPARE(width(Growing), growing + 100);
    QCOMPARE(width(Shrinking), shrinking + 300);
}

void TestColumnFit::narrow_shrinksWhatMay()
{
    resizeTo(2000);
    resizeTo(width(Fixed) + 330);
    QCOMPARE(widthOfAll(), m_view->viewport()->width());
    QVERIFY(width(Shrinking) >= least);
    QVERIFY(!m_view->horizontalScrollBar()->isVisible());
}

void TestColumnFit::tooNarrow_scrolls()
{
    resizeTo(150);
    QCOMPARE(width(Shrinking), least);
    QVERIFY(widthOfAll() > m_view->viewport()->width());
    QVERIFY(m_view->horizontalScrollBar()->isVisible());
}

void TestColumnFit::dragged_staysAsItIs()
{
    resizeTo(700);
    m_view->horizontalHeader()->resizeSection(Growing, 333); // as the mouse does
    resizeTo(900);
    QCOMPARE(width(Growing), 333);
    m_fit->measure();
    QCOMPARE(width(Growing), 333);
}

void TestColumnFit::usualText_hasRoom()
{
    resizeTo(150);
    QVERIFY(width(Growing) > m_view->fontMetrics().horizontalAdvance(usual));
}

QTEST_MAIN(TestColumnFit)
#include "tst_columnfit.moc"
