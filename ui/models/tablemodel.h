#pragma once

#include "models/roles.h"

#include <QAbstractTableModel>
#include <QString>
#include <QVariant>

#include <algorithm>
#include <cstddef>
#include <functional>
#include <unordered_map>
#include <utility>
#include <vector>

namespace penstock::models
{

/// One column of a table: how a row is shown in it.
template<class Row>
struct Column {
    QString title;
    std::function<QVariant(const Row &)> text;
    std::function<QVariant(const Row &)> sortKey; ///< absent: the text
    Qt::Alignment alignment = Qt::AlignLeft | Qt::AlignVCenter;
    std::function<QString(const Row &)> toolTip;
    std::function<QVariant(const Row &)> state; ///< for StateRole
    std::function<QVariant(const Row &)> share; ///< for ShareRole
    std::function<QVariant(const Row &)> remaining; ///< for RemainingRole
};

/// Rows as values. `Row` has an `id` that can be compared and hashed, and `==`.
///
/// New rows come as a whole and are taken in by difference: what stayed keeps its place, its
/// selection and its editor, and only rows that changed are painted again.
template<class Row>
class TableModel : public QAbstractTableModel
{
public:
    using IsMuted = std::function<bool(const Row &)>;

    explicit TableModel(std::vector<Column<Row>> columns, QObject *parent = nullptr)
        : QAbstractTableModel(parent)
        , m_columns(std::move(columns))
    {
    }

    void setRows(std::vector<Row> rows)
    {
        removeMissing(rows);
        for (std::size_t i = 0; i < rows.size(); ++i) {
            bringTo(i, rows[i]);
        }
        update(std::move(rows));
    }

    void setMuted(IsMuted isMuted) { m_isMuted = std::move(isMuted); }

    [[nodiscard]] const std::vector<Row> &rows() const { return m_rows; }
    [[nodiscard]] const Row *row(const QModelIndex &index) const
    {
        return index.isValid() && index.row() < rowCount()
            ? &m_rows[static_cast<std::size_t>(index.row())]
            : nullptr;
    }

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override
    {
        return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
    }
    [[nodiscard]] int columnCount(const QModelIndex &parent = {}) const override
    {
        return parent.isValid() ? 0 : static_cast<int>(m_columns.size());
    }

    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override
    {
        const Row *const found = row(index);
        if (found == nullptr || index.column() >= columnCount()) {
            return {};
        }
        const Column<Row> &column = m_columns[static_cast<std::size_t>(index.column())];
        switch (role) {
        case Qt::DisplayRole:
            return column.text(*found);
        case Qt::ToolTipRole:
            return column.toolTip ? column.toolTip(*found) : QVariant();
        case Qt::TextAlignmentRole:
            return QVariant::fromValue(static_cast<int>(column.alignment));
        case SortRole:
            return column.sortKey ? column.sortKey(*found) : column.text(*found);
        case IdRole:
            return QVariant(QString::fromStdString(found->id.value()));
        case StateRole:
            return column.state ? column.state(*found) : QVariant();
        case ShareRole:
            return column.share ? column.share(*found) : QVariant();
        case RemainingRole:
            return column.remaining ? column.remaining(*found) : QVariant();
        case MutedRole:
            return m_isMuted && m_isMuted(*found);
        default:
            return {};
        }
    }

    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation,
                                      int role) const override
    {
        if (orientation != Qt::Horizontal || section < 0 || section >= columnCount()) {
            return {};
        }
        const Column<Row> &column = m_columns[static_cast<std::size_t>(section)];
        if (role == Qt::DisplayRole) {
            return column.title;
        }
        return role == Qt::TextAlignmentRole
            ? QVariant::fromValue(static_cast<int>(column.alignment))
            : QVariant();
    }

private:
    using Id = decltype(Row::id);

    void removeMissing(const std::vector<Row> &wanted)
    {
        std::unordered_map<Id, bool> stays;
        for (const Row &row : wanted) {
            stays.emplace(row.id, true);
        }
        // From the end, a run at a time: a view is told of each removal.
        for (std::size_t end = m_rows.size(); end > 0;) {
            if (stays.contains(m_rows[end - 1].id)) {
                --end;
                continue;
            }
            std::size_t begin = end - 1;
            while (begin > 0 && !stays.contains(m_rows[begin - 1].id)) {
                --begin;
            }
            beginRemoveRows({}, static_cast<int>(begin), static_cast<int>(end) - 1);
            m_rows.erase(m_rows.begin() + static_cast<std::ptrdiff_t>(begin),
                         m_rows.begin() + static_cast<std::ptrdiff_t>(end));
            endRemoveRows();
            end = begin;
        }
    }

    void bringTo(std::size_t place, const Row &row)
    {
        const auto begin = m_rows.begin() + static_cast<std::ptrdiff_t>(place);
        const auto found = std::find_if(begin, m_rows.end(),
                                        [&](const Row &other) { return other.id == row.id; });
        const int to = static_cast<int>(place);
        if (found == m_rows.end()) {
            beginInsertRows({}, to, to);
            m_rows.insert(begin, row);
            endInsertRows();
        } else if (found != begin) {
            const int from = static_cast<int>(found - m_rows.begin());
            beginMoveRows({}, from, from, {}, to);
            std::rotate(begin, found, found + 1);
            endMoveRows();
        }
    }

    /// Rows that adjoin are told of in one go.
    void update(std::vector<Row> rows)
    {
        for (std::size_t i = 0; i < rows.size(); ++i) {
            if (m_rows[i] == rows[i]) {
                continue;
            }
            const std::size_t first = i;
            while (i < rows.size() && m_rows[i] != rows[i]) {
                m_rows[i] = std::move(rows[i]);
                ++i;
            }
            Q_EMIT dataChanged(index(static_cast<int>(first), 0),
                               index(static_cast<int>(i) - 1, columnCount() - 1));
        }
    }

    std::vector<Column<Row>> m_columns;
    std::vector<Row> m_rows;
    IsMuted m_isMuted;
};

} // namespace penstock::models
