#include "theme/theme.h"
#include "widgets/card.h"
#include "widgets/copybutton.h"
#include "widgets/elidedlabel.h"
#include "widgets/fieldrow.h"
#include "widgets/secretfield.h"
#include "widgets/stattile.h"

#include <QAccessible>
#include <QApplication>
#include <QClipboard>
#include <QLabel>
#include <QLineEdit>
#include <QSignalSpy>
#include <QTest>
#include <QVBoxLayout>

#include <algorithm>

using namespace penstock;
using namespace penstock::widgets;

class ControlsTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void field_isNotWrongBeforeItWasLeft();
    void field_isJudgedWhileTypingAfterwards();
    void validate_showsWhatIsWrong();
    void field_ofSeveralParts_isLeftAsAWhole();
    void field_isNamed();
    void copyButton_copies();
    void plainTile_isNoButton();
    void buttonTile_worksByKeyboard();
    void tile_isReadOutWhole();
    void tile_showsItsHistory();
    void elidedLabel_givesWay();
    void card_hidesAnEmptyTitleRow();

private:
    std::unique_ptr<theme::Theme> m_theme;
};

namespace
{

struct Form {
    Form() : line(new QLineEdit), row(QStringLiteral("&Name"), line)
    {
        row.setHint(QStringLiteral("Short."));
        row.setCheck([this] {
            return line->text().isEmpty() ? QStringLiteral("A name is needed.") : QString();
        });
    }
    void leave() const { Q_EMIT qApp->focusChanged(line, nullptr); }

    QLineEdit *line;
    FieldRow row;
};

QAccessible::Role roleOf(QWidget &widget)
{
    return QAccessible::queryAccessibleInterface(&widget)->role();
}

} // namespace

void ControlsTest::init()
{
    m_theme = std::make_unique<theme::Theme>(*qApp);
}

void ControlsTest::field_isNotWrongBeforeItWasLeft()
{
    const Form form;
    QVERIFY(!form.row.isValid());
    QVERIFY(form.row.shownError().isEmpty());
    form.line->setText(QStringLiteral("a"));
    form.line->clear();
    QVERIFY(form.row.shownError().isEmpty());
    form.leave();
    QCOMPARE(form.row.shownError(), QStringLiteral("A name is needed."));
}

void ControlsTest::field_isJudgedWhileTypingAfterwards()
{
    const Form form;
    form.leave();
    QTest::keyClicks(form.line, QStringLiteral("eu"));
    QVERIFY(form.row.shownError().isEmpty());
    QVERIFY(form.row.isValid());
    form.line->clear();
    QVERIFY(!form.row.shownError().isEmpty());
}

void ControlsTest::validate_showsWhatIsWrong()
{
    Form form;
    QSignalSpy edited(&form.row, &FieldRow::edited);
    QVERIFY(!form.row.validate());
    QCOMPARE(form.line->accessibleDescription(), QStringLiteral("A name is needed."));
    form.line->setText(QStringLiteral("eu-1"));
    QVERIFY(form.row.validate());
    QCOMPARE(form.line->accessibleDescription(), QStringLiteral("Short."));
    QCOMPARE(edited.size(), 1);
}

void ControlsTest::field_ofSeveralParts_isLeftAsAWhole()
{
    auto *secret = new SecretField;
    FieldRow row(QStringLiteral("Key"), secret);
    row.setCheck([] { return QStringLiteral("A key is needed."); });
    const QList<QAbstractButton *> parts = secret->findChildren<QAbstractButton *>();
    Q_EMIT qApp->focusChanged(secret->focusProxy(), parts.front());
    QVERIFY(row.shownError().isEmpty());
    Q_EMIT qApp->focusChanged(parts.front(), nullptr);
    QCOMPARE(row.shownError(), QStringLiteral("A key is needed."));
}

void ControlsTest::field_isNamed()
{
    const Form form;
    QCOMPARE(form.line->accessibleName(), QStringLiteral("Name"));
    const QList<QLabel *> labels = form.row.findChildren<QLabel *>();
    QVERIFY(std::any_of(labels.begin(), labels.end(),
                        [&form](const QLabel *label) { return label->buddy() == form.line; }));
}

