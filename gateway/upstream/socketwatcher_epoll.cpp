#include "upstream/socketwatcher.h"

#include <QSocketNotifier>

#include <array>
#include <cerrno>
#include <sys/epoll.h>
#include <unistd.h>

namespace penstock::upstream
{

namespace
{

// One descriptor in Qt's loop however many sockets there are: Qt's own loops look at each of
// theirs on every turn.
class EpollWatcher final : public SocketWatcher
{
public:
    EpollWatcher(int descriptor, Ready ready)
        : m_ready(std::move(ready))
        , m_descriptor(descriptor)
        , m_notifier(descriptor, QSocketNotifier::Read)
    {
        QObject::connect(&m_notifier, &QSocketNotifier::activated, &m_notifier,
                         [this] { collect(); });
    }
    EpollWatcher(const EpollWatcher &) = delete;
    EpollWatcher &operator=(const EpollWatcher &) = delete;
    ~EpollWatcher() override
    {
        m_notifier.setEnabled(false);
        ::close(m_descriptor);
    }

    void watch(curl_socket_t socket, int events) override
    {
        epoll_event event{};
        event.data.fd = socket;
        if (events == CURL_POLL_REMOVE) {
            ::epoll_ctl(m_descriptor, EPOLL_CTL_DEL, socket, nullptr);
            return;
        }
        const auto wanted = static_cast<unsigned>(events);
        event.events = ((wanted & unsigned{CURL_POLL_IN}) != 0 ? EPOLLIN : 0U)
            | ((wanted & unsigned{CURL_POLL_OUT}) != 0 ? EPOLLOUT : 0U);
        if (::epoll_ctl(m_descriptor, EPOLL_CTL_ADD, socket, &event) != 0 && errno == EEXIST) {
            ::epoll_ctl(m_descriptor, EPOLL_CTL_MOD, socket, &event);
        }
    }

private:
    void collect()
    {
        std::array<epoll_event, 256> events{};
        const int count = ::epoll_wait(m_descriptor, events.data(), events.size(), 0);
        std::array<ReadySocket, 256> ready{};
        std::size_t used = 0;
        for (int i = 0; i < count; ++i) {
            const epoll_event &event = events[static_cast<std::size_t>(i)];
            ready[used++] = {event.data.fd, curlEvents(event.events)};
        }
        if (used > 0) {
            m_ready(std::span(ready).first(used));
        }
    }

    static int curlEvents(std::uint32_t events)
    {
        return ((events & (EPOLLIN | EPOLLHUP)) != 0 ? CURL_CSELECT_IN : 0)
            | ((events & EPOLLOUT) != 0 ? CURL_CSELECT_OUT : 0)
            | ((events & EPOLLERR) != 0 ? CURL_CSELECT_ERR : 0);
    }

    Ready m_ready;
    int m_descriptor;
    QSocketNotifier m_notifier;
};

} // namespace

std::unique_ptr<SocketWatcher> makeSocketWatcher(SocketWatch watch, SocketWatcher::Ready ready)
{
    if (watch == SocketWatch::Best) {
        const int descriptor = ::epoll_create1(EPOLL_CLOEXEC);
        if (descriptor >= 0) {
            return std::make_unique<EpollWatcher>(descriptor, std::move(ready));
        }
    }
    return makeNotifierWatcher(std::move(ready));
}

} // namespace penstock::upstream
