#pragma once

#include "base/clock.h"
#include "base/log.h"
#include "base/mailbox.h"
#include "base/result.h"
#include "http/acceptor.h"
#include "http/httphandler.h"
#include "http/httpload.h"
#include "http/httppolicy.h"
#include "http/httpworker.h"
#include "http/tlsidentity.h"
#include "qtglue/eventthread.h"
#include "qtglue/qtwaker.h"

#include <QObject>
#include <QTimer>

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <vector>

namespace penstock::http
{

struct ListenerSetup {
    /// Called once in each worker's thread.
    std::function<std::unique_ptr<HttpHandler>()> makeHandler;
    std::shared_ptr<const HttpPolicy> policy = std::make_shared<HttpPolicy>();
    std::optional<TlsIdentity> tls;
    int workers = 1;
    EventPath eventPath = EventPath::Best;
    std::chrono::milliseconds sweepInterval = std::chrono::milliseconds(500);
    const Clock *clock = nullptr; ///< outlives the listener
    Logger *logger = nullptr; ///< may be absent; outlives the listener
};

/// HTTP in: listens, spreads connections over workers, and hands complete requests to the handlers
/// there. Lives in the thread that accepts.
class HttpListener final : public QObject
{
    Q_OBJECT

public:
    explicit HttpListener(ListenerSetup setup, QObject *parent = nullptr);
    /// Cuts what is left.
    ~HttpListener() override;

    /// From now on these addresses and no others. New ones are bound before old ones are left; when
    /// one of them cannot be had, everything stays as it was.
    [[nodiscard]] Result<void> listen(const std::vector<ListenAddress> &addresses);
    [[nodiscard]] std::vector<ListenAddress> addresses() const;

    /// For requests and connections that begin from now on.
    void setPolicy(std::shared_ptr<const HttpPolicy> policy);

    /// Tells all handlers that the machine has slept or its network has changed.
    void tellNetworkChanged();

    /// Takes no new connections and lets the requests under way end, but not longer than `most`.
    void drain(std::chrono::milliseconds most);

    [[nodiscard]] const HttpLoad &load() const { return *m_load; }

Q_SIGNALS:
    /// After drain(): nothing is under way any more.
    void drained();

private:
    struct WorkerThread;

    [[nodiscard]] Result<void> startWorkers();
    void handOver(qintptr descriptor);
    void announceExhaustion();
    void workerDrained();
    void postToAll(const std::function<WorkerMessage()> &makeMessage);

    ListenerSetup m_setup;
    std::shared_ptr<HttpLoad> m_load;
    std::vector<std::unique_ptr<WorkerThread>> m_workers;
    std::size_t m_nextWorker = 0;
    std::vector<std::unique_ptr<Acceptor>> m_acceptors;
    QTimer m_drainDeadline;
    std::shared_ptr<Mailbox<int>> m_drainReports;
    QtWaker m_drainWaker;
    std::size_t m_undrained = 0;
};

} // namespace penstock::http
