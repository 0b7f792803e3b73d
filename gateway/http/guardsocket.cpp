#include "http/guardsocket.h"

#include <QHostAddress>

#include <algorithm>
#include <cstring>
#include <utility>

namespace penstock::http
{

namespace
{

// Short, because Qt reads it byte by byte.
constexpr QByteArrayView canonicalRequest("GET / HTTP/1.1\r\nHost:p\r\n\r\n");

thread_local GuardSocket *currentGuard = nullptr;

} // namespace

GuardSocket::GuardSocket(std::unique_ptr<QTcpSocket> socket, Transport transport, Counted counted,
                         ConnectionContext &context, QObject *parent)
    : QTcpSocket(parent)
    , m_connection(std::move(socket), transport, std::move(counted), context, *this)
{
    setOpenMode(QIODevice::ReadWrite);
    setSocketState(QAbstractSocket::ConnectedState);
}

GuardSocket::~GuardSocket()
{
    // The base class would try to close what it never opened.
    setSocketState(QAbstractSocket::UnconnectedState);
}

void GuardSocket::offerRequest()
{
    m_offered = canonicalRequest;
    m_isOffering = true;
    GuardSocket *const outer = std::exchange(currentGuard, this);
    Q_EMIT readyRead();
    currentGuard = outer;
    m_isOffering = false;
}

GuardSocket *GuardSocket::current()
{
    return currentGuard;
}

void GuardSocket::connectionLost()
{
    // Qt 6.4 forgets to delete a socket that goes while its request is being handled.
    if (m_isOffering) {
        QMetaObject::invokeMethod(this, &GuardSocket::reportLoss, Qt::QueuedConnection);
    } else {
        reportLoss();
    }
}

void GuardSocket::reportLoss()
{
    setSocketState(QAbstractSocket::UnconnectedState);
    setOpenMode(QIODevice::NotOpen);
    Q_EMIT disconnected();
}

qint64 GuardSocket::bytesAvailable() const
{
    return QIODevice::bytesAvailable() + m_offered.size();
}

qint64 GuardSocket::bytesToWrite() const
{
    return 0;
}

void GuardSocket::disconnectFromHost()
{
    m_connection.abort();
}

void GuardSocket::close()
{
    m_connection.abort();
}

qint64 GuardSocket::readData(char *data, qint64 maxSize)
{
    const qsizetype size = std::min<qsizetype>(maxSize, m_offered.size());
    std::memcpy(data, m_offered.data(), static_cast<std::size_t>(size));
    m_offered = m_offered.sliced(size);
    return size;
}

qint64 GuardSocket::writeData(const char * /*data*/, qint64 size)
{
    return size;
}

} // namespace penstock::http
