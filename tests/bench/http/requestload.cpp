#include "requestload.h"

#include "fatal.h"
#include "report.h"

namespace penstock::bench
{

namespace
{

constexpr std::size_t expectedPerSecond = 200'000;
constexpr std::uint64_t mostFailures = 1000;
constexpr Nanoseconds graceForTheLast = std::chrono::seconds(2);

} // namespace

RequestLoad::RequestLoad(const RequestPlan &plan)
    : m_plan(plan)
    , m_connections(plan.connections)
    , m_processor(plan.watchedProcesses)
{
    // Growing while measuring would show as latency.
    m_times.reserve(static_cast<std::size_t>(inSeconds(plan.duration) + 1) * expectedPerSecond);
    for (std::size_t i = 0; i < m_connections.size(); ++i) {
        open(i);
    }
}

void RequestLoad::run()
{
    m_measureFrom = monotonicNow() + m_plan.warmUp;
    m_sendUntil = m_measureFrom + m_plan.duration;
    for (std::size_t i = 0; i < m_connections.size(); ++i) {
        send(i);
    }
    serveUntil(m_measureFrom);
    const double before = m_processor.seconds();
    serveUntil(m_sendUntil);
    m_processorSeconds = m_processor.seconds() - before;
    serveUntil(m_sendUntil + graceForTheLast);
    m_failures += m_outstanding;
}

void RequestLoad::serveUntil(Nanoseconds end)
{
    for (Nanoseconds now = monotonicNow(); m_outstanding > 0 && now < end; now = monotonicNow()) {
        for (const Poller::Token token : m_poller.wait(end - now)) {
            receive(token);
        }
    }
}

void RequestLoad::report()
{
    reportCount("requests", m_times.count());
    reportCount("failures", m_failures);
    reportNumber("rate", static_cast<double>(m_times.count()) / inSeconds(m_plan.duration));
    reportNumber("cpu_s", m_processorSeconds);
    reportNumber("busy", m_processorSeconds / inSeconds(m_plan.duration));
    reportTimes("", m_times);
}

void RequestLoad::open(std::size_t index)
{
    Connection &connection = m_connections[index];
    connection.socket = connectedToLoopback(m_plan.port);
    connection.reader.reset();
    m_poller.add(connection.socket, index);
}

void RequestLoad::reopen(std::size_t index)
{
    if (++m_failures > mostFailures) {
        fail("The server fails most requests; nothing was measured.");
    }
    --m_outstanding;
    m_connections[index] = Connection{};
    if (monotonicNow() < m_sendUntil) {
        open(index);
        send(index);
    }
}

void RequestLoad::send(std::size_t index)
{
    Connection &connection = m_connections[index];
    connection.sentAt = monotonicNow();
    ++m_outstanding;
    if (sendWhole(connection.socket, m_plan.request) == Sending::Failed) {
        reopen(index);
    }
}

void RequestLoad::receive(std::size_t index)
{
    Connection &connection = m_connections[index];
    const Inbox::Received received = m_inbox.receiveFrom(connection.socket);
    if (received.isEnd) {
        reopen(index);
        return;
    }
    switch (connection.reader.feed(received.bytes)) {
    case ResponseReader::State::Incomplete:
        break;
    case ResponseReader::State::Complete:
        answered(index);
        break;
    case ResponseReader::State::Broken:
        reopen(index);
        break;
    }
}

void RequestLoad::answered(std::size_t index)
{
    constexpr int ok = 200;
    Connection &connection = m_connections[index];
    if (connection.reader.status() != ok
        || connection.reader.body().size() != m_plan.expectedBodySize) {
        reopen(index);
        return;
    }
    const Nanoseconds now = monotonicNow();
    --m_outstanding;
    if (now >= m_measureFrom && now < m_sendUntil) {
        m_times.add(now - connection.sentAt);
    }
    connection.reader.reset();
    if (now < m_sendUntil) {
        send(index);
    }
}

} // namespace penstock::bench
