#include "firstpaint.h"

#include "report.h"

#include <QEvent>
#include <QWidget>

#include <chrono>
#include <cstdio>

namespace penstock::bench
{

FirstPaint::FirstPaint(QWidget &window) : m_window(window)
{
    window.installEventFilter(this);
}

bool FirstPaint::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() == QEvent::Paint) {
        m_window.removeEventFilter(this);
        // All that is in the window is painted and sent to the screen before the next event.
        QMetaObject::invokeMethod(this, &FirstPaint::report, Qt::QueuedConnection);
    }
    return QObject::eventFilter(watched, event);
}

void FirstPaint::report()
{
    using namespace std::chrono;
    const auto now = duration_cast<microseconds>(system_clock::now().time_since_epoch()).count();
    bool isNumber = false;
    const qint64 started = qgetenv("PENSTOCK_BENCH_STARTED").toLongLong(&isNumber);
    if (isNumber) {
        reportNumber("first_paint_ms", static_cast<double>(now - started) / 1000);
        std::fflush(stdout);
    }
}

} // namespace penstock::bench
