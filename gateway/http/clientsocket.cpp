#include "http/clientsocket.h"

#include "qtglue/qttext.h"

#include <QHostAddress>
#include <QSslSocket>

#include <string>

namespace penstock::http
{

namespace
{

std::string addressText(const QHostAddress &address)
{
    bool isIpv4 = false;
    const quint32 ipv4 = address.toIPv4Address(&isIpv4);
    return toStd((isIpv4 ? QHostAddress(ipv4) : address).toString());
}

} // namespace

Peer peerOf(const QTcpSocket &socket, Transport transport)
{
    return {.address = addressText(socket.peerAddress()),
            .port = socket.peerPort(),
            .local = {.address = addressText(socket.localAddress()),
                      .port = socket.localPort(),
                      .transport = transport}};
}

std::int64_t unsentBytes(const QTcpSocket &socket)
{
    std::int64_t bytes = socket.bytesToWrite();
    if (const auto *const secure = qobject_cast<const QSslSocket *>(&socket)) {
        bytes += secure->encryptedBytesToWrite();
    }
    return bytes;
}

} // namespace penstock::http
