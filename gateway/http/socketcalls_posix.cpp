#include "http/socketcalls.h"

#include <algorithm>
#include <cerrno>
#include <fcntl.h>
#include <poll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

namespace penstock::http
{

namespace
{

int acceptDescriptor(int listening)
{
#ifdef __linux__
    return ::accept4(listening, nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC);
#else
    const int descriptor = ::accept(listening, nullptr, nullptr);
    if (descriptor >= 0) {
        ::fcntl(descriptor, F_SETFD, FD_CLOEXEC);
        ::fcntl(descriptor, F_SETFL, O_NONBLOCK);
    }
    return descriptor;
#endif
}

AcceptOutcome outcomeOf(int error)
{
    switch (error) {
    case EAGAIN:
        return AcceptOutcome::NothingWaits;
    case EMFILE:
    case ENFILE:
    case ENOBUFS:
    case ENOMEM:
        return AcceptOutcome::OutOfDescriptors;
    default:
        return AcceptOutcome::Failed;
    }
}

bool isReadable(int descriptor)
{
    pollfd entry{.fd = descriptor, .events = POLLIN, .revents = 0};
    return ::poll(&entry, 1, 0) > 0;
}

} // namespace

std::size_t sendNow(qintptr descriptor, std::string_view bytes)
{
#ifdef MSG_NOSIGNAL
    constexpr int flags = MSG_NOSIGNAL;
#else
    constexpr int flags = 0; // Qt has told these systems not to send the signal
#endif
    ssize_t sent = -1;
    do {
        sent = ::send(static_cast<int>(descriptor), bytes.data(), bytes.size(), flags);
    } while (sent < 0 && errno == EINTR);
    return sent < 0 ? 0 : static_cast<std::size_t>(sent);
}

void shutdownWriting(qintptr descriptor)
{
    ::shutdown(static_cast<int>(descriptor), SHUT_WR);
}

void resetOnClose(qintptr descriptor)
{
    const linger now{.l_onoff = 1, .l_linger = 0};
    ::setsockopt(static_cast<int>(descriptor), SOL_SOCKET, SO_LINGER, &now, sizeof now);
}

AcceptResult acceptConnection(qintptr listening)
{
    int descriptor = -1;
    do {
        descriptor = acceptDescriptor(static_cast<int>(listening));
    } while (descriptor < 0 && errno == EINTR);
    if (descriptor >= 0) {
        return {AcceptOutcome::Accepted, descriptor};
    }
    const AcceptOutcome outcome = outcomeOf(errno);
    // The system complains about a missing descriptor before it looks whether anybody waits.
    if (outcome == AcceptOutcome::OutOfDescriptors && !isReadable(static_cast<int>(listening))) {
        return {AcceptOutcome::NothingWaits, -1};
    }
    return {outcome, -1};
}

void closeSocket(qintptr descriptor)
{
    ::close(static_cast<int>(descriptor));
}

qintptr deafSocket()
{
    const int descriptor = ::socket(AF_INET, SOCK_STREAM, 0);
    if (descriptor >= 0) {
        ::fcntl(descriptor, F_SETFD, FD_CLOEXEC);
    }
    return descriptor;
}

void raiseDescriptorLimit()
{
    rlimit limit{};
    if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) {
        return;
    }
    // Some systems name a number that they then refuse.
    constexpr rlim_t enough = 65536;
    const rlim_t wanted = std::min(limit.rlim_max, enough);
    if (limit.rlim_cur < wanted) {
        limit.rlim_cur = wanted;
        ::setrlimit(RLIMIT_NOFILE, &limit);
    }
}

} // namespace penstock::http
