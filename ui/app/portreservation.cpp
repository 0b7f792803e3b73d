#include "app/portreservation.h"

#include <QHostAddress>

#include <string>

namespace penstock::app
{

namespace
{

constexpr int mostTries = 100;

enum class Found { Free = 1, Taken, NoSuchAddress };

Found tryToTake(QTcpServer &server, QHostAddress::SpecialAddress address, std::uint16_t port)
{
    if (server.listen(QHostAddress(address), port)) {
        return Found::Free;
    }
    return server.serverError() == QAbstractSocket::AddressInUseError ? Found::Taken
                                                                      : Found::NoSuchAddress;
}

} // namespace

Result<PortReservation> PortReservation::firstFree(std::uint16_t from)
{
    constexpr int lastPort = 65'535;
    for (int port = from; port < from + mostTries && port <= lastPort; ++port) {
        PortReservation reservation;
        reservation.m_port = static_cast<std::uint16_t>(port);
        auto ipv4 = std::make_unique<QTcpServer>();
        auto ipv6 = std::make_unique<QTcpServer>();
        if (tryToTake(*ipv4, QHostAddress::LocalHost, reservation.m_port) == Found::Free
            && tryToTake(*ipv6, QHostAddress::LocalHostIPv6, reservation.m_port) != Found::Taken) {
            reservation.m_servers.push_back(std::move(ipv4));
            reservation.m_servers.push_back(std::move(ipv6));
            return reservation;
        }
    }
    return fail(ErrorCode::Unavailable,
                "None of the ports from " + std::to_string(from)
                    + " on is free. End a program that listens on one of them.");
}

} // namespace penstock::app
