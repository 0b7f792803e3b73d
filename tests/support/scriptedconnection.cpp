#include "support/scriptedserver.h"

#include <QSslSocket>

#include <algorithm>
#include <cctype>

#if !defined(_WIN32)
#include <sys/socket.h>
#endif

namespace penstock::test
{

namespace
{

constexpr int turn = 10;

std::size_t contentLength(std::string head)
{
    std::ranges::transform(head, head.begin(),
                           [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    const std::size_t at = head.find("\r\ncontent-length:");
    return at == std::string::npos ? 0 : std::stoull(head.substr(at + 17));
}

} // namespace

ScriptedConnection::ScriptedConnection(QSslSocket &socket, const std::atomic<bool> &isStopping,
                                       int number)
    : m_socket(socket)
    , m_isStopping(isStopping)
    , m_number(number)
{
}

std::optional<ScriptedConnection::Request> ScriptedConnection::readRequest()
{
    std::optional<std::string> head = readUntil("\r\n\r\n");
    if (!head) {
        return std::nullopt;
    }
    std::optional<std::string> body = readBytes(contentLength(*head));
    if (!body) {
        return std::nullopt;
    }
    return Request{std::move(*head), std::move(*body)};
}

std::optional<std::string> ScriptedConnection::readUntil(std::string_view end)
{
    std::size_t found = m_read.find(end);
    while (found == std::string::npos) {
        if (!readMore()) {
            return std::nullopt;
        }
        found = m_read.find(end);
    }
    return readBytes(found + end.size());
}

std::optional<std::string> ScriptedConnection::readBytes(std::size_t count)
{
    while (m_read.size() < count) {
        if (!readMore()) {
            return std::nullopt;
        }
    }
    std::string bytes = m_read.substr(0, count);
    m_read.erase(0, count);
    return bytes;
}

bool ScriptedConnection::readMore()
{
    while (!m_isStopping) {
        const QByteArray bytes = m_socket.readAll();
        if (!bytes.isEmpty()) {
            m_read.append(bytes.constData(), static_cast<std::size_t>(bytes.size()));
            return true;
        }
        if (!m_socket.waitForReadyRead(turn) && m_socket.state() != QSslSocket::ConnectedState
            && m_socket.bytesAvailable() == 0) {
            return false;
        }
    }
    return false;
}

bool ScriptedConnection::send(std::string_view bytes)
{
    m_socket.write(bytes.data(), static_cast<qint64>(bytes.size()));
    m_socket.flush();
    while (m_socket.bytesToWrite() + m_socket.encryptedBytesToWrite() > 0 && !m_isStopping) {
        if (!m_socket.waitForBytesWritten(turn) && m_socket.state() != QSslSocket::ConnectedState) {
            return false;
        }
    }
    return m_socket.state() == QSslSocket::ConnectedState;
}

bool ScriptedConnection::secure()
{
    m_socket.startServerEncryption();
    while (!m_socket.isEncrypted() && !m_isStopping) {
        if (!m_socket.waitForEncrypted(turn) && m_socket.state() != QSslSocket::ConnectedState) {
            return false;
        }
    }
    return m_socket.isEncrypted();
}

void ScriptedConnection::close()
{
    m_socket.disconnectFromHost();
    if (m_socket.state() != QSslSocket::UnconnectedState) {
        m_socket.waitForDisconnected(1000);
    }
}

void ScriptedConnection::reset()
{
#if !defined(_WIN32)
    const linger atOnce{1, 0};
    ::setsockopt(static_cast<int>(m_socket.socketDescriptor()), SOL_SOCKET, SO_LINGER, &atOnce,
                 sizeof atOnce);
#endif
    m_socket.abort();
}

void ScriptedConnection::waitForClose()
{
    while (readMore()) {
        m_read.clear();
    }
}

} // namespace penstock::test
