#include "upstream/socketwatcher.h"

#include <QSocketNotifier>

#include <array>
#include <cstdint>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>
#include <vector>

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
        Watched &watched = at(socket);
        const auto asked = static_cast<unsigned>(events);
        watched.wanted = events == CURL_POLL_REMOVE
            ? 0U
            : ((asked & unsigned{CURL_POLL_IN}) != 0 ? EPOLLIN : 0U)
                | ((asked & unsigned{CURL_POLL_OUT}) != 0 ? EPOLLOUT : 0U);
        if (watched.wanted == watched.registered) {
            return;
        }
        if (watched.wanted != 0) {
            enlist(socket, watched);
        } else if (!watched.isConnection) {
            strike(socket, watched);
        }
        // Between two requests a connection is unwatched only to be watched again: it stays on the
        // list until it stirs or closes.
    }

    void forget(curl_socket_t socket) override { at(socket) = {}; }

private:
    void collect()
    {
        std::array<epoll_event, 256> events{};
        const int count = ::epoll_wait(m_descriptor, events.data(), events.size(), 0);
        std::array<ReadySocket, 256> ready{};
        std::size_t used = 0;
        for (int i = 0; i < count; ++i) {
            const epoll_event &event = events[static_cast<std::size_t>(i)];
            if (Watched &watched = at(event.data.fd); watched.wanted == 0) {
                strike(event.data.fd, watched);
                continue;
            }
            ready[used++] = {event.data.fd, curlEvents(event.events)};
        }
        if (used > 0) {
            m_ready(std::span(ready).first(used));
        }
    }

    struct Watched {
        std::uint32_t wanted = 0;
        std::uint32_t registered = 0; ///< with the system; closing a socket takes it out there
        bool isConnection
            = false; ///< libcurl tells when it closes it; not so its other descriptors
    };

    void enlist(curl_socket_t socket, Watched &watched)
    {
        epoll_event event{};
        event.data.fd = socket;
        event.events = watched.wanted;
        if (watched.registered == 0) {
            int family = 0;
            socklen_t size = sizeof family;
            watched.isConnection = ::getsockopt(socket, SOL_SOCKET, SO_DOMAIN, &family, &size) == 0
                && (family == AF_INET || family == AF_INET6);
            ::epoll_ctl(m_descriptor, EPOLL_CTL_ADD, socket, &event);
        } else {
            ::epoll_ctl(m_descriptor, EPOLL_CTL_MOD, socket, &event);
        }
        watched.registered = watched.wanted;
    }

    void strike(curl_socket_t socket, Watched &watched)
    {
        ::epoll_ctl(m_descriptor, EPOLL_CTL_DEL, socket, nullptr);
        watched.registered = 0;
    }

    [[nodiscard]] Watched &at(curl_socket_t socket)
    {
        const auto index = static_cast<std::size_t>(socket);
        if (index >= m_watched.size()) {
            m_watched.resize(index + 1);
        }
        return m_watched[index];
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
    std::vector<Watched> m_watched; ///< by descriptor
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
