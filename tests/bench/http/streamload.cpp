#include "streamload.h"

#include "report.h"

namespace penstock::bench
{

namespace
{

constexpr Nanoseconds graceForTheLast = std::chrono::seconds(10);

} // namespace

StreamLoad::StreamLoad(const StreamPlan &plan, const std::string &watchedProcesses)
    : m_plan(plan)
    , m_crowd(plan)
    , m_processor(watchedProcesses)
    , m_clientsLeft(plan.streams)
{
    m_latencies.reserve(plan.streams * plan.rounds * plan.events);
    m_firstEvents.reserve(plan.streams * plan.rounds);
}

void StreamLoad::run()
{
    const double before = m_processor.seconds();
    const auto rounds = static_cast<Nanoseconds::rep>(m_plan.rounds);
    const Nanoseconds end = monotonicNow() + rounds * m_plan.streamTime() + graceForTheLast;
    for (Nanoseconds now = monotonicNow(); m_clientsLeft > 0 && now < end; now = monotonicNow()) {
        m_crowd.startDue(now);
        for (const Poller::Token token : m_crowd.wait(now, end)) {
            receive(token);
        }
    }
    m_processorSeconds = m_processor.seconds() - before;
}

void StreamLoad::report()
{
    const std::uint64_t wanted = m_plan.streams * m_plan.rounds;
    reportCount("streams", m_completed);
    reportCount("chunks", m_latencies.count());
    reportCount("failures", wanted - m_completed);
    reportTimes("", m_latencies);
    reportNumber("first_p50_ms", m_firstEvents.quantile(0.50));
    reportNumber("cpu_s", m_processorSeconds);
}

void StreamLoad::receive(std::size_t index)
{
    StreamClient &client = m_crowd.client(index);
    const Inbox::Received received = m_inbox.receiveFrom(client.socket());
    if (received.isEnd) {
        leave(index);
        return;
    }
    const Nanoseconds now = monotonicNow();
    const bool isFirst = client.eventsSeen() == 0;
    m_sentTimes.clear();
    const StreamClient::Progress progress = client.feed(received.bytes, m_sentTimes);
    for (const Nanoseconds sent : m_sentTimes) {
        m_latencies.add(now - sent);
    }
    if (isFirst && !m_sentTimes.empty()) {
        m_firstEvents.add(now - client.requestedAt());
    }
    if (progress == StreamClient::Progress::Complete) {
        completed(index);
    } else if (progress == StreamClient::Progress::Broken) {
        leave(index);
    }
}

void StreamLoad::completed(std::size_t index)
{
    StreamClient &client = m_crowd.client(index);
    ++m_completed;
    const std::uint64_t next = client.stream() + m_plan.streams;
    if (next >= m_plan.streams * m_plan.rounds || client.request(next) == Sending::Failed) {
        leave(index);
    }
}

// The streams that this client still had to ask for are missing from the count of completed ones.
void StreamLoad::leave(std::size_t index)
{
    m_crowd.client(index).socket().close();
    --m_clientsLeft;
}

} // namespace penstock::bench
