#include "http/httplistener.h"

#include "http/socketcalls.h"

#include <algorithm>
#include <utility>

namespace penstock::http
{

namespace
{

constexpr LogCategory httpLog{"http"};
// Above the cap connections are told so; far above it there is no time for that either.
constexpr int placesToRefuse = 64;

} // namespace

/// A worker and the thread that it lives in.
struct HttpListener::WorkerThread {
    explicit WorkerThread(const QString &name, EventPath path) : thread(name, path) { }
    ~WorkerThread()
    {
        thread.run([this] { worker.reset(); });
    }

    EventThread thread;
    std::unique_ptr<HttpWorker> worker; ///< made and destroyed in the thread
    std::shared_ptr<Mailbox<WorkerMessage>> mailbox;
};

HttpListener::HttpListener(ListenerSetup setup, QObject *parent)
    : QObject(parent)
    , m_setup(std::move(setup))
    , m_load(std::make_shared<HttpLoad>(
          static_cast<std::uint64_t>(m_setup.policy->limits.maxBufferedMib) << 20U))
    , m_drainWaker([this] { workerDrained(); })
{
    m_drainReports = std::make_shared<Mailbox<int>>(m_drainWaker.wake());
    m_drainDeadline.setSingleShot(true);
    connect(&m_drainDeadline, &QTimer::timeout, this,
            [this] { postToAll([] { return CutConnections(); }); });
}

HttpListener::~HttpListener() = default;

Result<void> HttpListener::listen(const std::vector<ListenAddress> &addresses)
{
    if (m_workers.empty()) {
        raiseDescriptorLimit();
        if (auto started = startWorkers(); !started) {
            return started;
        }
    }
    // In the order of the wish, so that the first one stays the first.
    std::vector<std::unique_ptr<Acceptor>> next;
    std::vector<std::pair<std::size_t, std::size_t>> kept; // from where to where
    for (const ListenAddress &wanted : addresses) {
        const auto isSame
            = [&](const auto &acceptor) { return acceptor && acceptor->address() == wanted; };
        if (std::ranges::any_of(next, isSame)) {
            continue; // wanted twice
        }
        const auto same = std::ranges::find_if(m_acceptors, isSame);
        if (same != m_acceptors.end()) {
            const auto from = static_cast<std::size_t>(same - m_acceptors.begin());
            const auto isTaken = [from](const auto &move) { return move.first == from; };
            if (std::ranges::none_of(kept, isTaken)) {
                kept.emplace_back(from, next.size());
                next.push_back(nullptr);
            }
            continue;
        }
        auto acceptor = Acceptor::listen(wanted);
        if (!acceptor) {
            return Failure(std::move(acceptor.error()));
        }
        next.push_back(std::move(*acceptor));
    }
    for (const auto &[from, to] : kept) {
        next[to] = std::move(m_acceptors[from]);
    }
    m_acceptors = std::move(next);
    for (const auto &acceptor : m_acceptors) {
        connect(acceptor.get(), &Acceptor::accepted, this, &HttpListener::handOver,
                Qt::UniqueConnection);
        connect(acceptor.get(), &Acceptor::exhausted, this, &HttpListener::announceExhaustion,
                Qt::UniqueConnection);
    }
    return {};
}

std::vector<ListenAddress> HttpListener::addresses() const
{
    std::vector<ListenAddress> addresses;
    for (const auto &acceptor : m_acceptors) {
        addresses.push_back(acceptor->address());
    }
    return addresses;
}

Result<void> HttpListener::startWorkers()
{
    for (int i = 0; i < std::max(1, m_setup.workers); ++i) {
        auto thread = std::make_unique<WorkerThread>(QStringLiteral("worker %1").arg(i + 1),
                                                     m_setup.eventPath);
        bool isReady = false;
        thread->thread.run([&] {
            thread->worker = std::make_unique<HttpWorker>(
                WorkerSetup{.policy = m_setup.policy,
                            .load = m_load,
                            .tls = m_setup.tls,
                            .clock = m_setup.clock,
                            .makeHandler = m_setup.makeHandler,
                            .sweepInterval = m_setup.sweepInterval,
                            .drained = [reports = m_drainReports] { reports->post(1); }});
            thread->mailbox = thread->worker->mailbox();
            isReady = thread->worker->isReady();
        });
        if (!isReady) {
            m_workers.clear();
            return fail(ErrorCode::Unavailable,
                        "The gateway has no descriptor left to begin with. Raise the limit of open "
                        "files (ulimit -n).");
        }
        m_workers.push_back(std::move(thread));
    }
    return {};
}

void HttpListener::handOver(qintptr descriptor)
{
    AcceptedSocket socket(descriptor, Counted(m_load->connections));
    if (m_load->connections.load(std::memory_order_relaxed)
        > m_setup.policy->limits.maxConnections + placesToRefuse) {
        m_load->refusedConnections.fetch_add(1, std::memory_order_relaxed);
        return;
    }
    m_workers[m_nextWorker]->mailbox->post(std::move(socket));
    m_nextWorker = (m_nextWorker + 1) % m_workers.size();
}

void HttpListener::announceExhaustion()
{
    if (m_setup.logger != nullptr) {
        m_setup.logger->warning(httpLog,
                                "No file descriptor is left for new connections; idle ones are "
                                "closed to make room. Raise the limit of open files (ulimit -n).");
    }
    postToAll([] { return FreeOnePlace(); });
}

void HttpListener::setPolicy(std::shared_ptr<const HttpPolicy> policy)
{
    m_setup.policy = policy;
    postToAll([&] { return PolicyChange{policy}; });
}

void HttpListener::tellNetworkChanged()
{
    postToAll([] { return NetworkChange(); });
}

void HttpListener::drain(std::chrono::milliseconds most)
{
    m_acceptors.clear();
    m_undrained = m_workers.size();
    m_drainDeadline.start(most);
    postToAll([] { return DrainConnections(); });
    if (m_workers.empty()) {
        m_drainReports->post(0);
    }
}

void HttpListener::workerDrained()
{
    for (const int report : m_drainReports->drain()) {
        m_undrained -= static_cast<std::size_t>(report);
    }
    if (m_undrained == 0) {
        m_drainDeadline.stop();
        Q_EMIT drained();
    }
}

void HttpListener::postToAll(const std::function<WorkerMessage()> &makeMessage)
{
    for (const auto &worker : m_workers) {
        worker->mailbox->post(makeMessage());
    }
}

} // namespace penstock::http
