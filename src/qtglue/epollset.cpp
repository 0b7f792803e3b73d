#include "qtglue/epollset.h"

#include <QCoreApplication>
#include <QEvent>
#include <QSocketNotifier>

#include <algorithm>
#include <cerrno>
#include <limits>
#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

namespace penstock
{

namespace
{

constexpr std::size_t mostFoundAtOnce = 256;

// By QSocketNotifier::Type. Hang-ups and errors are for everybody, and epoll tells of them unasked.
constexpr std::array<std::uint32_t, 3> eventsOfType{EPOLLIN, EPOLLOUT, EPOLLPRI};
constexpr std::uint32_t eventsOfAll = EPOLLHUP | EPOLLERR;

std::uint32_t eventsFor(QSocketNotifier::Type type)
{
    return eventsOfType[static_cast<std::size_t>(type)];
}

int milliseconds(EpollSet::Timeout timeout)
{
    if (!timeout) {
        return -1;
    }
    constexpr std::chrono::milliseconds::rep most = std::numeric_limits<int>::max();
    return static_cast<int>(std::clamp<std::chrono::milliseconds::rep>(timeout->count(), 0, most));
}

} // namespace

std::uint32_t EpollSet::Descriptor::wanted() const
{
    std::uint32_t events = 0;
    for (std::size_t type = 0; type < notifiers.size(); ++type) {
        events |= notifiers[type] != nullptr ? eventsOfType[type] : 0U;
    }
    return events;
}

EpollSet::EpollSet()
    : m_epoll(epoll_create1(EPOLL_CLOEXEC))
    , m_wakeUp(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK))
    , m_found(mostFoundAtOnce)
{
    epoll_event event{};
    event.events = EPOLLIN;
    event.data.fd = m_wakeUp;
    if (m_epoll < 0 || m_wakeUp < 0 || epoll_ctl(m_epoll, EPOLL_CTL_ADD, m_wakeUp, &event) != 0) {
        qFatal("An event loop needs two descriptors that the system does not give (error %d).",
               errno);
    }
}

EpollSet::~EpollSet()
{
    close(m_wakeUp);
    close(m_epoll);
}

void EpollSet::add(QSocketNotifier *notifier)
{
    const int fd = static_cast<int>(notifier->socket());
    if (fd < 0) {
        return;
    }
    if (static_cast<std::size_t>(fd) >= m_descriptors.size()) {
        m_descriptors.resize(static_cast<std::size_t>(fd) + 1);
    }
    Descriptor &descriptor = m_descriptors[static_cast<std::size_t>(fd)];
    QSocketNotifier *&place = descriptor.notifiers[static_cast<std::size_t>(notifier->type())];
    if (place != nullptr && place != notifier) {
        // The other one's descriptor was closed too early, and this is a new one by its number.
        qWarning("Descriptor %d has two notifiers for the same; the older one is dropped.", fd);
        descriptor.isDoubtful = true;
        descriptor.deliverable = 0;
    }
    place = notifier;
    noteChange(fd);
}

void EpollSet::remove(QSocketNotifier *notifier)
{
    const auto fd = static_cast<std::size_t>(notifier->socket());
    const auto type = static_cast<std::size_t>(notifier->type());
    if (fd >= m_descriptors.size() || m_descriptors[fd].notifiers[type] != notifier) {
        return;
    }
    Descriptor &descriptor = m_descriptors[fd];
    descriptor.notifiers[type] = nullptr;
    descriptor.deliverable &= ~eventsFor(notifier->type());
    if (descriptor.wanted() == 0) {
        forget(static_cast<int>(fd));
    } else {
        noteChange(static_cast<int>(fd));
    }
}

void EpollSet::wait(Timeout timeout)
{
    applyChanges();
    m_nextFound = 0;
    const int count = epoll_wait(m_epoll, m_found.data(), static_cast<int>(mostFoundAtOnce),
                                 m_alwaysReady.empty() ? milliseconds(timeout) : 0);
    // A signal handler's interruption is a wait that found nothing.
    m_foundCount = static_cast<std::size_t>(std::max(count, 0));
    addAlwaysReady();
}

void EpollSet::waitForWakeUp(Timeout timeout)
{
    pollfd wakeUp{m_wakeUp, POLLIN, 0};
    if (poll(&wakeUp, 1, milliseconds(timeout)) > 0) {
        drainWakeUps();
    }
}

void EpollSet::wakeUp() const
{
    const std::uint64_t one = 1;
    while (write(m_wakeUp, &one, sizeof one) < 0 && errno == EINTR) { }
}

bool EpollSet::deliverNext()
{
    while (m_nextFound < m_foundCount) {
        epoll_event &found = m_found[m_nextFound];
        if (found.data.fd == m_wakeUp) {
            drainWakeUps();
        } else if (QSocketNotifier *notifier = takeNextOf(found)) {
            // The receiver may do whatever it likes: nothing is remembered here but in members.
            QEvent event(QEvent::SockAct);
            QCoreApplication::sendEvent(notifier, &event);
            return true;
        }
        ++m_nextFound;
    }
    return false;
}

