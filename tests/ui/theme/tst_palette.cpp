#include "theme/palette.h"
#include "theme/tokens.h"

#include <QPalette>
#include <QTest>

using namespace penstock::theme;

class PaletteTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void everyRole_isSetInEveryGroup_data();
    void everyRole_isSetInEveryGroup();
    void disabledText_differs();
    void selectedCharacters_standOut();
};

void PaletteTest::everyRole_isSetInEveryGroup_data()
{
    QTest::addColumn<Scheme>("scheme");
    QTest::newRow("light") << Scheme::Light;
    QTest::newRow("dark") << Scheme::Dark;
}

void PaletteTest::everyRole_isSetInEveryGroup()
{
    QFETCH(const Scheme, scheme);
    for (const QPalette &palette :
         {paletteFor(tokensFor(scheme)), editPaletteFor(tokensFor(scheme))}) {
        for (const auto group : {QPalette::Active, QPalette::Inactive, QPalette::Disabled}) {
            for (int number = 0; number < QPalette::NColorRoles; ++number) {
                const auto role = static_cast<QPalette::ColorRole>(number);
                if (role == QPalette::NoRole) {
                    continue;
                }
                QVERIFY2(palette.isBrushSet(group, role),
                         qPrintable(QStringLiteral("group %1, role %2").arg(group).arg(number)));
            }
        }
    }
}

void PaletteTest::disabledText_differs()
{
    for (const Scheme scheme : {Scheme::Light, Scheme::Dark}) {
        const QPalette palette = paletteFor(tokensFor(scheme));
        for (const auto role : {QPalette::WindowText, QPalette::Text, QPalette::ButtonText,
                                QPalette::PlaceholderText, QPalette::Link}) {
            QCOMPARE(palette.color(QPalette::Disabled, role), tokensFor(scheme).disabledText);
            QVERIFY(palette.color(QPalette::Active, role) != tokensFor(scheme).disabledText);
            QCOMPARE(palette.color(QPalette::Inactive, role),
                     palette.color(QPalette::Active, role));
        }
    }
}

void PaletteTest::selectedCharacters_standOut()
{
    for (const Scheme scheme : {Scheme::Light, Scheme::Dark}) {
        const Tokens &tokens = tokensFor(scheme);
        QCOMPARE(paletteFor(tokens).color(QPalette::Highlight), tokens.selection);
        QCOMPARE(editPaletteFor(tokens).color(QPalette::Highlight), tokens.textSelection);
    }
}

QTEST_MAIN(PaletteTest)
#include "tst_palette.moc"
