#pragma once

class QTableView;

namespace penstock::pages
{

/// What every table of the console has in common: whole rows, no grid, one sort order, room to
/// breathe.
void setUpTable(QTableView &view);

/// How high a table with so many rows is, together with the card around it.
[[nodiscard]] int tableHeight(const QTableView &view, int rows);

/// How many whole rows there is room for in so much height: not more than there are, and two at
/// least; the others scroll.
[[nodiscard]] int rowsIn(int height, const QTableView &view);

} // namespace penstock::pages
