#include "pacedload.h"

#include "fatal.h"
#include "report.h"

#include <algorithm>
#include <unistd.h>

namespace penstock::bench
{

namespace
{

constexpr std::size_t mostConnections = 900; // waits of nearly two seconds
constexpr Nanoseconds graceForTheLast = std::chrono::seconds(2);

std::string requestFor(std::uint64_t model, std::uint16_t port)
{
    const std::string body = R"({"model":"model-)" + std::to_string(model)
        + R"(","temperature":0.7,"messages":[{"role":"system","content":"Be brief."},)"
          R"({"role":"user","content":"Why is the sky blue, and not green?"}]})";
    return "POST /v1/chat/completions HTTP/1.1\r\nHost: 127.0.0.1:" + std::to_string(port)
        + "\r\nAccept: application/json\r\nUser-Agent: bench\r\n"
          "Authorization: Bearer sk-0123456789abcdef0123456789abcdef\r\n"
          "Content-Type: application/json\r\nContent-Length: "
        + std::to_string(body.size()) + "\r\n\r\n" + body;
}

std::string withThisProcess(const std::string &processes)
{
    const std::string own = std::to_string(::getpid());
    return processes.empty() ? own : processes + ',' + own;
}

} // namespace

PacedLoad::PacedLoad(const PacedPlan &plan)
    : m_plan(plan)
    , m_threads(plan.process)
    , m_machine(withThisProcess(plan.ours))
{
    for (std::uint64_t i = 1; i <= plan.models; ++i) {
        m_requests.push_back(requestFor(i, plan.port));
    }
    m_connections.reserve(mostConnections);
}

void PacedLoad::run()
{
    m_next = monotonicNow();
    m_measureFrom = m_next + m_plan.warmUp;
    m_sendUntil = m_measureFrom + m_plan.duration;
    serveUntil(m_measureFrom);
    const auto usedBefore = m_threads.read();
    const MachineClock::Times before = m_machine.read();
    serveUntil(m_sendUntil);
    for (const auto &[name, used] : m_threads.read()) {
        const auto known = usedBefore.find(name);
        m_used[name] = used - (known == usedBefore.end() ? Nanoseconds() : known->second);
    }
    const MachineClock::Times after = m_machine.read();
    m_noise = {.others = after.others - before.others, .stolen = after.stolen - before.stolen};
    serveUntil(m_sendUntil + graceForTheLast);
    m_failures += m_connections.size() - m_idle.size();
}

void PacedLoad::serveUntil(Nanoseconds end)
{
    for (Nanoseconds now = monotonicNow(); now < end; now = monotonicNow()) {
        if (now >= m_sendUntil && m_idle.size() == m_connections.size()) {
            return;
        }
        sendWhatIsDue();
        const Nanoseconds until = m_next < m_sendUntil ? std::min(m_next, end) : end;
        for (const Poller::Token token : m_poller.wait(until - monotonicNow())) {
            receive(token);
        }
    }
}

void PacedLoad::sendWhatIsDue()
{
    const Nanoseconds interval = Nanoseconds(std::chrono::seconds(1)) / m_plan.perSecond;
    for (; m_next <= monotonicNow() && m_next < m_sendUntil; m_next += interval) {
        send(m_next);
    }
}

void PacedLoad::send(Nanoseconds dueAt)
{
    const std::size_t index = idleConnection();
    Connection &connection = m_connections[index];
    connection.dueAt = dueAt;
    connection.isWaiting = true;
    if (sendWhole(connection.socket, m_requests[m_sent++ % m_requests.size()]) == Sending::Failed) {
        fail("The gateway does not take a request.");
    }
}

// In turn, so that none is left alone for so long that the gateway closes it.
std::size_t PacedLoad::idleConnection()
{
    if (!m_idle.empty()) {
        const std::size_t index = m_idle.front();
        m_idle.pop_front();
        return index;
    }
    if (m_connections.size() == mostConnections) {
        fail("The gateway answers too slowly: this many requests a second are too many here.");
    }
    const std::size_t index = m_connections.size();
    m_connections.emplace_back().socket = connectedToLoopback(m_plan.port);
    m_poller.add(m_connections.back().socket, index);
    return index;
}

void PacedLoad::receive(std::size_t index)
{
    Connection &connection = m_connections[index];
    const Inbox::Received received = m_inbox.receiveFrom(connection.socket);
    const ResponseReader::State state = connection.reader.feed(received.bytes);
    if (received.isEnd || state == ResponseReader::State::Broken || !connection.isWaiting) {
        fail("The gateway has closed a connection, or said something that is no answer.");
    }
    if (state == ResponseReader::State::Complete) {
        answered(connection);
        m_idle.push_back(index);
    }
}

void PacedLoad::answered(Connection &connection)
{
    constexpr int ok = 200;
    const Nanoseconds now = monotonicNow();
    if (connection.reader.status() != ok) {
        ++m_failures;
    } else if (now >= m_measureFrom && now < m_sendUntil) {
        m_times.add(now - connection.dueAt);
    }
    connection.isWaiting = false;
    connection.reader.reset();
}

void PacedLoad::report()
{
    const double seconds = inSeconds(m_plan.duration);
    reportCount("requests", m_times.count());
    reportCount("failures", m_failures);
    reportNumber("rate", static_cast<double>(m_times.count()) / seconds);
    for (const auto &[name, used] : m_used) {
        reportNumber("thread " + name, inSeconds(used) / seconds);
    }
    reportNumber("others", m_noise.others / seconds);
    reportNumber("stolen", m_noise.stolen / seconds);
    reportTimes("", m_times);
}

} // namespace penstock::bench
