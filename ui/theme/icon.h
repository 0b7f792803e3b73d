#pragma once

#include "theme/glyph.h"
#include "theme/tone.h"

#include <QIcon>

class QColor;
class QPainter;
class QPixmap;
class QRect;
class QSize;

namespace penstock::theme
{

struct Tokens;

/// Which token colours an icon.
enum class IconRole {
    Text = 1,
    Muted,
    Faint,
    Accent,
    OnPrimary,
    Good,
    Warning,
    Bad,
    Info,
    Config,
    Neutral,
};

[[nodiscard]] IconRole iconRoleOf(Tone tone);
[[nodiscard]] QColor colorOf(IconRole role, const Tokens &tokens);

/// An icon that takes its colour when it is painted, from the theme in force then.
[[nodiscard]] QIcon icon(Glyph glyph, IconRole role = IconRole::Text);

/// For delegates and painted widgets: centred in `rect`, as large as its shorter side.
void paintGlyph(QPainter &painter, const QRect &rect, Glyph glyph, const QColor &color);

/// Of `pixels` device pixels, cached.
[[nodiscard]] QPixmap glyphPixmap(Glyph glyph, const QColor &color, const QSize &pixels);

} // namespace penstock::theme
