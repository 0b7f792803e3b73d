#include "loopback.h"

#include "fatal.h"

#include <arpa/inet.h>
#include <cerrno>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <string>
#include <sys/socket.h>

namespace penstock::bench
{

namespace
{

constexpr int longestQueue = 4096;

sockaddr_in loopbackAddress(std::uint16_t port, std::uint8_t host = 1)
{
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK - 1 + host);
    return address;
}

Descriptor newSocket(int flags)
{
    Descriptor socket(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | flags, 0));
    if (!socket.isOpen()) {
        failedTo("open a socket");
    }
    return socket;
}

void setOption(const Descriptor &socket, int level, int option)
{
    constexpr int on = 1;
    if (::setsockopt(socket.number(), level, option, &on, sizeof on) != 0) {
        failedTo("set an option of a socket");
    }
}

bool bindTo(const Descriptor &socket, std::uint16_t port, std::uint8_t host = 1)
{
    setOption(socket, SOL_SOCKET, SO_REUSEADDR);
    const sockaddr_in address = loopbackAddress(port, host);
    return ::bind(socket.number(), reinterpret_cast<const sockaddr *>(&address), sizeof address)
        == 0;
}

} // namespace

Descriptor listenOnLoopback(std::uint16_t port, std::uint8_t host)
{
    Descriptor listener = newSocket(SOCK_NONBLOCK);
    if (!bindTo(listener, port, host) || ::listen(listener.number(), longestQueue) != 0) {
        failedTo("listen on port " + std::to_string(port));
    }
    return listener;
}

bool isFreePort(std::uint16_t port)
{
    const Descriptor probe = newSocket(SOCK_NONBLOCK);
    return bindTo(probe, port) && ::listen(probe.number(), 1) == 0;
}

std::optional<Descriptor> acceptedFrom(const Descriptor &listener)
{
    Descriptor socket(::accept4(listener.number(), nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC));
    if (!socket.isOpen()) {
        return std::nullopt;
    }
    setOption(socket, IPPROTO_TCP, TCP_NODELAY);
    return socket;
}

Descriptor connectedToLoopback(std::uint16_t port)
{
    // Blocking until connected: connecting is not what is measured, and one after the other no
    // queue of a listener overflows.
    Descriptor socket = newSocket(0);
    const sockaddr_in address = loopbackAddress(port);
    if (::connect(socket.number(), reinterpret_cast<const sockaddr *>(&address), sizeof address)
        != 0) {
        failedTo("connect to port " + std::to_string(port));
    }
    setOption(socket, IPPROTO_TCP, TCP_NODELAY);
    return socket;
}

void closeWithReset(Descriptor &socket)
{
    const linger atOnce{.l_onoff = 1, .l_linger = 0};
    if (::setsockopt(socket.number(), SOL_SOCKET, SO_LINGER, &atOnce, sizeof atOnce) != 0) {
        failedTo("ask for a reset");
    }
    socket.close();
}

Sending sendWhole(const Descriptor &socket, std::string_view bytes)
{
    const ssize_t sent
        = ::send(socket.number(), bytes.data(), bytes.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
    return sent == static_cast<ssize_t>(bytes.size()) ? Sending::Whole : Sending::Failed;
}

Inbox::Received Inbox::receiveFrom(const Descriptor &socket)
{
    const ssize_t count = ::recv(socket.number(), m_buffer.data(), m_buffer.size(), MSG_DONTWAIT);
    if (count > 0) {
        return {.bytes = {m_buffer.data(), static_cast<std::size_t>(count)}};
    }
    return {.isEnd = count == 0 || (errno != EAGAIN && errno != EINTR)};
}

} // namespace penstock::bench
