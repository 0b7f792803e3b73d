#pragma once

#include <QObject>

class QWidget;

namespace penstock::bench
{

/// Says `first_paint_ms`: from the start of the process, whose time of day stands in
/// PENSTOCK_BENCH_STARTED in microseconds, until the window has been painted for the first time.
class FirstPaint final : public QObject
{
public:
    explicit FirstPaint(QWidget &window);

    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void report();

    QWidget &m_window;
};

} // namespace penstock::bench
