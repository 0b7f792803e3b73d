#include "theme/appstyle.h"
#include "theme/faces.h"
#include "theme/metrics.h"
#include "theme/palette.h"
#include "theme/type.h"

#include <QApplication>
#include <QComboBox>
#include <QDoubleSpinBox>
#include <QHeaderView>
#include <QLineEdit>
#include <QPushButton>
#include <QScrollBar>
#include <QSplitter>
#include <QStandardItemModel>
#include <QStyleOption>
#include <QTableView>
#include <QTest>
#include <QToolButton>
#include <QTreeView>

using namespace penstock::theme;

class AppStyleTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void controls_areOfOneHeight();
    void tableRows_areOfTheirHeight();
    void tableRows_haveHairlinesAndNoColumns();
    void selectedRow_isFilled();
    void ring_isWiderThanTheControl();
    void scrollBar_hasNoArrows();
    void scrollBar_thumbMovesWithTheValue();
    void combo_keepsTheTextClearOfTheArrow();
    void spinBox_partsDoNotOverlap_data();
    void spinBox_partsDoNotOverlap();
    void buttonsGrow_withTheFont();
    void splitter_isAHairline();
    void lineEdit_borderTellsFocus();
};

namespace
{

const Tokens &light()
{
    return tokensFor(Scheme::Light);
}

QStandardItemModel *fill(QAbstractItemView &view)
{
    auto *model = new QStandardItemModel(3, 3, &view);
    view.setModel(model);
    return model;
}

} // namespace

void AppStyleTest::initTestCase()
{
    QVERIFY(loadFaces().has_value());
    QFont font(interfaceFamily());
    font.setPointSizeF(9.75);
    QApplication::setFont(font);
    QApplication::setPalette(paletteFor(light()));
    QApplication::setStyle(new AppStyle(light()));
}

void AppStyleTest::controls_areOfOneHeight()
{
    QPushButton button(QStringLiteral("Import"));
    QLineEdit field;
    QComboBox combo;
    QSpinBox spin;
    QToolButton tool;
    for (QWidget *control :
         std::initializer_list<QWidget *>{&button, &field, &combo, &spin, &tool}) {
        control->ensurePolished();
        QVERIFY2(control->sizeHint().height() == metrics::controlHeight,
                 control->metaObject()->className());
    }
}

void AppStyleTest::tableRows_areOfTheirHeight()
{
    QTableView table;
    fill(table);
    table.show();
    QCOMPARE(table.rowHeight(0), metrics::rowHeight);
    QTreeView tree;
    fill(tree);
    tree.show();
    QCOMPARE(tree.visualRect(tree.model()->index(0, 0)).height(), metrics::rowHeight);
}

void AppStyleTest::tableRows_haveHairlinesAndNoColumns()
{
    QTableView table;
    fill(table);
    table.resize(400, 200);
    table.show();
    const QImage image = table.viewport()->grab().toImage();
    const int bottom = metrics::rowHeight - 1;
    QCOMPARE(image.pixelColor(20, bottom).name(), light().hairline.name());
    QCOMPARE(image.pixelColor(20, bottom - 1).name(), light().card.name());
    QCOMPARE(image.pixelColor(20, bottom + 1).name(), light().card.name());
    for (int x = 0; x < 3 * table.columnWidth(0); ++x) {
        QCOMPARE(image.pixelColor(x, metrics::rowHeight / 2).name(), light().card.name());
    }
}

void AppStyleTest::selectedRow_isFilled()
{
    QTableView table;
    fill(table);
    table.setSelectionBehavior(QAbstractItemView::SelectRows);
    table.resize(400, 200);
    table.show();
    table.selectRow(1);
    const QImage image = table.viewport()->grab().toImage();
    const int middle = metrics::rowHeight + metrics::rowHeight / 2;
    for (int x = 0; x < 3 * table.columnWidth(0); ++x) {
        QCOMPARE(image.pixelColor(x, middle).name(), light().selection.name());
    }
}

void AppStyleTest::ring_isWiderThanTheControl()
{
    constexpr int margin = metrics::focusGap + metrics::focusRing;
    const QStyle *style = QApplication::style();
    QCOMPARE(style->pixelMetric(QStyle::PM_FocusFrameHMargin), margin);
    QCOMPARE(style->pixelMetric(QStyle::PM_FocusFrameVMargin), margin);
    QCOMPARE(style->styleHint(QStyle::SH_FocusFrame_AboveWidget), 1);
}

namespace
{

QStyleOptionSlider scrollOption(int value)
{
    QStyleOptionSlider option;
    option.rect = QRect(0, 0, 10, 200);
    option.orientation = Qt::Vertical;
    option.minimum = 0;
    option.maximum = 100;
    option.pageStep = 100;
    option.sliderPosition = value;
    return option;
}

QRect scrollPart(int value, QStyle::SubControl part)
{
    const QStyleOptionSlider option = scrollOption(value);
    return QApplication::style()->subControlRect(QStyle::CC_ScrollBar, &option, part);
}

} // namespace

