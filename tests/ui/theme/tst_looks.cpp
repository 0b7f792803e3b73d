#include "fakesystemscheme.h"
#include "theme/looks.h"
#include "theme/theme.h"
#include "theme/type.h"

#include <QApplication>
#include <QCheckBox>
#include <QFrame>
#include <QLabel>
#include <QPushButton>
#include <QTest>

using namespace penstock::theme;

class LooksTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void textTone_survivesAChange();
    void typeRole_followsTheFont();
    void surface_fills();
    void surfaceAndTone_goTogether();
    void card_hasCorners();
    void children_keepTheirOwnColors();
    void primary_isFilled();
    void kinds_areKept();

private:
    std::unique_ptr<Theme> m_theme;
};

namespace
{

QColor pixel(QWidget &widget, QPoint place)
{
    return widget.grab().toImage().pixelColor(place);
}

QColor textOf(const QWidget &widget)
{
    return widget.palette().color(QPalette::Active, QPalette::WindowText);
}

const Tokens &dark()
{
    return tokensFor(Scheme::Dark);
}

const Tokens &light()
{
    return tokensFor(Scheme::Light);
}

} // namespace

void LooksTest::init()
{
    m_theme = std::make_unique<Theme>(
        *qApp, std::make_unique<penstock::test::FakeSystemScheme>(Scheme::Light));
}

void LooksTest::textTone_survivesAChange()
{
    QLabel label(QStringLiteral("x"));
    setTextTone(label, TextTone::Muted);
    label.ensurePolished();
    QCOMPARE(textOf(label), light().muted);
    label.setEnabled(false);
    QCOMPARE(label.palette().color(QPalette::Disabled, QPalette::WindowText), light().disabledText);
    m_theme->setChoice(SchemeChoice::Dark);
    QCOMPARE(textOf(label), dark().muted);
    QCOMPARE(label.palette().color(QPalette::Window), dark().window);
}

void LooksTest::typeRole_followsTheFont()
{
    QLabel label(QStringLiteral("x"));
    setTypeRole(label, TypeRole::Title);
    label.ensurePolished();
    const double before = label.font().pointSizeF();
    QCOMPARE(before, fontFor(TypeRole::Title).pointSizeF());
    QFont ten = QApplication::font();
    ten.setPointSizeF(10);
    m_theme->setExtraPoints(10);
    QCOMPARE(label.font().pointSizeF(), before + fontFor(TypeRole::Title, ten).pointSizeF());
}

void LooksTest::surface_fills()
{
    QWidget rail;
    rail.resize(20, 20);
    setSurface(rail, Surface::Rail);
    QCOMPARE(pixel(rail, {5, 5}).name(), light().rail.name());
    m_theme->setChoice(SchemeChoice::Dark);
    QCOMPARE(pixel(rail, {5, 5}).name(), dark().rail.name());
}

void LooksTest::surfaceAndTone_goTogether()
{
    QLabel label(QStringLiteral("x"));
    setSurface(label, Surface::Raised);
    setTextTone(label, TextTone::Bad);
    QCOMPARE(label.palette().color(QPalette::Window), light().raised);
    QCOMPARE(textOf(label), light().bad.text);
}

void LooksTest::card_hasCorners()
{
    QWidget window;
    window.resize(80, 80);
    auto *card = new QFrame(&window);
    card->setGeometry(10, 10, 60, 60);
    setSurface(*card, Surface::Card);
    window.show();
    const QImage image = window.grab().toImage();
    QCOMPARE(image.pixelColor(40, 40).name(), light().card.name());
    QCOMPARE(image.pixelColor(40, 10).name(), light().hairline.name());
    // One sharp pixel, and nothing of the card in its corner.
    QCOMPARE(image.pixelColor(40, 11).name(), light().card.name());
    QCOMPARE(image.pixelColor(10, 10).name(), light().window.name());
}

void LooksTest::children_keepTheirOwnColors()
{
    QWidget window;
    setSurface(window, Surface::Rail);
    const auto *button = new QPushButton(QStringLiteral("x"), &window);
    window.show();
    m_theme->setChoice(SchemeChoice::Dark);
    QCOMPARE(button->palette().color(QPalette::Base), dark().card);
    QCOMPARE(textOf(*button), dark().text);
}

void LooksTest::primary_isFilled()
{
    QPushButton button(QStringLiteral("Add"));
    button.resize(100, 30);
    QCOMPARE(pixel(button, {6, 15}).name(), light().card.name());
    setButtonKind(button, ButtonKind::Primary);
    QCOMPARE(pixel(button, {6, 15}).name(), light().primary.name());
    m_theme->setChoice(SchemeChoice::Dark);
    QCOMPARE(pixel(button, {6, 15}).name(), dark().primary.name());
    button.setEnabled(false);
    QCOMPARE(pixel(button, {6, 15}).name(), dark().raised.name());
}

void LooksTest::kinds_areKept()
{
    QPushButton button;
    QCOMPARE(buttonKind(button), ButtonKind::Normal);
    setButtonKind(button, ButtonKind::Danger);
    QCOMPARE(buttonKind(button), ButtonKind::Danger);
    QCheckBox box(QStringLiteral("On"));
    const int narrow = box.sizeHint().width();
    setCheckKind(box, CheckKind::Switch);
    QCOMPARE(checkKind(box), CheckKind::Switch);
    QVERIFY(box.sizeHint().width() > narrow);
}

QTEST_MAIN(LooksTest)
#include "tst_looks.moc"
