#include "streamcrowd.h"

#include "fatal.h"

#include <algorithm>

namespace penstock::bench
{

StreamCrowd::StreamCrowd(const StreamPlan &plan) : m_interval(plan.interval)
{
    m_clients.reserve(plan.streams);
    for (std::size_t i = 0; i < plan.streams; ++i) {
        m_clients.emplace_back(plan.port, plan.events, plan.field);
        m_poller.add(m_clients.back().socket(), i);
    }
    m_begin = monotonicNow();
}

void StreamCrowd::startDue(Nanoseconds now)
{
    for (; !haveAllStarted() && startOf(m_started) <= now; ++m_started) {
        if (m_clients[m_started].request(m_started) == Sending::Failed) {
            fail("The server closed a connection before the first request.");
        }
    }
}

const std::vector<Poller::Token> &StreamCrowd::wait(Nanoseconds now, Nanoseconds until)
{
    const Nanoseconds next = haveAllStarted() ? until : std::min(until, startOf(m_started));
    return m_poller.wait(next - now);
}

Nanoseconds StreamCrowd::startOf(std::size_t index) const
{
    return m_begin
        + m_interval * static_cast<Nanoseconds::rep>(index)
        / static_cast<Nanoseconds::rep>(m_clients.size());
}

} // namespace penstock::bench
