#include "pages/tablesetup.h"

#include "theme/metrics.h"

#include <QHeaderView>
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

void showRows(QTableView &view, int most)
{
    const int rows = std::clamp(view.model()->rowCount(), 1, most);
    const int height = view.horizontalHeader()->sizeHint().height()
        + rows * view.verticalHeader()->defaultSectionSize() + theme::metrics::hairline;
    if (view.minimumHeight() != height) {
        view.setMinimumHeight(height);
    }
}

void fitColumns(QTableView &view, int wideColumn)
{
    constexpr int breath = theme::metrics::space16;
    view.resizeColumnsToContents();
    for (int column = 0; column < view.model()->columnCount(); ++column) {
        view.setColumnWidth(column, view.columnWidth(column) + breath);
    }
    view.horizontalHeader()->setSectionResizeMode(wideColumn, QHeaderView::Stretch);
}

} // namespace penstock::pages
