#include "support/scriptedserver.h"

#include <QFile>
#include <QSslKey>
#include <QSslSocket>
#include <QTcpServer>

#include <list>
#include <mutex>
#include <thread>

namespace penstock::test
{

namespace
{

constexpr int turn = 10; // milliseconds until one looks whether the server is stopping

QByteArray contentOf(std::string_view name)
{
    QFile file(QString::fromStdString(testCertificate(name)));
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

} // namespace

class ScriptedServer::Acceptor final : public QTcpServer
{
public:
    Acceptor(Script script, ServerTls tls)
        : m_script(std::move(script))
        , m_tls(tls)
        , m_certificate(contentOf("server.pem"))
        , m_key(contentOf("server.key"), QSsl::Ec)
    {
    }

    // What the thread does until the server is told to stop.
    void run(std::atomic<int> &listeningOn)
    {
        setListenBacklogSize(1024);
        listen(QHostAddress::LocalHost);
        listeningOn = serverPort();
        listeningOn.notify_all();
        while (!isStopping) {
            waitForNewConnection(turn);
        }
        close();
        for (std::thread &served : m_threads) {
            served.join();
        }
    }

    std::atomic<bool> isStopping = false;
    std::atomic<int> accepted = 0;
    std::atomic<int> open = 0;
    std::thread thread;
    std::atomic<int> port = 0;

protected:
    void incomingConnection(qintptr descriptor) override
    {
        ++open;
        const int number = ++accepted;
        m_threads.emplace_back([this, descriptor, number] {
            serve(descriptor, number);
            --open;
        });
    }

private:
    void serve(qintptr descriptor, int number)
    {
        QSslSocket socket;
        socket.setSocketDescriptor(descriptor);
        socket.setLocalCertificate(m_certificate);
        socket.setPrivateKey(m_key);
        ScriptedConnection connection(socket, isStopping, number);
        if (m_tls == ServerTls::No || connection.secure()) {
            m_script(connection);
        }
        connection.close();
    }

    Script m_script;
    ServerTls m_tls;
    QSslCertificate m_certificate;
    QSslKey m_key;
    std::list<std::thread> m_threads;
};

ScriptedServer::ScriptedServer(Script script, ServerTls tls) : m_tls(tls)
{
    std::atomic<Acceptor *> made = nullptr;
    std::thread thread([&made, &script, tls] {
        // Sockets of Qt belong to the thread that made them.
        auto *acceptor = new Acceptor(std::move(script), tls);
        made = acceptor;
        made.notify_all();
        acceptor->run(acceptor->port);
    });
    made.wait(nullptr);
    m_acceptor.reset(made.load());
    m_acceptor->thread = std::move(thread);
    m_acceptor->port.wait(0);
}

ScriptedServer::~ScriptedServer()
{
    m_acceptor->isStopping = true;
    m_acceptor->thread.join();
}

std::uint16_t ScriptedServer::port() const
{
    return static_cast<std::uint16_t>(m_acceptor->port.load());
}

std::string ScriptedServer::url(std::string_view path) const
{
    return (m_tls == ServerTls::Yes ? "https://127.0.0.1:" : "http://127.0.0.1:")
        + std::to_string(port()) + std::string(path);
}

int ScriptedServer::connections() const
{
    return m_acceptor->accepted;
}

int ScriptedServer::openConnections() const
{
    return m_acceptor->open;
}

std::string testCertificate(std::string_view name)
{
    return std::string(PENSTOCK_TEST_DATA) + "/tls/" + std::string(name);
}

std::string answer(std::string_view body, std::string_view fields, std::string_view status)
{
    return "HTTP/1.1 " + std::string(status) + "\r\n" + std::string(fields)
        + "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + std::string(body);
}

ScriptedServer::Script answering(std::string bytes, std::shared_ptr<std::atomic<int>> counter)
{
    return
        [bytes = std::move(bytes), counter = std::move(counter)](ScriptedConnection &connection) {
            while (connection.readRequest()) {
                if (counter) {
                    ++*counter;
                }
                connection.send(bytes);
            }
        };
}

} // namespace penstock::test
