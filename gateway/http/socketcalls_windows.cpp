#include "http/socketcalls.h"

#include <algorithm>
#include <winsock2.h>

namespace penstock::http
{

std::size_t sendNow(qintptr descriptor, std::string_view bytes)
{
    constexpr std::size_t most = 1 << 30; // what an int holds
    const int sent = ::send(static_cast<SOCKET>(descriptor), bytes.data(),
                            static_cast<int>(std::min(bytes.size(), most)), 0);
    return sent == SOCKET_ERROR ? 0 : static_cast<std::size_t>(sent);
}

void shutdownWriting(qintptr descriptor)
{
    ::shutdown(static_cast<SOCKET>(descriptor), SD_SEND);
}

void resetOnClose(qintptr descriptor)
{
    const linger now{.l_onoff = 1, .l_linger = 0};
    ::setsockopt(static_cast<SOCKET>(descriptor), SOL_SOCKET, SO_LINGER,
                 reinterpret_cast<const char *>(&now), sizeof now);
}

AcceptResult acceptConnection(qintptr listening)
{
    const SOCKET descriptor = ::accept(static_cast<SOCKET>(listening), nullptr, nullptr);
    if (descriptor != INVALID_SOCKET) {
        u_long isNonBlocking = 1;
        ::ioctlsocket(descriptor, FIONBIO, &isNonBlocking);
        return {AcceptOutcome::Accepted, static_cast<qintptr>(descriptor)};
    }
    switch (::WSAGetLastError()) {
    case WSAEWOULDBLOCK:
        return {AcceptOutcome::NothingWaits, -1};
    case WSAEMFILE:
    case WSAENOBUFS:
        return {AcceptOutcome::OutOfDescriptors, -1};
    default:
        return {AcceptOutcome::Failed, -1};
    }
}

void closeSocket(qintptr descriptor)
{
    ::closesocket(static_cast<SOCKET>(descriptor));
}

qintptr deafSocket()
{
    const SOCKET descriptor = ::socket(AF_INET, SOCK_STREAM, 0);
    return descriptor == INVALID_SOCKET ? -1 : static_cast<qintptr>(descriptor);
}

void raiseDescriptorLimit()
{
    // Handles are not counted per process here.
}

} // namespace penstock::http
