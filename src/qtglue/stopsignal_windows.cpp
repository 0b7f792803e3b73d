#include "qtglue/stopsignal.h"

#include <atomic>
#include <windows.h>

namespace penstock
{

namespace
{

std::atomic<StopSignal *> listener = nullptr;

BOOL WINAPI consoleClosed(DWORD /*event*/)
{
    if (StopSignal *const signal = listener.load()) {
        // Called in a thread of the system's.
        QMetaObject::invokeMethod(signal, &StopSignal::requested, Qt::QueuedConnection);
        return TRUE;
    }
    return FALSE;
}

} // namespace

class StopSignal::Watch final
{
public:
    explicit Watch(StopSignal &owner)
    {
        listener = &owner;
        ::SetConsoleCtrlHandler(consoleClosed, TRUE);
    }
    ~Watch()
    {
        ::SetConsoleCtrlHandler(consoleClosed, FALSE);
        listener = nullptr;
    }
};

StopSignal::StopSignal(QObject *parent) : QObject(parent), m_watch(std::make_unique<Watch>(*this))
{
}

StopSignal::~StopSignal() = default;

} // namespace penstock
