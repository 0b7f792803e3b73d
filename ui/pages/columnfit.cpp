#include "pages/columnfit.h"

#include "theme/metrics.h"

#include <QEvent>
#include <QHeaderView>
#include <QTableView>

#include <algorithm>
#include <numeric>

namespace penstock::pages
{

namespace
{

/// Of a text and the margins of its cell.
int widthOf(const QTableView &view, const QString &text)
{
    constexpr int margins = 2 * theme::metrics::space12;
    return text.isEmpty() ? 0 : view.fontMetrics().horizontalAdvance(text) + margins;
}

} // namespace

ColumnFit::ColumnFit(QTableView &view, std::vector<ColumnRoom> rooms)
    : QObject(&view)
    , m_view(view)
    , m_rooms(std::move(rooms))
{
    view.viewport()->installEventFilter(this);
    connect(view.horizontalHeader(), &QHeaderView::sectionResized, this,
            [this] { m_isArranged = m_isArranged || !m_isFitting; });
}

void ColumnFit::measure()
{
    m_natural.clear();
    const QHeaderView &header = *m_view.horizontalHeader();
    const auto sizeOf = [&](int column) {
        // The header's own hint, and not what the view makes of it: room for an arrow everywhere.
        return std::max(static_cast<const QAbstractItemView &>(m_view).sizeHintForColumn(column),
                        header.sectionSizeHint(column));
    };
    for (int column = 0; column < header.count(); ++column) {
        m_natural.push_back(sizeOf(column));
    }
    for (const ColumnRoom &room : m_rooms) {
        int &natural = m_natural.at(static_cast<std::size_t>(room.column));
        natural = std::max(natural, widthOf(m_view, room.usual));
    }
    fit();
}

void ColumnFit::fit()
{
    if (m_isArranged || m_natural.empty()) {
        return;
    }
    std::vector<int> widths = m_natural;
    const auto at = [&widths](const ColumnRoom &room) -> int & {
        return widths.at(static_cast<std::size_t>(room.column));
    };
    const int spare = m_view.viewport()->width() - std::accumulate(widths.begin(), widths.end(), 0);
    // How much of it each column takes, or can give.
    const auto share = [&](const ColumnRoom &room) {
        return spare > 0 ? room.grows : room.least == 0 ? 0 : std::max(0, at(room) - room.least);
    };
    int shares = 0;
    for (const ColumnRoom &room : m_rooms) {
        shares += share(room);
    }
    int left = spare > 0 ? spare : std::max(spare, -shares);
    for (const ColumnRoom &room : m_rooms) {
        // The last one gets what rounding left over.
        if (const int own = share(room); own > 0) {
            const int part = left * own / shares;
            left -= part;
            shares -= own;
            at(room) += part;
        }
    }
    m_isFitting = true;
    for (std::size_t column = 0; column < widths.size(); ++column) {
        m_view.setColumnWidth(static_cast<int>(column), widths[column]);
    }
    m_isFitting = false;
}

bool ColumnFit::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() == QEvent::Resize) {
        fit();
    }
    return QObject::eventFilter(watched, event);
}

} // namespace penstock::pages
