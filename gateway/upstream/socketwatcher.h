#pragma once

#include "upstream/upstreamclient.h"

#include <curl/curl.h>

#include <functional>
#include <memory>
#include <span>

namespace penstock::upstream
{

struct ReadySocket {
    curl_socket_t socket = CURL_SOCKET_BAD;
    int events = 0; ///< CURL_CSELECT_*
};

/// Watches the sockets of one multi handle on the thread's event loop.
class SocketWatcher
{
public:
    using Ready = std::function<void(std::span<const ReadySocket>)>;

    virtual ~SocketWatcher() = default;

    /// `events` as the socket callback of libcurl gets them: CURL_POLL_*.
    virtual void watch(curl_socket_t socket, int events) = 0;
    /// The socket is about to be closed; its number may soon be another's.
    virtual void forget(curl_socket_t socket) = 0;

protected:
    SocketWatcher() = default;
    SocketWatcher(const SocketWatcher &) = default;
    SocketWatcher &operator=(const SocketWatcher &) = default;
};

[[nodiscard]] std::unique_ptr<SocketWatcher> makeSocketWatcher(SocketWatch watch,
                                                               SocketWatcher::Ready ready);
[[nodiscard]] std::unique_ptr<SocketWatcher> makeNotifierWatcher(SocketWatcher::Ready ready);

} // namespace penstock::upstream