void ControlsTest::copyButton_copies()
{
    CopyButton button(QStringLiteral("Copy the address"));
    QSignalSpy copied(&button, &CopyButton::copied);
    button.click();
    QCOMPARE(copied.size(), 0);
    button.setSource([] { return QStringLiteral("127.0.0.1:3010"); });
    QCOMPARE(button.accessibleName(), QStringLiteral("Copy the address"));
    button.click();
    QCOMPARE(copied.size(), 1);
    QCOMPARE(QGuiApplication::clipboard()->text(), QStringLiteral("127.0.0.1:3010"));
    QCOMPARE(button.accessibleName(), QStringLiteral("Copied"));
}

void ControlsTest::plainTile_isNoButton()
{
    StatTile tile(QStringLiteral("Requests"));
    QCOMPARE(tile.focusPolicy(), Qt::NoFocus);
    QCOMPARE(roleOf(tile), QAccessible::StaticText);
    // Qt keeps the interface that it has once asked for.
    tile.setKind(TileKind::Button);
    QCOMPARE(roleOf(tile), QAccessible::Button);
}

void ControlsTest::buttonTile_worksByKeyboard()
{
    StatTile tile(QStringLiteral("Requests"));
    tile.setKind(TileKind::Button);
    QSignalSpy clicked(&tile, &StatTile::clicked);
    QTest::keyClick(&tile, Qt::Key_Space);
    QCOMPARE(clicked.size(), 1);
    QAccessible::queryAccessibleInterface(&tile)->actionInterface()->doAction(
        QAccessibleActionInterface::pressAction());
    QCOMPARE(clicked.size(), 2);
    QVERIFY(tile.focusPolicy() != Qt::NoFocus);
}

void ControlsTest::tile_isReadOutWhole()
{
    StatTile tile(QStringLiteral("Latency p50 / p95"));
    tile.setFigure(QStringLiteral("420"), QStringLiteral("/ 1,310 ms"));
    tile.setCaption(QStringLiteral("5 min"));
    QCOMPARE(tile.accessibleName(), QStringLiteral("Latency p50 / p95: 420 / 1,310 ms, 5 min"));
}

void ControlsTest::tile_showsItsHistory()
{
    StatTile tile(QStringLiteral("Requests"));
    tile.resize(200, tile.sizeHint().height());
    const QImage without = tile.grab().toImage();
    tile.setHistory({1, 5, 2, 8}, 0);
    QVERIFY(tile.grab().toImage() != without);
    // Too narrow for both: the figure stays.
    tile.setFigure(QStringLiteral("1,234,567,890"));
    tile.setFixedWidth(tile.minimumSizeHint().width());
    const QImage narrow = tile.grab().toImage();
    tile.setHistory({}, 0);
    QCOMPARE(tile.grab().toImage(), narrow);
}

void ControlsTest::elidedLabel_givesWay()
{
    ElidedLabel label(QStringLiteral("contoso-eu1.openai.azure.com"));
    QVERIFY(label.minimumSizeHint().width() < label.sizeHint().width() / 2);
    label.resize(label.sizeHint());
    QVERIFY(!label.isElided());
    label.resize(80, label.height());
    QVERIFY(label.isElided());
}

void ControlsTest::card_hidesAnEmptyTitleRow()
{
    Card bare;
    auto *content = new QLabel(QStringLiteral("x"));
    bare.body().addWidget(content);
    const int low = bare.sizeHint().height();
    bare.setTitle(QStringLiteral("Latency"));
    QVERIFY(bare.sizeHint().height() > low);
    bare.setTitle({});
    QCOMPARE(bare.sizeHint().height(), low);
    bare.addToTitleRow(new QLabel(QStringLiteral("legend")));
    QVERIFY(bare.sizeHint().height() > low);
}

QTEST_MAIN(ControlsTest)
#include "tst_controls.moc"
