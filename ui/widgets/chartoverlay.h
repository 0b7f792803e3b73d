#pragma once

#include "widgets/chartlayout.h"

#include <QWidget>

namespace penstock::widgets
{

/// The crosshair of a chart and what the series say there. It lies over the canvas, so that moving
/// it repaints a strip and not the chart.
class ChartOverlay final : public QWidget
{
    Q_OBJECT

public:
    explicit ChartOverlay(QWidget *parent = nullptr);

    /// The layout is kept by the caller until the next one is shown.
    void showLayout(const ChartLayout &layout, const QRectF &plot, ChartForm form, ChartUnit unit);
    void setBucket(std::optional<int> bucket);

Q_SIGNALS:
    void pointedAt(int bucket);
    void pointerLeft();
    void clicked(int bucket);

protected:
    void paintEvent(QPaintEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    void leaveEvent(QEvent *event) override;

private:
    struct Line {
        QString name;
        QString value;
        QColor color; ///< invalid: no swatch
    };

    [[nodiscard]] std::vector<Line> linesAt(int bucket) const;
    [[nodiscard]] double lineX() const;
    [[nodiscard]] QRect boxFor(const std::vector<Line> &lines) const;
    [[nodiscard]] QRect touched() const;
    void paintMarkers(QPainter &painter) const;
    void paintBox(QPainter &painter, const QRect &box, const std::vector<Line> &lines) const;

    const ChartLayout *m_layout = nullptr;
    QRectF m_plot;
    ChartForm m_form = ChartForm::Lines;
    ChartUnit m_unit = ChartUnit::Count;
    std::optional<int> m_bucket;
};

} // namespace penstock::widgets
