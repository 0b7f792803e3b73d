#include "service/freeport.h"

#include <QHostAddress>
#include <QTcpServer>

namespace penstock::service
{

namespace
{

constexpr int mostTries = 100;
constexpr int lastPort = 65'535;

bool isTaken(QHostAddress::SpecialAddress address, std::uint16_t port)
{
    QTcpServer server;
    // Not every machine has IPv6.
    return !server.listen(QHostAddress(address), port)
        && server.serverError() != QAbstractSocket::SocketAddressNotAvailableError;
}

} // namespace

std::optional<std::uint16_t> freePortAfter(std::uint16_t port)
{
    for (int tried = port + 1; tried <= port + mostTries && tried <= lastPort; ++tried) {
        const auto next = static_cast<std::uint16_t>(tried);
        if (!isTaken(QHostAddress::LocalHost, next)
            && !isTaken(QHostAddress::LocalHostIPv6, next)) {
            return next;
        }
    }
    return std::nullopt;
}

} // namespace penstock::service
