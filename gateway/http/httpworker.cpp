#include "http/httpworker.h"

#include "http/guardsocket.h"
#include "http/socketcalls.h"

#include <QSslSocket>

#include <algorithm>
#include <utility>

namespace penstock::http
{

AcceptedSocket::AcceptedSocket(qintptr descriptor, Counted counted)
    : m_descriptor(descriptor)
    , m_counted(std::move(counted))
{
}

AcceptedSocket::AcceptedSocket(AcceptedSocket &&other) noexcept
    : m_descriptor(other.release())
    , m_counted(std::move(other.m_counted))
{
}

AcceptedSocket &AcceptedSocket::operator=(AcceptedSocket &&other) noexcept
{
    std::swap(m_descriptor, other.m_descriptor);
    std::swap(m_counted, other.m_counted);
    return *this;
}

AcceptedSocket::~AcceptedSocket()
{
    if (m_descriptor >= 0) {
        closeSocket(m_descriptor);
    }
}

qintptr AcceptedSocket::release()
{
    return std::exchange(m_descriptor, -1);
}

HttpWorker::HttpWorker(WorkerSetup setup)
    : m_setup(std::move(setup))
    , m_context{.policy = m_setup.policy,
                .load = m_setup.load,
                .clock = m_setup.clock,
                .handler = nullptr,
                .ids = RequestIds(m_random),
                .registry = {}}
    , m_handler(m_setup.makeHandler())
    , m_waker([this] { drainMailbox(); })
    , m_mailbox(std::make_shared<Mailbox<WorkerMessage>>(m_waker.wake()))
{
    m_context.handler = m_handler.get();
    connect(&m_sweepTimer, &QTimer::timeout, this, &HttpWorker::sweep);
    m_sweepTimer.setInterval(m_setup.sweepInterval);
}

HttpWorker::~HttpWorker()
{
    m_mailbox->close();
    const auto unclaimed = m_mailbox->drain();
    // Before the handler goes, so that it lets go of its exchanges in the ordinary way.
    take(CutConnections());
}

void HttpWorker::drainMailbox()
{
    for (WorkerMessage &message : m_mailbox->drain()) {
        std::visit([this](auto &content) { take(std::move(content)); }, message);
    }
}

void HttpWorker::take(AcceptedSocket accepted)
{
    if (m_context.isDraining) {
        return;
    }
    std::unique_ptr<QTcpSocket> socket = openSocket(accepted);
    if (!socket) {
        return; // gone before it got here
    }
    const int most = m_context.policy->limits.maxConnections;
    const bool hasRoom
        = m_context.load->connections.load(std::memory_order_relaxed) <= most || evictOne();
    auto guard = std::make_unique<GuardSocket>(
        std::move(socket), m_setup.tls ? Transport::Tls : Transport::Plain, accepted.takeCount(),
        m_context, m_entry.guardParent());
    GuardSocket *const adopted = guard.release();
    m_entry.adopt(adopted);
    if (!hasRoom) {
        m_context.load->refusedConnections.fetch_add(1, std::memory_order_relaxed);
        adopted->connection().turnAway();
    }
    if (!m_sweepTimer.isActive()) {
        m_sweepTimer.start();
    }
}

std::unique_ptr<QTcpSocket> HttpWorker::openSocket(AcceptedSocket &accepted) const
{
    std::unique_ptr<QTcpSocket> socket;
    if (m_setup.tls) {
        auto secure = std::make_unique<QSslSocket>();
        secure->setSslConfiguration(m_setup.tls->configuration());
        socket = std::move(secure);
    } else {
        socket = std::make_unique<QTcpSocket>();
    }
    const qintptr descriptor = accepted.release();
    if (!socket->setSocketDescriptor(descriptor)) {
        closeSocket(descriptor);
        return nullptr;
    }
    if (auto *const secure = qobject_cast<QSslSocket *>(socket.get())) {
        secure->startServerEncryption();
    }
    return socket;
}

bool HttpWorker::evictOne()
{
    HttpConnection *longest = nullptr;
    for (HttpConnection *const connection : m_context.registry.all()) {
        const auto since = connection->idleSince();
        if (since && (longest == nullptr || *since < *longest->idleSince())) {
            longest = connection;
        }
    }
    if (longest == nullptr) {
        return false;
    }
    longest->abort();
    return true;
}

void HttpWorker::take(PolicyChange change)
{
    m_context.policy = std::move(change.policy);
}

void HttpWorker::take(DrainConnections /*order*/)
{
    m_context.isDraining = true;
    const std::vector<HttpConnection *> connections = m_context.registry.all();
    for (HttpConnection *const connection : connections) {
        connection->drain();
    }
    m_sweepTimer.start();
    tellWhenEmpty();
}

void HttpWorker::take(CutConnections /*order*/)
{
    m_handler->giveUp();
    const std::vector<HttpConnection *> connections = m_context.registry.all();
    for (HttpConnection *const connection : connections) {
        connection->abort();
    }
}

void HttpWorker::take(FreeOnePlace /*order*/)
{
    (void)evictOne();
}

void HttpWorker::take(NetworkChange /*news*/)
{
    m_handler->networkChanged();
}

void HttpWorker::sweep()
{
    const SteadyTime now = m_context.clock->steadyNow();
    const std::vector<HttpConnection *> connections = m_context.registry.all();
    for (HttpConnection *const connection : connections) {
        connection->sweep(now);
    }
    if (connections.empty()) {
        m_sweepTimer.stop();
    }
    tellWhenEmpty();
}

void HttpWorker::tellWhenEmpty()
{
    if (m_context.isDraining && m_context.registry.all().empty() && m_setup.drained) {
        std::exchange(m_setup.drained, nullptr)();
    }
}

} // namespace penstock::http
