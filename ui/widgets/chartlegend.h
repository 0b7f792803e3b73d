#pragma once

#include "widgets/chartdata.h"

#include <QAbstractButton>

#include <set>

class QHBoxLayout;

namespace penstock::widgets
{

/// The name of a series and its line; pressing it takes the series out of the chart.
class LegendEntry final : public QAbstractButton
{
    Q_OBJECT

public:
    LegendEntry(const ChartSeries &series, std::size_t place, QWidget *parent = nullptr);

    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    ChartSeries m_series; ///< without values
    std::size_t m_place;
};

class ChartLegend final : public QWidget
{
    Q_OBJECT

public:
    explicit ChartLegend(QWidget *parent = nullptr);

    /// Entries are made anew only when names or colours are others.
    void setSeries(const std::vector<ChartSeries> &series);
    [[nodiscard]] const std::set<QString> &hidden() const { return m_hidden; }

Q_SIGNALS:
    void hiddenChanged();

private:
    [[nodiscard]] bool shows(const std::vector<ChartSeries> &series) const;
    void toggle(const QString &id, bool isShown);

    QHBoxLayout *m_layout;
    std::vector<ChartSeries> m_series; ///< without values
    std::vector<LegendEntry *> m_entries;
    std::set<QString> m_hidden;
};

} // namespace penstock::widgets
