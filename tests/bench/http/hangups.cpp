#include "hangups.h"

#include "report.h"

#include <algorithm>
#include <cstdio>
#include <random>
#include <string>

namespace penstock::bench
{

namespace
{

// The rest of a stream's time is reserve: a slow gateway shall not come to the end before the
// client leaves.
constexpr double latestDeparture = 0.8;

} // namespace

HangUps::HangUps(const StreamPlan &plan, std::uint64_t seed) : m_crowd(plan)
{
    // After one interval all have asked. Some then leave before their first chunk, which counts
    // too.
    const Nanoseconds begin = monotonicNow() + plan.interval;
    const auto range = static_cast<Nanoseconds::rep>(static_cast<double>(plan.streamTime().count())
                                                     * latestDeparture);
    std::mt19937_64 random(seed);
    std::uniform_int_distribution<Nanoseconds::rep> delay(0, range);
    for (std::size_t i = 0; i < plan.streams; ++i) {
        m_departures.push_back(
            {.client = i, .at = begin + Nanoseconds(delay(random)), .byReset = i % 2 == 1});
    }
    std::ranges::sort(m_departures, {}, &Departure::at);
}

void HangUps::run()
{
    while (m_gone < m_departures.size()) {
        const Nanoseconds now = monotonicNow();
        m_crowd.startDue(now);
        if (m_departures[m_gone].at <= now) {
            leave(m_departures[m_gone]);
            ++m_gone;
            continue;
        }
        for (const Poller::Token token : m_crowd.wait(now, m_departures[m_gone].at)) {
            receive(token);
        }
    }
}

void HangUps::report() const
{
    for (const Departure &departure : m_departures) {
        std::printf("left %s %s\n", std::to_string(departure.client).c_str(),
                    std::to_string(departure.at.count()).c_str());
    }
    reportCount("failures", m_failures);
}

void HangUps::receive(std::size_t index)
{
    StreamClient &client = m_crowd.client(index);
    if (!client.socket().isOpen()) {
        return;
    }
    const Inbox::Received received = m_inbox.receiveFrom(client.socket());
    m_sentTimes.clear();
    if (received.isEnd
        || client.feed(received.bytes, m_sentTimes) != StreamClient::Progress::Running) {
        ++m_failures;
        client.socket().close();
    }
}

void HangUps::leave(Departure &departure)
{
    // Bytes that nobody has read would make a RST of the FIN.
    receive(departure.client);
    Descriptor &socket = m_crowd.client(departure.client).socket();
    departure.at = monotonicNow();
    if (socket.isOpen() && departure.byReset) {
        closeWithReset(socket);
    } else {
        socket.close();
    }
}

} // namespace penstock::bench
