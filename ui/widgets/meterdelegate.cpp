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

void paintBar(QPainter &painter, const QRect &track, double share, const theme::Tokens &tokens)
{
    constexpr double radius = barHeight / 2.0 - 1;
    theme::paintBox(painter, track, radius, tokens.hairline, {});
    if (share <= 0 || track.width() < barHeight) {
        return;
    }
    QRect filled = track;
    filled.setWidth(
        std::clamp(static_cast<int>(track.width() * share), barHeight / 2, track.width()));
    theme::paintBox(painter, filled, radius,
                    share >= nearlyFull ? tokens.warning.mark : tokens.accent, {});
}

} // namespace

MeterDelegate::MeterDelegate(int shareRole, QObject *parent)
    : QStyledItemDelegate(parent)
    , m_shareRole(shareRole)
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
    QRect number = room;
    if (const std::optional<double> share = shareAt(index, m_shareRole)) {
        QRect track(room.left(), room.center().y() - barHeight / 2 + 1,
                    std::min(barWidth, room.width()), barHeight);
        number.setLeft(track.right() + space12);
        track = QStyle::visualRect(option.direction, room, track);
        paintBar(*painter, track, *share, tokens);
    }
    number = QStyle::visualRect(option.direction, room, number);
    painter->save();
    painter->setFont(theme::fontFor(theme::TypeRole::Mono, option.font));
    painter->setPen(tokens.text);
    painter->drawText(number, static_cast<int>(Qt::AlignVCenter | Qt::AlignLeft), text);
    painter->restore();
}

QSize MeterDelegate::sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    const QFontMetrics digits(theme::fontFor(theme::TypeRole::Mono, option.font));
    // Numbers grow; the column is not to be fitted anew each time.
    const int text = std::max(digits.horizontalAdvance(index.data().toString()),
                              digits.horizontalAdvance(QStringLiteral("999.9k of 999.9k")));
    return {barWidth + space12 + text + 2 * sideMargin, rowHeight};
}

} // namespace penstock::widgets
