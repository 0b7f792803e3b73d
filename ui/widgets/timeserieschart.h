#pragma once

#include "widgets/chartdata.h"

#include <QWidget>

#include <memory>

class QBoxLayout;
class QLabel;
class QStackedLayout;

namespace penstock::widgets
{

class ChartCanvas;
class ChartLayout;
class ChartLegend;
class ChartOverlay;
class ChartTableView;

/// Values over time: title, newest value, legend, and lines or stacked areas below. Left and Right
/// move a crosshair, T shows the same as a table, Ctrl+C copies it. Hidden it does nothing.
class TimeSeriesChart final : public QWidget
{
    Q_OBJECT

public:
    TimeSeriesChart(const QString &title, ChartForm form, ChartUnit unit,
                    QWidget *parent = nullptr);
    ~TimeSeriesChart() override;

    void setData(ChartData newData);
    /// The sentence where no series has a value.
    void setEmptyText(const QString &text);
    /// Grey, with the reason across it: "Gateway stopped at 14:05". An empty one makes it live
    /// again.
    void setMuted(const QString &reason);

    /// For a crosshair that several charts share; nothing takes it away.
    void setCrosshair(std::optional<int> bucket);
    [[nodiscard]] std::optional<int> crosshair() const { return m_crosshair; }

    /// "Tokens per minute, last 5 minutes, now 12,400, peak 18,000 of 30,000": the chart for those
    /// who do not see it.
    [[nodiscard]] QString summary() const;
    /// As copied: one line a bucket, tab-separated.
    [[nodiscard]] QString tableText() const;
    void copyData() const;
    void showTable();
    void showChart();
    [[nodiscard]] bool isShowingTable() const;

    [[nodiscard]] QSize sizeHint() const override;

Q_SIGNALS:
    /// By pointer or keyboard.
    void crosshairMoved(std::optional<int> bucket);
    /// A moment was clicked, or Enter pressed at the crosshair.
    void momentChosen(qint64 second);

protected:
    void changeEvent(QEvent *event) override;
    void contextMenuEvent(QContextMenuEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void focusOutEvent(QFocusEvent *event) override;
    void showEvent(QShowEvent *event) override;
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void build();
    void connectParts();
    [[nodiscard]] bool isOnScreen() const;
    void refresh();
    void showHeader();
    /// Beside the title, or below it where there is no room for both.
    void placeLegend();
    void draw();
    void moveCrosshair(std::optional<int> bucket);
    void stepCrosshair(int bucket);
    [[nodiscard]] QString readingText(int bucket) const;

    ChartForm m_form;
    ChartUnit m_unit;
    QLabel *m_title;
    QLabel *m_newest;
    ChartLegend *m_legend;
    QBoxLayout *m_header;
    QBoxLayout *m_rows;
    QStackedLayout *m_pages;
    QWidget *m_plot;
    ChartCanvas *m_canvas;
    ChartOverlay *m_overlay;
    ChartTableView *m_table;
    ChartData m_data;
    std::unique_ptr<ChartLayout> m_layout;
    QString m_emptyText;
    QString m_mutedReason;
    std::optional<int> m_crosshair;
    bool m_isStale = false;
    bool m_isLegendBelow = false;
};

} // namespace penstock::widgets
