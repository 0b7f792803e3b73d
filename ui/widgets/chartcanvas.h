#pragma once

#include "widgets/chartlayout.h"
#include "widgets/chartpens.h"

#include <QChartView>
#include <QPolygonF>

#include <memory>

namespace penstock::theme
{
struct ToneColors;
}

namespace penstock::widgets
{

class ChartStrokes;

/// The picture of a chart: Qt Charts draws the lines, this class all that stands around them.
class ChartCanvas final : public QChartView
{
    Q_OBJECT

public:
    explicit ChartCanvas(QWidget *parent = nullptr);
    ~ChartCanvas() override;

    /// Where the values are, for labels of this unit.
    [[nodiscard]] QRectF plotArea(ChartUnit unit) const;
    [[nodiscard]] ChartSpace space(ChartUnit unit) const;

    /// The layout is kept by the caller until the next one is shown. `note` stands in the middle
    /// when there is nothing to see, or why it is grey.
    void showLayout(const ChartLayout &layout, ChartForm form, ChartUnit unit, ChartMood mood,
                    const QString &note);

protected:
    void drawBackground(QPainter *painter, const QRectF &rect) override;
    void drawForeground(QPainter *painter, const QRectF &rect) override;

private:
    struct Area {
        QPolygonF outline;
        QColor color;
    };

    [[nodiscard]] QPolygonF outlineOf(const ChartStroke &stroke) const;
    void paintAreas(QPainter &painter) const;
    void paintGrid(QPainter &painter) const;
    void paintTimes(QPainter &painter) const;
    void paintLimit(QPainter &painter) const;
    [[nodiscard]] QRect limitLabel(const QPainter &painter) const;
    void paintLimitLabel(QPainter &painter) const;
    /// Labels stand where none of `taken` is.
    void paintMarks(QPainter &painter, std::vector<QRect> taken) const;
    [[nodiscard]] double xOf(const ChartEvent &event) const;
    [[nodiscard]] const theme::ToneColors &colorsOf(const ChartEvent &event) const;
    /// Invalid where there is no room for it.
    [[nodiscard]] QRect markLabel(const QPainter &painter, const ChartEvent &event,
                                  const std::vector<QRect> &taken) const;
    [[nodiscard]] QRect noteBox(const QPainter &painter) const;
    void paintNote(QPainter &painter) const;

    std::unique_ptr<ChartStrokes> m_strokes;
    const ChartLayout *m_layout = nullptr;
    std::vector<Area> m_areas;
    ChartUnit m_unit = ChartUnit::Count;
    ChartMood m_mood = ChartMood::Live;
    QString m_note;
};

} // namespace penstock::widgets
