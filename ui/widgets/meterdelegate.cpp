#include "widgets/meterdelegate.h"

#include "theme/appstyle.h"
#include "theme/metrics.h"
#include "theme/paint.h"
#include "theme/type.h"

#include <QPainter>

#include <algorithm>
#include <optional>

namespace penstock::widgets
{

namespace
{

using namespace theme::metrics;

constexpr int sideMargin = 10; // as the texts beside it have
constexpr int barWidth = 96;
constexpr int leastBarWidth = 24;
constexpr int barHeight = 8;
constexpr double nearlyFull = 0.9;

std::optional<double> shareAt(const QModelIndex &index, int role)
{
    const QVariant value = index.data(role);
    if (!value.isValid() || value.toDouble() < 0) {
        return std::nullopt;
    }
    return value.toDouble();
}

/// Numbers grow; the column is not to be fitted anew each time.
int numberWidth(const QFontMetrics &digits, const QString &text)
{
    return std::max(digits.horizontalAdvance(text),
                    digits.horizontalAdvance(QStringLiteral("999.9k of 999.9k")));
}

QColor colorOf(double share, bool isMuted, const theme::Tokens &tokens)
{
    if (isMuted) {
        return tokens.faint;
    }
    return share >= nearlyFull ? tokens.warning.mark : tokens.accent;
}

void paintBar(QPainter &painter, const QRect &track, double share, const QColor &color,
              const theme::Tokens &tokens)
{
    constexpr double radius = barHeight / 2.0 - 1;
    theme::paintBox(painter, track, radius, tokens.hairline, {});
    if (share <= 0 || track.width() < barHeight) {
        return;
    }
    QRect filled = track;
    filled.setWidth(
        std::clamp(static_cast<int>(track.width() * share), barHeight / 2, track.width()));
    theme::paintBox(painter, filled, radius, color, {});
}

} // namespace

MeterDelegate::MeterDelegate(Roles roles, QObject *parent)
    : QStyledItemDelegate(parent)
    , m_roles(roles)
{
}

void MeterDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option,
                          const QModelIndex &index) const
{
    if (option.widget == nullptr) {
        QStyledItemDelegate::paint(painter, option, index);
        return;
    }
    QStyleOptionViewItem row = option;
    initStyleOption(&row, index);
    const QString text = row.text;
    row.text.clear();
    option.widget->style()->drawControl(QStyle::CE_ItemViewItem, &row, painter, option.widget);

    const theme::Tokens &tokens = theme::tokensOf(*option.widget);
    const QRect room = option.rect.adjusted(sideMargin, 0, -sideMargin, 0);
    const QFont face = theme::fontFor(theme::TypeRole::Mono, option.font);
    const bool isMuted = m_roles.muted >= 0 && index.data(m_roles.muted).toBool();
    // In a narrow column the bar gives way. The numbers stand below each other, bar or not.
    const int bar = std::clamp(room.width() - space12 - numberWidth(QFontMetrics(face), text),
                               leastBarWidth, barWidth);
    QRect track(room.left(), room.center().y() - barHeight / 2 + 1, bar, barHeight);
    QRect number = room;
    number.setLeft(track.right() + space12);
    if (const std::optional<double> share = shareAt(index, m_roles.share)) {
        track = QStyle::visualRect(option.direction, room, track);
        paintBar(*painter, track, *share, colorOf(*share, isMuted, tokens), tokens);
    }
    number = QStyle::visualRect(option.direction, room, number);
    painter->save();
    painter->setFont(face);
    painter->setPen(isMuted ? tokens.muted : tokens.text);
    painter->drawText(number, static_cast<int>(Qt::AlignVCenter | Qt::AlignLeft), text);
    painter->restore();
}

QSize MeterDelegate::sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    const QFontMetrics digits(theme::fontFor(theme::TypeRole::Mono, option.font));
    const int text = numberWidth(digits, index.data().toString());
    return {barWidth + space12 + text + 2 * sideMargin, rowHeight};
}

} // namespace penstock::widgets
