#pragma once

#include "base/log.h"
#include "base/mailbox.h"
#include "http/connectioncontext.h"
#include "http/httphandler.h"
#include "http/serverentry.h"
#include "http/tlsidentity.h"
#include "qtglue/qtwaker.h"

#include <QObject>
#include <QTimer>

#include <functional>
#include <memory>
#include <optional>
#include <variant>

namespace penstock::http
{

/// An accepted connection on its way to a worker. Closed when nobody takes it.
class AcceptedSocket final
{
public:
    AcceptedSocket(qintptr descriptor, Counted counted);
    AcceptedSocket(AcceptedSocket &&other) noexcept;
    AcceptedSocket &operator=(AcceptedSocket &&other) noexcept;
    AcceptedSocket(const AcceptedSocket &) = delete;
    AcceptedSocket &operator=(const AcceptedSocket &) = delete;
    ~AcceptedSocket();

    [[nodiscard]] qintptr release();
    [[nodiscard]] Counted takeCount() { return std::move(m_counted); }

private:
    qintptr m_descriptor;
    Counted m_counted;
};

struct PolicyChange {
    std::shared_ptr<const HttpPolicy> policy;
};
/// No new requests; connections close as they come to rest.
struct DrainConnections {
};
/// All connections are cut now.
struct CutConnections {
};
/// One idle connection gives up its place.
struct FreeOnePlace {
};
/// The machine has slept, or its network has changed.
struct NetworkChange {
};

using WorkerMessage = std::variant<AcceptedSocket, PolicyChange, DrainConnections, CutConnections,
                                   FreeOnePlace, NetworkChange>;

struct WorkerSetup {
    std::shared_ptr<const HttpPolicy> policy;
    std::shared_ptr<HttpLoad> load;
    std::optional<TlsIdentity> tls;
    const Clock *clock = nullptr;
    std::function<std::unique_ptr<HttpHandler>()> makeHandler;
    std::chrono::milliseconds sweepInterval = std::chrono::milliseconds(500);
    /// Called in the worker's thread when it drains and the last connection has gone.
    std::function<void()> drained;
};

/// One thread's share of a listener: Qt's server, the connections and the handler behind them.
class HttpWorker final : public QObject
{
public:
    explicit HttpWorker(WorkerSetup setup);
    ~HttpWorker() override;

    [[nodiscard]] bool isReady() const { return m_entry.isReady(); }

    /// For messages from any thread; stays valid after the worker.
    [[nodiscard]] std::shared_ptr<Mailbox<WorkerMessage>> mailbox() const { return m_mailbox; }

private:
    void drainMailbox();
    void take(AcceptedSocket socket);
    void take(PolicyChange change);
    void take(DrainConnections order);
    void take(CutConnections order);
    void take(FreeOnePlace order);
    void take(NetworkChange news);

    [[nodiscard]] std::unique_ptr<QTcpSocket> openSocket(AcceptedSocket &socket) const;
    [[nodiscard]] bool evictOne();
    void sweep();
    void tellWhenEmpty();

    WorkerSetup m_setup;
    SystemRandom m_random;
    ConnectionContext m_context;
    ServerEntry m_entry;
    std::unique_ptr<HttpHandler> m_handler;
    QTimer m_sweepTimer;
    QtWaker m_waker;
    std::shared_ptr<Mailbox<WorkerMessage>> m_mailbox;
};

} // namespace penstock::http
