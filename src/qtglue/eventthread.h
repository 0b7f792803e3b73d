#pragma once

#include <QObject>
#include <QThread>

#include <functional>

class QString;

namespace penstock
{

/// Best is the fastest loop of the platform, Portable the one that Qt brings everywhere: to be
/// chosen on Linux too, so that what the other platforms run can be tested there.
enum class EventPath { Best = 1, Portable };

/// A thread with an event loop, from construction to destruction. Objects that live in it are built
/// and destroyed by functions that it runs.
class EventThread final
{
public:
    explicit EventThread(const QString &name, EventPath path = EventPath::Best);
    /// Ends the loop, after the events that are being handled, and waits until nothing of the
    /// thread runs any more.
    ~EventThread();
    EventThread(const EventThread &) = delete;
    EventThread &operator=(const EventThread &) = delete;

    /// Returns when `work` has been done in the thread; blocks, so it is for starts and stops.
    void run(const std::function<void()> &work);

private:
    QThread m_thread;
    /// Lives in the thread, for calls to be addressed to.
    QObject m_target;
    long m_systemsName = 0;
};

} // namespace penstock
