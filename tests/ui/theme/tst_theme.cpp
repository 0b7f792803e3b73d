#include "fakesystemscheme.h"
#include "theme/appstyle.h"
#include "theme/faces.h"
#include "theme/theme.h"

#include <QApplication>
#include <QFontInfo>
#include <QLabel>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>

using namespace penstock;
using namespace penstock::theme;

class ThemeTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { m_systemFont = QApplication::font(); }
    void cleanup() { QApplication::setFont(m_systemFont); }
    void choice_repaintsWhatIsOpen();
    void system_isFollowed();
    void system_isNotFollowedOnceChosen();
    void system_thatSaysNothing_isLight();
    void sameAgain_tellsNothing();
    void colors_areFoundThroughTheWidget();
    void colors_areFoundUnderAnotherStyle();
    void buttons_haveAFontOfTheirOwn();
    void text_canBeLarger();
    void typeface_canBeTheSystems();

private:
    QFont m_systemFont;
};

namespace
{

struct Dressed {
    explicit Dressed(std::optional<Scheme> preferred = Scheme::Light)
    {
        auto fake = std::make_unique<test::FakeSystemScheme>(preferred);
        system = fake.get();
        theme = std::make_unique<Theme>(*qApp, std::move(fake));
    }

    test::FakeSystemScheme *system = nullptr;
    std::unique_ptr<Theme> theme;
};

QColor groundOf(QWidget &widget)
{
    return widget.grab().toImage().pixelColor(1, 1);
}

} // namespace

void ThemeTest::choice_repaintsWhatIsOpen()
{
    const Dressed dressed;
    QWidget window;
    window.resize(60, 40);
    window.show();
    QCOMPARE(groundOf(window).name(), tokensFor(Scheme::Light).window.name());
    QSignalSpy spy(dressed.theme.get(), &Theme::changed);
    dressed.theme->setChoice(SchemeChoice::Dark);
    QCOMPARE(spy.count(), 1);
    QCOMPARE(groundOf(window).name(), tokensFor(Scheme::Dark).window.name());
    dressed.theme->setChoice(SchemeChoice::Light);
    QCOMPARE(spy.count(), 2);
    QCOMPARE(groundOf(window).name(), tokensFor(Scheme::Light).window.name());
}

void ThemeTest::system_isFollowed()
{
    const Dressed dressed(Scheme::Dark);
    QCOMPARE(dressed.theme->scheme(), Scheme::Dark);
    dressed.system->prefer(Scheme::Light);
    QCOMPARE(dressed.theme->scheme(), Scheme::Light);
    QCOMPARE(QApplication::palette().color(QPalette::Window), tokensFor(Scheme::Light).window);
}

void ThemeTest::system_isNotFollowedOnceChosen()
{
    const Dressed dressed(Scheme::Light);
    dressed.theme->setChoice(SchemeChoice::Light);
    dressed.system->prefer(Scheme::Dark);
    QCOMPARE(dressed.theme->scheme(), Scheme::Light);
    dressed.theme->setChoice(SchemeChoice::System);
    QCOMPARE(dressed.theme->scheme(), Scheme::Dark);
}

void ThemeTest::system_thatSaysNothing_isLight()
{
    const Dressed dressed(std::nullopt);
    QCOMPARE(dressed.theme->scheme(), Scheme::Light);
}

void ThemeTest::sameAgain_tellsNothing()
{
    const Dressed dressed(Scheme::Dark);
    QSignalSpy spy(dressed.theme.get(), &Theme::changed);
    dressed.theme->setChoice(SchemeChoice::Dark);
    dressed.system->prefer(Scheme::Dark);
    dressed.theme->setTypeface(Typeface::Shipped);
    dressed.theme->setExtraPoints(0);
    QCOMPARE(spy.count(), 0);
}

void ThemeTest::colors_areFoundThroughTheWidget()
{
    const Dressed dressed(Scheme::Dark);
    const QLabel label;
    QCOMPARE(tokensOf(label).card, tokensFor(Scheme::Dark).card);
    QCOMPARE(tokensOfApplication().card, tokensFor(Scheme::Dark).card);
    dressed.theme->setChoice(SchemeChoice::Light);
    QCOMPARE(tokensOf(label).card, tokensFor(Scheme::Light).card);
}

void ThemeTest::colors_areFoundUnderAnotherStyle()
{
    const Dressed dressed(Scheme::Dark);
    const QProxyStyle plain(QStringLiteral("Fusion"));
    QLabel label;
    label.setStyle(const_cast<QProxyStyle *>(&plain));
    QPalette light;
    light.setColor(QPalette::Window, Qt::white);
    light.setColor(QPalette::WindowText, Qt::black);
    label.setPalette(light);
    QCOMPARE(tokensOf(label).scheme, Scheme::Light);
}

void ThemeTest::buttons_haveAFontOfTheirOwn()
{
    const Dressed dressed;
    QWidget window;
    auto *button = new QPushButton(QStringLiteral("Import"), &window);
    auto *label = new QLabel(QStringLiteral("Import"), &window);
    window.show();
    QCOMPARE(button->font().weight(), QFont::Medium);
    QCOMPARE(label->font().weight(), QFont::Normal);
    dressed.theme->setExtraPoints(2);
    QCOMPARE(button->font().weight(), QFont::Medium);
    QCOMPARE(button->font().pointSizeF(), label->font().pointSizeF());
}

void ThemeTest::text_canBeLarger()
{
    const Dressed dressed;
    const double usual = QApplication::font().pointSizeF();
    QSignalSpy spy(dressed.theme.get(), &Theme::changed);
    dressed.theme->setExtraPoints(4);
    QCOMPARE(QApplication::font().pointSizeF(), usual + 4);
    QCOMPARE(spy.count(), 1);
    QPushButton button(QStringLiteral("Import"));
    button.ensurePolished();
    const int larger = button.sizeHint().height();
    QVERIFY(larger >= button.fontMetrics().height());
    dressed.theme->setExtraPoints(0);
    QCOMPARE(QApplication::font().pointSizeF(), usual);
}

void ThemeTest::typeface_canBeTheSystems()
{
    const Dressed dressed;
    QCOMPARE(QFontInfo(QApplication::font()).family(), interfaceFamily());
    dressed.theme->setTypeface(Typeface::System);
    QCOMPARE(QApplication::font().family(), m_systemFont.family());
    QCOMPARE(QApplication::font().pointSizeF(), m_systemFont.pointSizeF());
    QVERIFY(m_systemFont.family() != interfaceFamily());
}

QTEST_MAIN(ThemeTest)
#include "tst_theme.moc"
