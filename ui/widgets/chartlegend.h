#pragma once

#include "widgets/chartdata.h"
#include "widgets/chartpens.h"

#include <QAbstractButton>
#include <QRect>

#include <set>
#include <vector>

namespace penstock::widgets
{

/// The name of a series and its line; pressing it takes the series out of the chart.
class LegendEntry final : public QAbstractButton
{
    Q_OBJECT

public:
    LegendEntry(const ChartSeries &series, std::size_t place, QWidget *parent = nullptr);

    void setMood(ChartMood mood);

    [[nodiscard]] QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    ChartSeries m_series; ///< without values
    std::size_t m_place;
    ChartMood m_mood = ChartMood::Live;
};

/// The entries side by side; in two lines where one has no room for them. Where both have not, the
/// names give way.
class ChartLegend final : public QWidget
{
    Q_OBJECT

public:
    explicit ChartLegend(QWidget *parent = nullptr);

    /// Entries are made anew only when names or colours are others.
    void setSeries(const std::vector<ChartSeries> &series);
    /// As the chart's own.
    void setMood(ChartMood mood);
    [[nodiscard]] const std::set<QString> &hidden() const { return m_hidden; }
    /// So much room has all of it in one line.
    [[nodiscard]] int lineWidth() const;
    /// How high it is in a row of this width.
    [[nodiscard]] int heightIn(int width) const;

    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override;

Q_SIGNALS:
    void hiddenChanged();

protected:
    void resizeEvent(QResizeEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    using Places = std::vector<QRect>;

    [[nodiscard]] Places placesIn(int width) const;
    /// Line by line, none of them wider than `widest`.
    [[nodiscard]] Places placesIn(int width, int widest) const;
    void arrange();
    [[nodiscard]] bool shows(const std::vector<ChartSeries> &series) const;
    void toggle(const QString &id, bool isShown);

    std::vector<ChartSeries> m_series; ///< without values
    std::vector<LegendEntry *> m_entries;
    std::set<QString> m_hidden;
    ChartMood m_mood = ChartMood::Live;
};

} // namespace penstock::widgets
