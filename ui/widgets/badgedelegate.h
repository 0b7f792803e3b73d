#pragma once

#include "widgets/badge.h"

#include <QStyledItemDelegate>

namespace penstock::widgets
{

/// The roles under which a model tells what BadgeDelegate paints; -1: the model has no such role.
struct BadgeRoles {
    int state = -1; ///< an InstanceState as int, or models::restingState
    int remaining = -1; ///< seconds until it ends, as int; invalid or 0: no countdown
    int cause = -1; ///< an Outcome as int
};

/// Paints a state as a badge. Selection, hover and focus are the style's.
class BadgeDelegate final : public QStyledItemDelegate
{
    Q_OBJECT

public:
    explicit BadgeDelegate(BadgeRoles roles, QObject *parent = nullptr);

    /// Nothing where the model gives no state.
    [[nodiscard]] std::optional<Badge> badgeAt(const QModelIndex &index) const;

    void paint(QPainter *painter, const QStyleOptionViewItem &option,
               const QModelIndex &index) const override;
    [[nodiscard]] QSize sizeHint(const QStyleOptionViewItem &option,
                                 const QModelIndex &index) const override;

private:
    BadgeRoles m_roles;
};

} // namespace penstock::widgets
