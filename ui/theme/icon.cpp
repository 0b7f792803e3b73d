#include "theme/icon.h"

#include "theme/svgiconengine.h"
#include "theme/tokens.h"

#include <QFile>
#include <QPainter>
#include <QPixmapCache>
#include <QSvgRenderer>

namespace penstock::theme
{

namespace
{

QByteArray drawingOf(Glyph glyph, const QColor &color)
{
    QFile file(glyphFile(glyph));
    if (!file.open(QIODevice::ReadOnly)) {
        qFatal("The drawing %s is missing from the program.", qUtf8Printable(file.fileName()));
    }
    QByteArray svg = file.readAll();
    svg.replace("currentColor", color.name().toLatin1());
    // At 16 px the line of 2 is heavier than the letters beside it.
    svg.replace("stroke-width=\"2\"", "stroke-width=\"1.75\"");
    return svg;
}

QPixmap render(Glyph glyph, const QColor &color, const QSize &pixels)
{
    QSvgRenderer renderer(drawingOf(glyph, color));
    QPixmap pixmap(pixels);
    pixmap.fill(Qt::transparent);
    QPainter painter(&pixmap);
    const double side = std::min(pixels.width(), pixels.height());
    renderer.render(&painter,
                    QRectF((pixels.width() - side) / 2, (pixels.height() - side) / 2, side, side));
    return pixmap;
}

} // namespace

IconRole iconRoleOf(Tone tone)
{
    switch (tone) {
    case Tone::Good:
        return IconRole::Good;
    case Tone::Warning:
        return IconRole::Warning;
    case Tone::Bad:
        return IconRole::Bad;
    case Tone::Info:
        return IconRole::Info;
    case Tone::Config:
        return IconRole::Config;
    case Tone::Neutral:
        break;
    }
    return IconRole::Neutral;
}

QColor colorOf(IconRole role, const Tokens &tokens)
{
    switch (role) {
    case IconRole::Text:
        break;
    case IconRole::Muted:
        return tokens.muted;
    case IconRole::Faint:
        return tokens.faint;
    case IconRole::Accent:
        return tokens.accent;
    case IconRole::OnPrimary:
        return tokens.onPrimary;
    case IconRole::Good:
        return tokens.good.mark;
    case IconRole::Warning:
        return tokens.warning.mark;
    case IconRole::Bad:
        return tokens.bad.mark;
    case IconRole::Info:
        return tokens.info.mark;
    case IconRole::Config:
        return tokens.config.mark;
    case IconRole::Neutral:
        return tokens.neutral.mark;
    }
    return tokens.text;
}

QIcon icon(Glyph glyph, IconRole role)
{
    return QIcon(new SvgIconEngine(glyph, role));
}

void paintGlyph(QPainter &painter, const QRect &rect, Glyph glyph, const QColor &color)
{
    const double ratio = painter.device()->devicePixelRatio();
    const int side = std::min(rect.width(), rect.height());
    QPixmap pixmap = glyphPixmap(glyph, color, QSize(side, side) * ratio);
    pixmap.setDevicePixelRatio(ratio);
    QRect square(0, 0, side, side);
    square.moveCenter(rect.center());
    painter.drawPixmap(square.topLeft(), pixmap);
}

QPixmap glyphPixmap(Glyph glyph, const QColor &color, const QSize &pixels)
{
    const QString key = QStringLiteral("penstock/%1/%2x%3/%4")
                            .arg(glyphName(glyph))
                            .arg(pixels.width())
                            .arg(pixels.height())
                            .arg(color.rgba(), 8, 16);
    QPixmap pixmap;
    if (!QPixmapCache::find(key, &pixmap)) {
        pixmap = render(glyph, color, pixels);
        QPixmapCache::insert(key, pixmap);
    }
    return pixmap;
}

} // namespace penstock::theme