void EpollSet::noteChange(int fd)
{
    Descriptor &descriptor = m_descriptors[static_cast<std::size_t>(fd)];
    if (!descriptor.isChanged) {
        descriptor.isChanged = true;
        m_changed.push_back(fd);
    }
}

void EpollSet::applyChanges()
{
    // By index: a refusal switches notifiers off, which may note a change.
    // NOLINTNEXTLINE(modernize-loop-convert): the vector may grow meanwhile
    for (std::size_t i = 0; i < m_changed.size(); ++i) {
        apply(m_changed[i]);
    }
    m_changed.clear();
}

void EpollSet::apply(int fd)
{
    Descriptor &descriptor = m_descriptors[static_cast<std::size_t>(fd)];
    descriptor.isChanged = false;
    const std::uint32_t wanted = descriptor.wanted();
    const bool isKnown = descriptor.watched == wanted && !descriptor.isDoubtful;
    if (!isKnown && !descriptor.isAlwaysReady) {
        if (!watch(fd, descriptor)) {
            refuse(fd, errno);
            return;
        }
        descriptor.watched = wanted;
        descriptor.isDoubtful = false;
    }
    descriptor.deliverable = wanted;
}

bool EpollSet::watch(int fd, const Descriptor &descriptor) const
{
    epoll_event event{};
    event.events = descriptor.wanted();
    event.data.fd = fd;
    const int operation = descriptor.watched == 0 ? EPOLL_CTL_ADD : EPOLL_CTL_MOD;
    if (epoll_ctl(m_epoll, operation, fd, &event) == 0) {
        return true;
    }
    // Who closes a descriptor before its notifier goes leaves us with a wrong picture.
    if (operation == EPOLL_CTL_MOD && errno == ENOENT) {
        return epoll_ctl(m_epoll, EPOLL_CTL_ADD, fd, &event) == 0;
    }
    return operation == EPOLL_CTL_ADD && errno == EEXIST
        && epoll_ctl(m_epoll, EPOLL_CTL_MOD, fd, &event) == 0;
}

void EpollSet::refuse(int fd, int reason)
{
    Descriptor &descriptor = m_descriptors[static_cast<std::size_t>(fd)];
    descriptor.watched = 0;
    descriptor.isDoubtful = false;
    if (reason == EPERM) {
        // A file or a directory. To poll() these are always ready, and so they are here.
        descriptor.isAlwaysReady = true;
        descriptor.deliverable = descriptor.wanted();
        m_alwaysReady.push_back(fd);
        return;
    }
    qWarning("Descriptor %d cannot be watched (error %d); its notifiers are switched off.", fd,
             reason);
    const auto notifiers = descriptor.notifiers;
    for (QSocketNotifier *notifier : notifiers) {
        if (notifier != nullptr) {
            notifier->setEnabled(false);
        }
    }
}

/// At once: the descriptor may be closed and its number be given to another right after.
void EpollSet::forget(int fd)
{
    Descriptor &descriptor = m_descriptors[static_cast<std::size_t>(fd)];
    if (descriptor.watched != 0) {
        // Fails when the descriptor was closed before, and then there is nothing to do.
        epoll_ctl(m_epoll, EPOLL_CTL_DEL, fd, nullptr);
        descriptor.watched = 0;
    }
    if (descriptor.isAlwaysReady) {
        descriptor.isAlwaysReady = false;
        std::erase(m_alwaysReady, fd);
    }
    descriptor.isDoubtful = false;
}

void EpollSet::drainWakeUps() const
{
    std::uint64_t count = 0;
    while (read(m_wakeUp, &count, sizeof count) < 0 && errno == EINTR) { }
}

void EpollSet::addAlwaysReady()
{
    m_found.resize(std::max(m_found.size(), m_foundCount + m_alwaysReady.size()));
    for (const int fd : m_alwaysReady) {
        epoll_event &found = m_found[m_foundCount++];
        found.events = EPOLLIN | EPOLLOUT;
        found.data.fd = fd;
    }
}

/// What is taken is struck off, so that each type is delivered once.
QSocketNotifier *EpollSet::takeNextOf(epoll_event &found) const
{
    const Descriptor &descriptor = m_descriptors[static_cast<std::size_t>(found.data.fd)];
    if ((found.events & eventsOfAll) != 0) {
        found.events = EPOLLIN | EPOLLOUT | EPOLLPRI;
    }
    for (std::size_t type = 0; type < typeCount; ++type) {
        if ((found.events & descriptor.deliverable & eventsOfType[type]) != 0) {
            found.events &= ~eventsOfType[type];
            return descriptor.notifiers[type];
        }
    }
    return nullptr;
}

} // namespace penstock
