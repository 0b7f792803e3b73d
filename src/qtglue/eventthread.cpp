#include "qtglue/eventthread.h"

#ifdef Q_OS_LINUX
#include "qtglue/epolldispatcher.h"
#endif

#include <QString>

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

} // namespace

EventThread::EventThread(const QString &name, EventPath path)
{
    m_thread.setObjectName(name);
    installDispatcher(m_thread, path);
    m_target.moveToThread(&m_thread);
    m_thread.start();
}

EventThread::~EventThread()
{
    m_thread.quit();
    m_thread.wait();
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
