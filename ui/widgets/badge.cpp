#include "widgets/badge.h"

#include "theme/icon.h"
#include "theme/metrics.h"
#include "theme/paint.h"
#include "theme/tokens.h"
#include "theme/type.h"

#include <QCoreApplication>
#include <QFontMetrics>
#include <QPainter>
#include <QStyle>

#include <algorithm>

namespace penstock::widgets
{

namespace
{

using namespace theme::metrics;

// The icon's own drawing has a margin, so it stands nearer to the end than the word does.
constexpr int beforeIcon = 6;
constexpr int betweenBoth = 5;
constexpr int afterText = 9;
constexpr int aroundText = beforeIcon + iconSmall + betweenBoth + afterText;

struct Words {
    Q_DECLARE_TR_FUNCTIONS(Badge)
};

int heightFor(const QFontMetrics &text)
{
    return std::max(badgeHeight, text.height() + space4);
}

} // namespace

Badge badgeFor(const StateLook &look, std::optional<std::chrono::seconds> remaining)
{
    Badge badge{look.glyph, look.tone, look.word};
    if (remaining && remaining->count() > 0) {
        //: State and the time until it ends: "Throttled 18 s"
        badge.text = Words::tr("%1 %2").arg(look.word, shortSpan(*remaining));
    }
    return badge;
}

Badge restingBadge()
{
    return {theme::Glyph::CirclePause, theme::Tone::Neutral, Words::tr("Idle")};
}

QString shortSpan(std::chrono::seconds span)
{
    constexpr auto minute = std::chrono::minutes(1);
    if (span < 2 * minute) {
        return Words::tr("%1 s").arg(span.count());
    }
    if (span < std::chrono::hours(2)) {
        return Words::tr("%1 min").arg(std::chrono::ceil<std::chrono::minutes>(span).count());
    }
    return Words::tr("%1 h").arg(std::chrono::ceil<std::chrono::hours>(span).count());
}

QSize badgeSize(const Badge &badge, const QFont &base)
{
    const QFontMetrics text(theme::fontFor(theme::TypeRole::Label, base));
    return {aroundText + text.horizontalAdvance(badge.text), heightFor(text)};
}

void paintBadge(QPainter &painter, const QRect &rect, const Badge &badge, const QFont &base,
                const theme::Tokens &tokens, Qt::LayoutDirection direction)
{
    const QSize size = badgeSize(badge, base).boundedTo(rect.size());
    const QRect pill = QStyle::alignedRect(direction, Qt::AlignLeft | Qt::AlignVCenter, size, rect);
    const theme::ToneColors &colors = tokens.of(badge.tone);
    theme::paintPill(painter, pill, colors.ground);

    const QRect icon(pill.left() + beforeIcon, pill.top(), iconSmall, pill.height());
    theme::paintGlyph(painter, QStyle::visualRect(direction, pill, icon), badge.glyph, colors.mark);

    const QRect words = pill.adjusted(aroundText - afterText, 0, 0, 0);
    painter.save();
    painter.setFont(theme::fontFor(theme::TypeRole::Label, base));
    painter.setPen(colors.text);
    const auto leading = QStyle::visualAlignment(direction, Qt::AlignLeft) | Qt::AlignVCenter;
    const QFontMetrics text = painter.fontMetrics();
    const int room = words.width() - afterText;
    painter.drawText(QStyle::visualRect(direction, pill, words),
                     static_cast<int>(leading) | Qt::TextSingleLine,
                     text.horizontalAdvance(badge.text) > room
                         ? text.elidedText(badge.text, Qt::ElideRight, room)
                         : badge.text);
    painter.restore();
}

} // namespace penstock::widgets
