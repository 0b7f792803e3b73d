#include "http/clientsocket.h"
#include "http/httpconnection.h"
#include "http/httpexchange.h"
#include "http/socketcalls.h"

#include <utility>

// How the bytes of answers leave; httpconnection.cpp has the rest of a connection.
namespace penstock::http
{

std::int64_t HttpConnection::bufferedBytes() const
{
    return unsentBytes(*m_socket) + static_cast<std::int64_t>(m_held.size());
}

bool HttpConnection::watchIfFull()
{
    m_waitsForDrain = bufferedBytes() >= m_context.highWater();
    // Whoever writes until it is full has to stop, or would never hear that the client has gone.
    return m_waitsForDrain || m_hasGone;
}

void HttpConnection::sendLast(std::string_view bytes)
{
    const bool mayWait = m_peer.local.transport == Transport::Plain && m_phase == Phase::Serving
        && m_held.empty() && unsentBytes(*m_socket) == 0;
    if (mayWait && m_context.batch.hold(*this)) {
        m_held = bytes;
    } else {
        send(bytes);
    }
}

void HttpConnection::sendHeld()
{
    send(std::exchange(m_held, {}));
}

void HttpConnection::flushHeld()
{
    if (!m_held.empty()) {
        m_context.batch.remove(*this);
        sendHeld();
    }
}

void HttpConnection::dropHeld()
{
    if (!m_held.empty()) {
        m_context.batch.remove(*this);
        m_held.clear();
    }
}

void HttpConnection::send(std::string_view bytes)
{
    flushHeld(); // it came before
    if (m_phase == Phase::Closed || m_hasGone) {
        return;
    }
    // Past Qt's buffer, of which every connection would keep 32 KiB: most answers fit into the
    // system's. What does not is Qt's to send when there is room.
    if (m_peer.local.transport == Transport::Plain && m_socket->bytesToWrite() == 0) {
        const std::size_t sent = sendNow(m_socket->socketDescriptor(), bytes);
        m_stallWatch.bytesSent(sent);
        bytes.remove_prefix(sent);
    }
    if (bytes.empty()) {
        return;
    }
    m_isSending = true;
    m_socket->write(bytes.data(), static_cast<qint64>(bytes.size()));
    m_socket->flush();
    m_isSending = false;
}

void HttpConnection::bytesLeft()
{
    stopWriting();
    if (bufferedBytes() > m_context.highWater() / 4) {
        return;
    }
    if (m_phase == Phase::Idle) {
        readLater();
    }
    if (!m_waitsForDrain) {
        return;
    }
    m_waitsForDrain = false;
    if (m_isSending) {
        QMetaObject::invokeMethod(this, &HttpConnection::notifyDrained, Qt::QueuedConnection);
    } else {
        notifyDrained();
    }
}

void HttpConnection::notifyDrained()
{
    if (m_exchange != nullptr) {
        m_exchange->connectionDrained();
    }
}

} // namespace penstock::http
