#pragma once

#include <QObject>
#include <QString>

#include <vector>

class QTableView;

namespace penstock::pages
{

/// How one column takes part when there is more room than all need, or less.
struct ColumnRoom {
    int column = 0;
    QString usual; ///< a text that it has to show whole, however short the present ones are
    int grows = 0; ///< its share of what is left over
    int least = 0; ///< in pixels; zero: it never becomes narrower than what is in it
};

/// Keeps the columns of a table as wide as their view, whatever its width is, until a person has
/// dragged one of them.
class ColumnFit final : public QObject
{
    Q_OBJECT

public:
    ColumnFit(QTableView &view, std::vector<ColumnRoom> rooms);

    /// What is in the table is another size now: measures anew.
    void measure();

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void fit();

    QTableView &m_view;
    std::vector<ColumnRoom> m_rooms;
    std::vector<int> m_natural; ///< by column
    bool m_isFitting = false;
    bool m_isArranged = false; ///< by a person
};

} // namespace penstock::pages
