#include "pages/tablesetup.h"

#include "theme/metrics.h"

#include <QHeaderView>
#include <QLayout>
#include <QTableView>

#include <algorithm>

namespace penstock::pages
{

void setUpTable(QTableView &view)
{
    view.setSelectionBehavior(QAbstractItemView::SelectRows);
    view.setSelectionMode(QAbstractItemView::SingleSelection);
    view.setEditTriggers(QAbstractItemView::NoEditTriggers);
    view.setShowGrid(false);
    view.setFrameShape(QFrame::NoFrame);
    view.setWordWrap(false);
    view.setTabKeyNavigation(false);
    view.setSortingEnabled(true);
    view.setHorizontalScrollMode(QAbstractItemView::ScrollPerPixel);
    view.verticalHeader()->hide();
    view.verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    view.verticalHeader()->setDefaultSectionSize(theme::metrics::rowHeight);
    view.horizontalHeader()->setHighlightSections(false);
    view.horizontalHeader()->setSectionsMovable(true);
}

int tableHeight(const QTableView &view, int rows)
{
    const QWidget &card = *view.parentWidget();
    const QMargins around = card.layout()->contentsMargins() + card.contentsMargins();
    // Where others follow below, the line under the last one is left out: the edge is near.
    const int line = rows > 0 && rows < view.model()->rowCount() ? theme::metrics::hairline : 0;
    return view.horizontalHeader()->sizeHint().height()
        + rows * view.verticalHeader()->defaultSectionSize() - line + around.top()
        + around.bottom();
}

int rowsIn(int height, const QTableView &view)
{
    constexpr int least = 2;
    const int room = (height - tableHeight(view, 0)) / view.verticalHeader()->defaultSectionSize();
    return std::min(std::max(room, least), view.model()->rowCount());
}

} // namespace penstock::pages
