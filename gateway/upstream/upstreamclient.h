#pragma once

#include "upstream/upstreamcall.h"
#include "upstream/upstreamrequest.h"

#include <QObject>

#include <cstddef>
#include <memory>

namespace penstock::upstream
{

/// Which way the sockets of the transfers are watched.
enum class SocketWatch {
    Best = 1, ///< one private epoll descriptor on Linux, the portable way elsewhere
    Portable, ///< one QSocketNotifier a socket
};

/// Sends requests to other servers, over pooled connections, on the event loop of the thread that
/// it was made in. One a worker; outlives its calls.
class UpstreamClient final : public QObject
{
    Q_OBJECT

public:
    explicit UpstreamClient(SocketWatch watch = SocketWatch::Best, QObject *parent = nullptr);
    ~UpstreamClient() override;

    /// Always answers through the receiver, later and never from inside this function; `receiver`
    /// outlives the call.
    [[nodiscard]] std::unique_ptr<UpstreamCall> send(UpstreamRequest request,
                                                     UpstreamReceiver &receiver);

    /// After sleep or a change of network: what is idle is no good any more.
    void dropIdleConnections();

    /// Transfers that have not ended.
    [[nodiscard]] std::size_t liveCalls() const;

private:
    class Private;
    std::unique_ptr<Private> m_private;
};

} // namespace penstock::upstream
