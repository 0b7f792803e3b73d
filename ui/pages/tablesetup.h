#pragma once

class QTableView;

namespace penstock::pages
{

/// What every table of the console has in common: whole rows, no grid, one sort order, room to
/// breathe.
void setUpTable(QTableView &view);

/// Room for its rows, up to so many; more than those scroll.
void showRows(QTableView &view, int most);

/// Gives the columns their widths by what is in them, and the rest of the room to one of them.
void fitColumns(QTableView &view, int wideColumn);

} // namespace penstock::pages
