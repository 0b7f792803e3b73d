#include "widgets/badgedelegate.h"

#include "models/roles.h"
#include "theme/appstyle.h"
#include "theme/metrics.h"

#include <QPainter>

#include <algorithm>

namespace penstock::widgets
{

namespace
{

using namespace theme::metrics;

constexpr int sideMargin = space8;

std::optional<int> numberAt(const QModelIndex &index, int role)
{
    const QVariant value = role < 0 ? QVariant() : index.data(role);
    return value.isValid() ? std::optional(value.toInt()) : std::nullopt;
}

} // namespace

BadgeDelegate::BadgeDelegate(BadgeRoles roles, QObject *parent)
    : QStyledItemDelegate(parent)
    , m_roles(roles)
{
}

std::optional<Badge> BadgeDelegate::badgeAt(const QModelIndex &index) const
{
    const std::optional<int> state = numberAt(index, m_roles.state);
    if (!state) {
        return std::nullopt;
    }
    if (*state == models::restingState) {
        return restingBadge();
    }
    std::optional<Outcome> cause;
    if (const std::optional<int> number = numberAt(index, m_roles.cause)) {
        cause = static_cast<Outcome>(*number);
    }
    std::optional<std::chrono::seconds> remaining;
    if (const std::optional<int> seconds = numberAt(index, m_roles.remaining)) {
        remaining = std::chrono::seconds(*seconds);
    }
    return badgeFor(stateLook(static_cast<InstanceState>(*state), cause), remaining);
}

void BadgeDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option,
                          const QModelIndex &index) const
{
    QStyleOptionViewItem row = option;
    initStyleOption(&row, index);
    const std::optional<Badge> badge = badgeAt(index);
    if (!badge || option.widget == nullptr) {
        QStyledItemDelegate::paint(painter, option, index);
        return;
    }
    row.text.clear();
    row.icon = QIcon();
    const QStyle *style = option.widget->style();
    style->drawControl(QStyle::CE_ItemViewItem, &row, painter, option.widget);
    paintBadge(*painter, option.rect.adjusted(sideMargin, 0, -sideMargin, 0), *badge, option.font,
               theme::tokensOf(*option.widget), option.direction);
}

QSize BadgeDelegate::sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    const std::optional<Badge> badge = badgeAt(index);
    if (!badge) {
        return QStyledItemDelegate::sizeHint(option, index);
    }
    const QSize size = badgeSize(*badge, option.font);
    return {size.width() + 2 * sideMargin, std::max(rowHeight, size.height() + space8)};
}

} // namespace penstock::widgets
