#include "qtglue/qtwaker.h"

#include <QCoreApplication>
#include <QEvent>

#include <mutex>
#include <utility>

namespace penstock
{

namespace
{

// Nobody else posts to a waker, so that the number needs no registration.
constexpr QEvent::Type wakeEvent = QEvent::User;

} // namespace

// What both sides hold; it outlives the object, whose thread is the only one to unset the target.
struct QtWaker::Link {
    std::function<void()> woken;
    std::mutex mutex;
    QObject *target = nullptr;
    bool isPending = false;
};

QtWaker::QtWaker(std::function<void()> woken, QObject *parent)
    : QObject(parent)
    , m_link(std::make_shared<Link>())
{
    m_link->woken = std::move(woken);
    m_link->target = this;
}

QtWaker::~QtWaker()
{
    const std::lock_guard lock(m_link->mutex);
    m_link->target = nullptr;
}

std::function<void()> QtWaker::wake() const
{
    return [link = m_link] {
        // Posting stays inside the lock: it is what keeps the target alive meanwhile.
        const std::lock_guard lock(link->mutex);
        if (link->target != nullptr && !std::exchange(link->isPending, true)) {
            QCoreApplication::postEvent(link->target, new QEvent(wakeEvent));
        }
    };
}

bool QtWaker::event(QEvent *event)
{
    if (event->type() != wakeEvent) {
        return QObject::event(event);
    }
    // Held here, as the function may destroy this object.
    const std::shared_ptr<Link> link = m_link;
    {
        const std::lock_guard lock(link->mutex);
        link->isPending = false;
    }
    link->woken();
    return true;
}

} // namespace penstock
