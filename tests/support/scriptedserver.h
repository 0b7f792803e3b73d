#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

class QSslSocket;

namespace penstock::test
{

/// One connection of a ScriptedServer, in a thread of its own. Everything waits, but not longer
/// than the server lives.
class ScriptedConnection final
{
public:
    struct Request {
        std::string head; ///< the empty line included
        std::string body;
    };

    ScriptedConnection(QSslSocket &socket, const std::atomic<bool> &isStopping, int number);

    /// The how-many-eth connection of its server, from 1.
    [[nodiscard]] int number() const { return m_number; }
    /// Whatever comes first: a whole request, or the end of the connection.
    [[nodiscard]] std::optional<Request> readRequest();
    /// Everything up to and with `end`.
    [[nodiscard]] std::optional<std::string> readUntil(std::string_view end);
    [[nodiscard]] std::optional<std::string> readBytes(std::size_t count);
    /// False where the other side has gone away meanwhile.
    bool send(std::string_view bytes);
    /// False when the server is to stop.
    [[nodiscard]] bool isAlive() const { return !m_isStopping; }
    [[nodiscard]] bool secure();
    void close();
    void reset();
    /// Until the other side closes.
    void waitForClose();

private:
    [[nodiscard]] bool readMore();

    QSslSocket &m_socket;
    const std::atomic<bool> &m_isStopping;
    int m_number;
    std::string m_read;
};

enum class ServerTls { No = 1, Yes };

/// Answers on a port of its own in the way that a script says, byte for byte.
class ScriptedServer final
{
public:
    using Script = std::function<void(ScriptedConnection &)>;

    explicit ScriptedServer(Script script, ServerTls tls = ServerTls::No);
    ~ScriptedServer();
    ScriptedServer(const ScriptedServer &) = delete;
    ScriptedServer &operator=(const ScriptedServer &) = delete;

    [[nodiscard]] std::uint16_t port() const;
    [[nodiscard]] std::string url(std::string_view path = "/") const;
    /// That were ever accepted, and those among them that are not over.
    [[nodiscard]] int connections() const;
    [[nodiscard]] int openConnections() const;

private:
    class Acceptor;

    ServerTls m_tls;
    std::unique_ptr<Acceptor> m_acceptor;
};

/// tests/data/tls/NAME
[[nodiscard]] std::string testCertificate(std::string_view name);

/// An answer with a length.
[[nodiscard]] std::string answer(std::string_view body, std::string_view fields = {},
                                 std::string_view status = "200 OK");

/// Answers every request of every connection with the same bytes, and counts them.
[[nodiscard]] ScriptedServer::Script answering(std::string bytes,
                                               std::shared_ptr<std::atomic<int>> counter = {});

} // namespace penstock::test
