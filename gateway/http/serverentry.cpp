#include "http/serverentry.h"

#include "http/guardsocket.h"
#include "http/socketcalls.h"

#include <QHttpServer>
#include <QHttpServerResponder>
#include <QTcpServer>

#include <utility>

namespace penstock::http
{

namespace
{

void requestEntered(QHttpServerResponder &&responder)
{
    GuardSocket *const guard = GuardSocket::current();
    Q_ASSERT(guard != nullptr);
    guard->connection().enter(std::make_shared<QHttpServerResponder>(std::move(responder)));
}

} // namespace

// Accepts nothing: connections are accepted elsewhere and handed over. It has a descriptor because
// later versions bind to listening servers only.
class ServerEntry::DeafServer final : public QTcpServer
{
public:
    DeafServer()
    {
        const qintptr descriptor = deafSocket();
        if (descriptor >= 0 && !setSocketDescriptor(descriptor)) {
            closeSocket(descriptor);
        }
        pauseAccepting();
    }

    void adopt(GuardSocket *guard) { addPendingConnection(guard); }

    [[nodiscard]] QTcpSocket *nextPendingConnection() override
    {
        QTcpSocket *const next = QTcpServer::nextPendingConnection();
        pauseAccepting(); // which the base has just undone
        return next;
    }
};

class ServerEntry::Private final
{
public:
    DeafServer *tcp = nullptr; ///< the HTTP server becomes its parent
    QHttpServer http;
};

ServerEntry::ServerEntry() : m_private(std::make_unique<Private>())
{
    QHttpServer &http = m_private->http;
#if QT_VERSION >= QT_VERSION_CHECK(6, 8, 0)
    http.setMissingHandler(
        &http, [](const QHttpServerRequest & /*request*/, QHttpServerResponder &responder) {
            requestEntered(std::move(responder));
        });
#else
    http.setMissingHandler(
        [](const QHttpServerRequest & /*request*/, QHttpServerResponder &&responder) {
            requestEntered(std::move(responder));
        });
#endif
    auto tcp = std::make_unique<DeafServer>();
    if (!tcp->isListening()) {
        return;
    }
#if QT_VERSION >= QT_VERSION_CHECK(6, 8, 0)
    if (!http.bind(tcp.get())) {
        return;
    }
#else
    http.bind(tcp.get());
#endif
    m_private->tcp = tcp.release();
}

ServerEntry::~ServerEntry() = default;

bool ServerEntry::isReady() const
{
    return m_private->tcp != nullptr;
}

QObject *ServerEntry::guardParent()
{
    return m_private->tcp;
}

void ServerEntry::adopt(GuardSocket *guard)
{
    m_private->tcp->adopt(guard);
}

} // namespace penstock::http
