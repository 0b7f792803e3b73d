#include "widgets/charttableview.h"

#include "theme/type.h"

#include <QHeaderView>

namespace penstock::widgets
{

ChartTableModel::ChartTableModel(QObject *parent)
    : QAbstractTableModel(parent)
    , m_table({}, ChartUnit::Count)
{
}

void ChartTableModel::setTable(ChartTable table)
{
    const bool isSameShape
        = table.header() == m_table.header() && table.rows().size() == m_table.rows().size();
    if (!isSameShape) {
        beginResetModel();
        m_table = std::move(table);
        endResetModel();
        return;
    }
    // The person keeps the place where they read.
    m_table = std::move(table);
    if (rowCount() > 0) {
        Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, columnCount() - 1));
    }
}

int ChartTableModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_table.rows().size());
}

int ChartTableModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_table.header().size());
}

QVariant ChartTableModel::data(const QModelIndex &index, int role) const
{
    switch (role) {
    case Qt::DisplayRole:
        return m_table.rows().at(static_cast<std::size_t>(index.row())).at(index.column());
    case Qt::FontRole:
        return theme::fontFor(theme::TypeRole::Mono);
    case Qt::TextAlignmentRole:
        return static_cast<int>((index.column() == 0 ? Qt::AlignLeft : Qt::AlignRight)
                                | Qt::AlignVCenter);
    default:
        return {};
    }
}

QVariant ChartTableModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal) {
        return {};
    }
    if (role == Qt::TextAlignmentRole) {
        return static_cast<int>((section == 0 ? Qt::AlignLeft : Qt::AlignRight) | Qt::AlignVCenter);
    }
    return role == Qt::DisplayRole ? m_table.header().value(section) : QVariant();
}

ChartTableView::ChartTableView(QWidget *parent)
    : QTableView(parent)
    , m_model(new ChartTableModel(this))
{
    setModel(m_model);
    setFrameShape(QFrame::NoFrame);
    setShowGrid(false);
    setSelectionBehavior(QAbstractItemView::SelectRows);
    setTabKeyNavigation(false);
    verticalHeader()->hide();
    horizontalHeader()->setSectionResizeMode(QHeaderView::Stretch);
    horizontalHeader()->setHighlightSections(false);
}

void ChartTableView::setTable(ChartTable table)
{
    m_model->setTable(std::move(table));
}

} // namespace penstock::widgets
