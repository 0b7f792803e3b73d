#pragma once

#include <QStyledItemDelegate>

namespace penstock::widgets
{

/// A bar and its number: how much of a limit is used. Amber from 90 %, and where there is no limit
/// the number alone.
class MeterDelegate final : public QStyledItemDelegate
{
    Q_OBJECT

public:
    /// `share`: a double from 0 to 1 or more; negative: there is no limit. `muted`: whether the row
    /// is of less interest.
    struct Roles {
        int share = -1;
        int muted = -1;
    };
    explicit MeterDelegate(Roles roles, QObject *parent = nullptr);

    void paint(QPainter *painter, const QStyleOptionViewItem &option,
               const QModelIndex &index) const override;
    [[nodiscard]] QSize sizeHint(const QStyleOptionViewItem &option,
                                 const QModelIndex &index) const override;

private:
    Roles m_roles;
};

} // namespace penstock::widgets
