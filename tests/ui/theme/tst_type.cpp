#include "theme/faces.h"
#include "theme/type.h"

#include <QFontDatabase>
#include <QFontInfo>
#include <QFontMetricsF>
#include <QGlyphRun>
#include <QTest>
#include <QTextLayout>

using namespace penstock::theme;

Q_DECLARE_METATYPE(penstock::theme::TypeRole)

class TypeTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void faces_areTheShippedOnes_data();
    void faces_areTheShippedOnes();
    void sizes_followTheBase();
    void digits_areOfOneWidth_data();
    void digits_areOfOneWidth();
    void nothing_isDrawnAsSomethingElse_data();
    void nothing_isDrawnAsSomethingElse();
};

namespace
{

QFont base(double points = 9.75)
{
    QFont font(interfaceFamily());
    font.setPointSizeF(points);
    return font;
}

void addRoles()
{
    QTest::addColumn<TypeRole>("role");
    QTest::addColumn<bool>("isMono");
    QTest::addColumn<QFont::Weight>("weight");
    QTest::newRow("Display") << TypeRole::Display << false << QFont::DemiBold;
    QTest::newRow("Title") << TypeRole::Title << false << QFont::DemiBold;
    QTest::newRow("Heading") << TypeRole::Heading << false << QFont::DemiBold;
    QTest::newRow("Body") << TypeRole::Body << false << QFont::Normal;
    QTest::newRow("Strong") << TypeRole::Strong << false << QFont::DemiBold;
    QTest::newRow("Action") << TypeRole::Action << false << QFont::Medium;
    QTest::newRow("Label") << TypeRole::Label << false << QFont::Medium;
    QTest::newRow("Caption") << TypeRole::Caption << false << QFont::Normal;
    QTest::newRow("Mono") << TypeRole::Mono << true << QFont::Normal;
    QTest::newRow("MonoStrong") << TypeRole::MonoStrong << true << QFont::DemiBold;
}

QList<quint32> glyphsOf(const QFont &font, const QString &text)
{
    QTextLayout layout(text, font);
    layout.beginLayout();
    layout.createLine();
    layout.endLayout();
    QList<quint32> glyphs;
    for (const QGlyphRun &run : layout.glyphRuns()) {
        glyphs += run.glyphIndexes();
    }
    return glyphs;
}

} // namespace

void TypeTest::initTestCase()
{
    const auto loaded = loadFaces();
    QVERIFY2(loaded.has_value(), loaded ? "" : loaded.error().detail.c_str());
    QVERIFY(QFontDatabase::hasFamily(interfaceFamily()));
    QVERIFY(QFontDatabase::hasFamily(monoFamily()));
    const qsizetype families = QFontDatabase::families().size();
    QVERIFY(loadFaces().has_value());
    QCOMPARE(QFontDatabase::families().size(), families);
}

void TypeTest::faces_areTheShippedOnes_data()
{
    addRoles();
}

void TypeTest::faces_areTheShippedOnes()
{
    QFETCH(const TypeRole, role);
    QFETCH(const bool, isMono);
    QFETCH(const QFont::Weight, weight);
    const QFontInfo info(fontFor(role, base()));
    QCOMPARE(info.family(), isMono ? monoFamily() : interfaceFamily());
    // That of the face that was found, so a weight that is not shipped would show here.
    QCOMPARE(info.weight(), int(weight));
    QCOMPARE(info.fixedPitch(), isMono);
}

void TypeTest::sizes_followTheBase()
{
    QCOMPARE(fontFor(TypeRole::Body, base()).pointSizeF(), 9.75);
    QCOMPARE(fontFor(TypeRole::Title, base()).pointSizeF(), 15.0);
    QCOMPARE(fontFor(TypeRole::Display, base()).pointSizeF(), 16.5);
    QCOMPARE(fontFor(TypeRole::Mono, base()).pointSizeF(), 9.0);
    QCOMPARE(fontFor(TypeRole::Title, base(13)).pointSizeF(), 20.0);
    // In points, never in pixels.
    QCOMPARE(fontFor(TypeRole::Title, base()).pixelSize(), -1);
}

void TypeTest::digits_areOfOneWidth_data()
{
    addRoles();
}

void TypeTest::digits_areOfOneWidth()
{
    QFETCH(const TypeRole, role);
    const QFontMetricsF metrics(fontFor(role, base()));
    const double width = metrics.horizontalAdvance(QStringLiteral("00"));
    for (int pair = 0; pair < 100; ++pair) {
        const QString digits = QStringLiteral("%1").arg(pair, 2, 10, QLatin1Char('0'));
        QVERIFY2(qAbs(metrics.horizontalAdvance(digits) - width) < 0.01, qPrintable(digits));
    }
    QCOMPARE(metrics.horizontalAdvance(QStringLiteral("1,111.1")),
             metrics.horizontalAdvance(QStringLiteral("8,406.9")));
}

void TypeTest::nothing_isDrawnAsSomethingElse_data()
{
    addRoles();
}

void TypeTest::nothing_isDrawnAsSomethingElse()
{
    QFETCH(const TypeRole, role);
    const QFont font = fontFor(role, base());
    for (const char *text : {"->", "!=", "//", "==", "<=", "www", "0x12", "ffi", "::", "-->"}) {
        QList<quint32> single;
        for (const QChar character : QString(QLatin1String(text))) {
            single += glyphsOf(font, QString(character));
        }
        QVERIFY2(glyphsOf(font, QLatin1String(text)) == single, text);
    }
}

QTEST_MAIN(TypeTest)
#include "tst_type.moc"
