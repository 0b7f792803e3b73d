#include "crowd.h"

#include <algorithm>
#include <arpa/inet.h>
#include <array>
#include <cerrno>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>
#include <utility>

namespace penstock::test
{

namespace
{

int connectTo(std::uint16_t port, int receiveBuffer)
{
    const int descriptor = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (receiveBuffer > 0) {
        ::setsockopt(descriptor, SOL_SOCKET, SO_RCVBUF, &receiveBuffer, sizeof receiveBuffer);
    }
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    // The one cast that the interface of sockets asks for.
    if (::connect(descriptor, reinterpret_cast<const sockaddr *>(&address), sizeof address) != 0) {
        ::close(descriptor);
        return -1;
    }
    return descriptor;
}

} // namespace

Crowd::Crowd(std::uint16_t port, std::size_t count, int receiveBuffer) : m_clients(count)
{
    for (Client &client : m_clients) {
        client.descriptor = connectTo(port, receiveBuffer);
    }
}

Crowd::~Crowd()
{
    for (Client &client : m_clients) {
        leave(client);
    }
}

bool Crowd::sendAll(std::string_view bytes) const
{
    bool isAllSent = true;
    for (const Client &client : m_clients) {
        const ssize_t sent = ::send(client.descriptor, bytes.data(), bytes.size(), MSG_NOSIGNAL);
        isAllSent = isAllSent && sent == static_cast<ssize_t>(bytes.size());
    }
    return isAllSent;
}

bool Crowd::readAll(std::chrono::milliseconds most)
{
    const auto until = std::chrono::steady_clock::now() + most;
    std::vector<pollfd> waiting;
    while (std::chrono::steady_clock::now() < until) {
        waiting.clear();
        std::vector<Client *> owners;
        for (Client &client : m_clients) {
            if (client.descriptor >= 0) {
                waiting.push_back({client.descriptor, POLLIN, 0});
                owners.push_back(&client);
            }
        }
        if (waiting.empty()) {
            return true;
        }
        ::poll(waiting.data(), waiting.size(), 1000);
        for (std::size_t i = 0; i < waiting.size(); ++i) {
            if (waiting[i].revents != 0) {
                read(*owners[i]);
            }
        }
    }
    return false;
}

void Crowd::read(Client &client)
{
    std::array<char, 65536> buffer{};
    const ssize_t size = ::recv(client.descriptor, buffer.data(), buffer.size(), MSG_DONTWAIT);
    if (size > 0) {
        client.received += static_cast<std::uint64_t>(size);
        constexpr std::size_t tailBytes = 16;
        client.tail.append(buffer.data(), static_cast<std::size_t>(size));
        client.tail.erase(0, client.tail.size() - std::min(client.tail.size(), tailBytes));
        if (client.leaving != Leaving::AtTheEnd && client.received >= client.leavesAfter) {
            leave(client);
        }
    } else if (size == 0 || (errno != EAGAIN && errno != EINTR)) {
        client.hasEnded = true;
        leave(client);
    }
}

std::size_t Crowd::heardOf() const
{
    std::size_t count = 0;
    for (const Client &client : m_clients) {
        char byte = 0;
        const ssize_t size = ::recv(client.descriptor, &byte, 1, MSG_DONTWAIT | MSG_PEEK);
        count += size >= 0 || errno != EAGAIN ? 1 : 0;
    }
    return count;
}

void Crowd::leave(Client &client)
{
    const int descriptor = std::exchange(client.descriptor, -1);
    if (descriptor < 0) {
        return;
    }
    if (client.leaving == Leaving::ByReset) {
        const linger atOnce{1, 0};
        ::setsockopt(descriptor, SOL_SOCKET, SO_LINGER, &atOnce, sizeof atOnce);
    }
    ::close(descriptor);
}

} // namespace penstock::test
