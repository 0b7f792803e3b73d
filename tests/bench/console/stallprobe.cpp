#include "stallprobe.h"

#include "report.h"

#include <QMetaObject>

namespace penstock::bench
{

namespace
{

constexpr Nanoseconds interval = std::chrono::milliseconds(2);
constexpr std::size_t enough = 200'000; // growing would be a stall of its own

} // namespace

void StallProbe::start()
{
    m_waits = {};
    m_knockerLate = {};
    m_waits.reserve(enough);
    m_knockerLate.reserve(enough);
    m_knocker = std::jthread([this](const std::stop_token &stop) { knock(stop); });
}

void StallProbe::knock(const std::stop_token &stop)
{
    for (Nanoseconds due = monotonicNow() + interval; !stop.stop_requested(); due += interval) {
        std::this_thread::sleep_until(std::chrono::steady_clock::time_point(due));
        const Nanoseconds now = monotonicNow();
        m_knockerLate.add(now - due);
        QMetaObject::invokeMethod(&m_door, [this, now] { opened(now); }, Qt::QueuedConnection);
    }
}

void StallProbe::opened(Nanoseconds knockedAt)
{
    m_waits.add(monotonicNow() - knockedAt);
}

void StallProbe::stopAndReport()
{
    m_knocker = {}; // asks it to end, and waits
    reportCount("knocks", m_waits.count());
    reportTimes("stall_", m_waits);
    reportTimes("knocker_", m_knockerLate);
}

} // namespace penstock::bench
