#include "theme/svgiconengine.h"

#include "theme/appstyle.h"

#include <QPainter>

namespace penstock::theme
{

SvgIconEngine::SvgIconEngine(Glyph glyph, IconRole role) : m_glyph(glyph), m_role(role) { }

void SvgIconEngine::paint(QPainter *painter, const QRect &rect, QIcon::Mode mode,
                          QIcon::State state)
{
    const double ratio = painter->device()->devicePixelRatio();
    QPixmap drawn = scaledPixmap(rect.size() * ratio, mode, state, ratio);
    drawn.setDevicePixelRatio(ratio);
    painter->drawPixmap(rect.topLeft(), drawn);
}

QPixmap SvgIconEngine::pixmap(const QSize &size, QIcon::Mode mode, QIcon::State state)
{
    return scaledPixmap(size, mode, state, 1.0);
}

QPixmap SvgIconEngine::scaledPixmap(const QSize &size, QIcon::Mode mode, QIcon::State /*state*/,
                                    qreal /*scale*/)
{
    const Tokens &tokens = tokensOfApplication();
    const QColor color = mode == QIcon::Disabled ? tokens.disabledText : colorOf(m_role, tokens);
    return glyphPixmap(m_glyph, color, size);
}

QIconEngine *SvgIconEngine::clone() const
{
    return new SvgIconEngine(*this);
}

QString SvgIconEngine::key() const
{
    return QStringLiteral("penstock");
}

QString SvgIconEngine::iconName()
{
    return glyphName(m_glyph);
}

bool SvgIconEngine::isNull()
{
    return false;
}

} // namespace penstock::theme
