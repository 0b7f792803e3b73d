#include "theme/applogo.h"
#include "theme/appstyle.h"
#include "theme/icon.h"

#include <QApplication>
#include <QDir>
#include <QPainter>
#include <QPixmapCache>
#include <QSet>
#include <QTest>

using namespace penstock::theme;

class IconsTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void glyphs_areTheFiles();
    void everyGlyph_draws();
    void everyRole_hasAColor();
    void size_followsTheRatio_data();
    void size_followsTheRatio();
    void color_followsTheTheme();
    void disabled_isPaler();
    void painting_isSharpAtTwice();
    void line_isThinner();
    void appIcon_hasItsSizes();
};

namespace
{

void dress(Scheme scheme)
{
    QApplication::setStyle(new AppStyle(tokensFor(scheme)));
}

/// The color of what is fully opaque; invalid when nothing is, or not of one color.
QColor inkOf(const QImage &image)
{
    QColor ink;
    for (int y = 0; y < image.height(); ++y) {
        for (int x = 0; x < image.width(); ++x) {
            const QColor pixel = image.pixelColor(x, y);
            if (pixel.alpha() < 255) {
                continue;
            }
            if (ink.isValid() && pixel.rgb() != ink.rgb()) {
                return {};
            }
            ink = pixel;
        }
    }
    return ink;
}

double coverageOf(const QImage &image)
{
    double sum = 0;
    for (int y = 0; y < image.height(); ++y) {
        for (int x = 0; x < image.width(); ++x) {
            sum += image.pixelColor(x, y).alphaF();
        }
    }
    return sum / (image.width() * image.height());
}

} // namespace

void IconsTest::init()
{
    dress(Scheme::Light);
}

void IconsTest::glyphs_areTheFiles()
{
    QSet<QString> named;
    for (int number = 0; number < glyphCount; ++number) {
        const auto glyph = static_cast<Glyph>(number);
        QVERIFY2(QFile::exists(glyphFile(glyph)), qPrintable(glyphFile(glyph)));
        named.insert(glyphName(glyph) + QLatin1String(".svg"));
    }
    QCOMPARE(named.size(), glyphCount);
    const QStringList built = QDir(QStringLiteral(":/penstock/icons/lucide")).entryList();
    QCOMPARE(QSet<QString>(built.begin(), built.end()), named);
    const QDir source(QStringLiteral(PENSTOCK_SOURCE_DIR "/resources/icons/lucide"));
    const QStringList kept = source.entryList({QStringLiteral("*.svg")});
    QCOMPARE(QSet<QString>(kept.begin(), kept.end()), named);
}

void IconsTest::everyGlyph_draws()
{
    for (int number = 0; number < glyphCount; ++number) {
        const auto glyph = static_cast<Glyph>(number);
        const QImage image = glyphPixmap(glyph, Qt::red, QSize(48, 48)).toImage();
        QVERIFY2(coverageOf(image) > 0.005, qPrintable(glyphName(glyph)));
        QVERIFY2(inkOf(image) == QColor(Qt::red), qPrintable(glyphName(glyph)));
    }
}

void IconsTest::everyRole_hasAColor()
{
    for (const Scheme scheme : {Scheme::Light, Scheme::Dark}) {
        dress(scheme);
        for (const auto role :
             {IconRole::Text, IconRole::Muted, IconRole::Faint, IconRole::Accent,
              IconRole::OnPrimary, IconRole::Good, IconRole::Warning, IconRole::Bad, IconRole::Info,
              IconRole::Config, IconRole::Neutral}) {
            const QPixmap pixmap = icon(Glyph::Square, role).pixmap(QSize(48, 48), 1.0);
            QCOMPARE(inkOf(pixmap.toImage()).name(), colorOf(role, tokensFor(scheme)).name());
        }
    }
}

void IconsTest::size_followsTheRatio_data()
{
    QTest::addColumn<double>("ratio");
    QTest::addColumn<int>("pixels");
    QTest::newRow("1") << 1.0 << 16;
    QTest::newRow("1.25") << 1.25 << 20;
    QTest::newRow("1.5") << 1.5 << 24;
    QTest::newRow("2") << 2.0 << 32;
}

void IconsTest::size_followsTheRatio()
{
    QFETCH(const double, ratio);
    QFETCH(const int, pixels);
    const QPixmap pixmap = icon(Glyph::Server).pixmap(QSize(16, 16), ratio);
    QCOMPARE(pixmap.size(), QSize(pixels, pixels));
    QCOMPARE(pixmap.devicePixelRatio(), ratio);
    QCOMPARE(pixmap.deviceIndependentSize(), QSizeF(16, 16));
}

void IconsTest::color_followsTheTheme()
{
    const QIcon kept = icon(Glyph::Square, IconRole::Warning);
    const auto ink = [&kept] { return inkOf(kept.pixmap(QSize(48, 48), 1.0).toImage()).name(); };
    QCOMPARE(ink(), tokensFor(Scheme::Light).warning.mark.name());
    dress(Scheme::Dark);
    QCOMPARE(ink(), tokensFor(Scheme::Dark).warning.mark.name());
}

void IconsTest::disabled_isPaler()
{
    const QPixmap pixmap
        = icon(Glyph::Square, IconRole::Good).pixmap(QSize(48, 48), 1.0, QIcon::Disabled);
    QCOMPARE(inkOf(pixmap.toImage()).name(), tokensFor(Scheme::Light).disabledText.name());
}

void IconsTest::painting_isSharpAtTwice()
{
    QImage canvas(64, 64, QImage::Format_ARGB32_Premultiplied);
    canvas.setDevicePixelRatio(2.0);
    canvas.fill(Qt::transparent);
    QPainter painter(&canvas);
    paintGlyph(painter, QRect(0, 0, 32, 32), Glyph::Gauge, Qt::blue);
    painter.end();
    canvas.setDevicePixelRatio(1.0);
    const QImage direct = glyphPixmap(Glyph::Gauge, Qt::blue, QSize(64, 64)).toImage();
    QCOMPARE(canvas, direct.convertToFormat(canvas.format()));
}

void IconsTest::line_isThinner()
{
    // A square of 18 by 18 units: about 4 * 18 * width of 24 * 24 is covered.
    const QImage image = glyphPixmap(Glyph::Square, Qt::black, QSize(240, 240)).toImage();
    const double width = coverageOf(image) * 24 * 24 / (4 * 18);
    QVERIFY2(width > 1.6 && width < 1.8, qPrintable(QString::number(width)));
}

void IconsTest::appIcon_hasItsSizes()
{
    const QIcon logo = appIcon();
    for (const int side : {16, 24, 32, 48, 256}) {
        const QImage image = logo.pixmap(QSize(side, side), 1.0).toImage();
        QCOMPARE(image.size(), QSize(side, side));
        // Blue beside the drops, and nothing in the corner.
        QCOMPARE(image.pixelColor(side / 2, 1).name(), QStringLiteral("#2f6fed"));
        QVERIFY(image.pixelColor(0, 0).alpha() < 128);
    }
}

QTEST_MAIN(IconsTest)
#include "tst_icons.moc"
