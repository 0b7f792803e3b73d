#include "poller.h"

#include "fatal.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <sys/epoll.h>

namespace penstock::bench
{

namespace
{

constexpr int mostAtOnce = 256;

// Rounded up, so that waiting for a moment less than a millisecond away does not spin.
int inMilliseconds(Nanoseconds time)
{
    const auto rounded = std::chrono::ceil<std::chrono::milliseconds>(time).count();
    return static_cast<int>(std::clamp<std::int64_t>(rounded, 0, 60'000));
}

} // namespace

Poller::Poller() : m_epoll(::epoll_create1(EPOLL_CLOEXEC))
{
    if (!m_epoll.isOpen()) {
        failedTo("open epoll");
    }
    m_ready.reserve(mostAtOnce);
}

void Poller::add(const Descriptor &descriptor, Token token)
{
    // A descriptor leaves epoll by itself when it is closed.
    epoll_event event{.events = EPOLLIN | EPOLLRDHUP, .data = {.u64 = token}};
    if (::epoll_ctl(m_epoll.number(), EPOLL_CTL_ADD, descriptor.number(), &event) != 0) {
        failedTo("watch a socket");
    }
}

const std::vector<Poller::Token> &Poller::wait(Nanoseconds longest)
{
    std::array<epoll_event, mostAtOnce> events{};
    m_ready.clear();
    const int count
        = ::epoll_wait(m_epoll.number(), events.data(), mostAtOnce, inMilliseconds(longest));
    if (count < 0 && errno != EINTR) {
        failedTo("wait for sockets");
    }
    for (int i = 0; i < count; ++i) {
        // NOLINTNEXTLINE(cppcoreguidelines-pro-type-union-access): so the interface is
        m_ready.push_back(events[static_cast<std::size_t>(i)].data.u64);
    }
    return m_ready;
}

} // namespace penstock::bench
