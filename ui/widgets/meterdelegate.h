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
    /// `shareRole`: a double from 0 to 1 or more; negative: there is no limit.
    explicit MeterDelegate(int shareRole, QObject *parent = nullptr);

    void paint(QPainter *painter, const QStyleOptionViewItem &option,
               const QModelIndex &index) const override;
    [[nodiscard]] QSize sizeHint(const QStyleOptionViewItem &option,
                                 const QModelIndex &index) const override;

private:
    int m_shareRole;
};

} // namespace penstock::widgets
