#pragma once

#include "base/result.h"

#include <QTcpServer>

#include <cstdint>
#include <memory>
#include <vector>

namespace penstock::app
{

/// A loopback port that nobody else can take while this lives.
class PortReservation final
{
public:
    /// The first one from `from` on that is free for IPv4 and, where there is that, for IPv6.
    [[nodiscard]] static Result<PortReservation> firstFree(std::uint16_t from);

    [[nodiscard]] std::uint16_t port() const { return m_port; }
    /// To be done right before the one for whom it was kept begins to listen.
    void release() { m_servers.clear(); }

private:
    std::uint16_t m_port = 0;
    std::vector<std::unique_ptr<QTcpServer>> m_servers;
};

} // namespace penstock::app