void AppStyleTest::scrollBar_hasNoArrows()
{
    QVERIFY(scrollPart(0, QStyle::SC_ScrollBarAddLine).isEmpty());
    QVERIFY(scrollPart(0, QStyle::SC_ScrollBarSubLine).isEmpty());
    QCOMPARE(scrollPart(0, QStyle::SC_ScrollBarGroove), QRect(0, 0, 10, 200));
}

void AppStyleTest::scrollBar_thumbMovesWithTheValue()
{
    QCOMPARE(scrollPart(0, QStyle::SC_ScrollBarSlider), QRect(0, 0, 10, 100));
    QCOMPARE(scrollPart(50, QStyle::SC_ScrollBarSlider), QRect(0, 50, 10, 100));
    QCOMPARE(scrollPart(100, QStyle::SC_ScrollBarSlider), QRect(0, 100, 10, 100));
    QCOMPARE(scrollPart(50, QStyle::SC_ScrollBarSubPage), QRect(0, 0, 10, 50));
    QCOMPARE(scrollPart(50, QStyle::SC_ScrollBarAddPage), QRect(0, 150, 10, 50));
}

void AppStyleTest::combo_keepsTheTextClearOfTheArrow()
{
    for (const auto direction : {Qt::LeftToRight, Qt::RightToLeft}) {
        QStyleOptionComboBox option;
        option.rect = QRect(0, 0, 120, 30);
        option.direction = direction;
        const auto part = [&option](QStyle::SubControl which) {
            return QApplication::style()->subControlRect(QStyle::CC_ComboBox, &option, which);
        };
        QVERIFY(!part(QStyle::SC_ComboBoxArrow).intersects(part(QStyle::SC_ComboBoxEditField)));
        QCOMPARE(part(QStyle::SC_ComboBoxArrow).center().x() > 60, direction == Qt::LeftToRight);
    }
}

void AppStyleTest::spinBox_partsDoNotOverlap_data()
{
    QTest::addColumn<int>("height");
    for (const int height : {26, 30, 31, 40}) {
        QTest::addRow("%d", height) << height;
    }
}

void AppStyleTest::spinBox_partsDoNotOverlap()
{
    QFETCH(const int, height);
    QStyleOptionSpinBox option;
    option.rect = QRect(0, 0, 100, height);
    const auto part = [&option](QStyle::SubControl which) {
        return QApplication::style()->subControlRect(QStyle::CC_SpinBox, &option, which);
    };
    const QRect up = part(QStyle::SC_SpinBoxUp);
    const QRect down = part(QStyle::SC_SpinBoxDown);
    const QRect text = part(QStyle::SC_SpinBoxEditField);
    QVERIFY(!up.intersects(down));
    QVERIFY(!text.intersects(up) && !text.intersects(down));
    QVERIFY(option.rect.contains(up.united(down).united(text)));
}

void AppStyleTest::buttonsGrow_withTheFont()
{
    QPushButton button(QStringLiteral("Discover deployments"));
    QFont large = QApplication::font();
    large.setPointSizeF(24);
    button.setFont(large);
    button.ensurePolished();
    QVERIFY(button.sizeHint().height() > button.fontMetrics().height());
    QVERIFY(button.sizeHint().width() > button.fontMetrics().horizontalAdvance(button.text()));
}

void AppStyleTest::splitter_isAHairline()
{
    QSplitter splitter;
    splitter.addWidget(new QWidget);
    splitter.addWidget(new QWidget);
    splitter.resize(201, 50);
    splitter.show();
    const QImage image = splitter.handle(1)->grab().toImage();
    int lines = 0;
    for (int x = 0; x < image.width(); ++x) {
        lines += image.pixelColor(x, 25).name() == light().hairline.name() ? 1 : 0;
    }
    QCOMPARE(lines, 1);
}

void AppStyleTest::lineEdit_borderTellsFocus()
{
    QWidget window;
    auto *field = new QLineEdit(&window);
    field->setGeometry(10, 10, 120, 30);
    window.show();
    QApplication::setActiveWindow(&window);
    QVERIFY(QTest::qWaitForWindowActive(&window));
    field->clearFocus();
    QCOMPARE(field->grab().toImage().pixelColor(60, 0).name(), light().controlBorder.name());
    field->setFocus();
    QCOMPARE(field->grab().toImage().pixelColor(60, 0).name(), light().focus.name());
}

QTEST_MAIN(AppStyleTest)
#include "tst_appstyle.moc"
