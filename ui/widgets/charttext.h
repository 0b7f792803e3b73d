#pragma once

#include "widgets/chartdata.h"

#include <QStringList>

namespace penstock::widgets
{

/// The table twin of a chart: what it shows, for those who read or copy it.
class ChartTable final
{
public:
    ChartTable(const ChartData &data, ChartUnit unit);

    [[nodiscard]] const QStringList &header() const { return m_header; }
    /// Newest first; a gap is "–".
    [[nodiscard]] const std::vector<QStringList> &rows() const { return m_rows; }

private:
    QStringList m_header;
    std::vector<QStringList> m_rows;
};

/// One line a bucket, oldest first, with full time stamps and plain numbers, as a spreadsheet wants
/// it; a gap is an empty cell.
[[nodiscard]] QString chartTsv(const ChartData &data);
/// "last 5 minutes"
[[nodiscard]] QString chartSpan(const ChartData &data);
/// The newest value: the sum of all series when they are stacked, the first series otherwise.
[[nodiscard]] double newestValue(const ChartData &data, ChartForm form);
/// "Tokens per minute, last 5 minutes, now 12,400, peak 18,000 of 30,000"
[[nodiscard]] QString chartSummary(const QString &title, const ChartData &data, ChartForm form,
                                   ChartUnit unit);

} // namespace penstock::widgets
