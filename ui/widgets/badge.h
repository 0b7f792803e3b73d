#pragma once

#include "widgets/statelook.h"

#include <QSize>

#include <chrono>

class QFont;
class QPainter;
class QRect;

namespace penstock::theme
{
struct Tokens;
}

namespace penstock::widgets
{

/// A pill with an icon and a few words. The painter of StatusBadge and of BadgeDelegate.
struct Badge {
    theme::Glyph glyph = theme::Glyph::Info;
    theme::Tone tone = theme::Tone::Neutral;
    QString text;

    friend bool operator==(const Badge &, const Badge &) = default;
};

/// "Throttled 18 s"; without `remaining`, the word alone.
[[nodiscard]] Badge badgeFor(const StateLook &look,
                             std::optional<std::chrono::seconds> remaining = {});
/// In place of a state while the gateway does not run.
[[nodiscard]] Badge restingBadge();
/// "18 s", "2 min", "3 h": one unit, rounded up, so that it never says 0 while there is some left.
[[nodiscard]] QString shortSpan(std::chrono::seconds span);

/// `base` is the font that the surroundings use for Body.
[[nodiscard]] QSize badgeSize(const Badge &badge, const QFont &base);
/// Centred upright in `rect`, at its leading edge; words are elided when it is too narrow.
void paintBadge(QPainter &painter, const QRect &rect, const Badge &badge, const QFont &base,
                const theme::Tokens &tokens, Qt::LayoutDirection direction = Qt::LeftToRight);

} // namespace penstock::widgets
