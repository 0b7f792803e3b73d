#include "upstream/socketuse.h"

#include "upstream/transfer.h"

#include <utility>

#if defined(__linux__)
#include <linux/tcp.h>
#include <netinet/in.h>
#endif

namespace penstock::upstream
{

namespace
{

std::uint64_t receivedBytes([[maybe_unused]] curl_socket_t socket)
{
#if defined(__linux__)
    tcp_info info{};
    socklen_t size = sizeof info;
    if (::getsockopt(socket, IPPROTO_TCP, TCP_INFO, &info, &size) == 0) {
        return info.tcpi_bytes_received;
    }
#endif
    return 0;
}

void shutDown(curl_socket_t socket)
{
#if defined(_WIN32)
    ::shutdown(socket, SD_BOTH);
#else
    ::shutdown(socket, SHUT_RDWR);
#endif
}

} // namespace

void SocketUse::begins(curl_socket_t socket, Transfer &transfer)
{
    if (transfer.usedSocket != socket) {
        const auto old = m_sockets.find(transfer.usedSocket);
        if (old != m_sockets.end() && old->second.transfer == &transfer) {
            old->second.transfer = nullptr;
        }
    }
    Use &use = m_sockets[socket];
    use.transfer = &transfer;
    use.isIdle = false;
    transfer.usedSocket = socket;
}

void SocketUse::ends(Transfer &transfer)
{
    const curl_socket_t socket = std::exchange(transfer.usedSocket, CURL_SOCKET_BAD);
    const auto found = m_sockets.find(socket);
    if (found == m_sockets.end() || found->second.transfer != &transfer) {
        return;
    }
    found->second.transfer = nullptr;
    // Over HTTP/2 others may be at work there, of which libcurl says nothing.
    found->second.isIdle = !transfer.mayShareConnection();
    if (transfer.countsBytes()) {
        found->second.bytesBefore = receivedBytes(socket);
    }
}

void SocketUse::closes(curl_socket_t socket)
{
    const auto found = m_sockets.find(socket);
    if (found == m_sockets.end()) {
        return;
    }
    const Use &use = found->second;
    // Linux counts the end of the connection as one.
    if (use.transfer != nullptr && use.transfer->countsBytes()
        && receivedBytes(socket) > use.bytesBefore + 1) {
        use.transfer->firstBytesSeen();
    }
    m_sockets.erase(found);
}

void SocketUse::shutDownIdle()
{
    for (const auto &[socket, use] : m_sockets) {
        if (use.isIdle) {
            shutDown(socket);
        }
    }
}

} // namespace penstock::upstream
