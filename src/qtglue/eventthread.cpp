#include "qtglue/eventthread.h"

#ifdef Q_OS_LINUX
#include "qtglue/epolldispatcher.h"
#endif

#include <QDeadlineTimer>
#include <QString>

#ifdef Q_OS_LINUX
#include <sched.h>
#include <sys/syscall.h>
#include <unistd.h>
#endif

namespace penstock
{

namespace
{

void installDispatcher([[maybe_unused]] QThread &thread, [[maybe_unused]] EventPath path)
{
    // Without one of ours the thread makes Qt's own. On Linux that is GLib's where Qt has it: the
    // plain one is private to Qt, and only the environment (QT_NO_GLIB=1) chooses it for all.
#ifdef Q_OS_LINUX
    if (path == EventPath::Best) {
        thread.setEventDispatcher(new EpollDispatcher);
    }
#endif
}

long systemsNameOfThread()
{
#ifdef Q_OS_LINUX
    return ::syscall(SYS_gettid);
#else
    return 0;
#endif
}

// QThread is done a moment before the system's thread has run its last destructors, such as those
// of what OpenSSL keeps for it. A program that ends right then would take OpenSSL down first.
void waitForLastDestructors([[maybe_unused]] long thread)
{
#ifdef Q_OS_LINUX
    constexpr std::chrono::seconds most(1);
    const QDeadlineTimer deadline(most);
    while (::syscall(SYS_tgkill, ::getpid(), thread, 0) == 0 && !deadline.hasExpired()) {
        ::sched_yield();
    }
#endif
}

} // namespace

EventThread::EventThread(const QString &name, EventPath path)
{
    m_thread.setObjectName(name);
    installDispatcher(m_thread, path);
    m_target.moveToThread(&m_thread);
    m_thread.start();
    run([this] { m_systemsName = systemsNameOfThread(); });
}

EventThread::~EventThread()
{
    m_thread.quit();
    m_thread.wait();
    waitForLastDestructors(m_systemsName);
}

void EventThread::run(const std::function<void()> &work)
{
    if (QThread::currentThread() == &m_thread) {
        work();
        return;
    }
    QMetaObject::invokeMethod(&m_target, work, Qt::BlockingQueuedConnection);
}

} // namespace penstock
