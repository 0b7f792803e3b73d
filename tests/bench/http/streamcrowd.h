#pragma once

#include "poller.h"
#include "streamclient.h"

#include <cstddef>
#include <string>
#include <vector>

namespace penstock::bench
{

struct StreamPlan {
    std::uint16_t port = 0;
    std::size_t streams = 0;
    std::uint64_t rounds = 1; ///< streams one after the other on each connection
    std::uint64_t events = 0;
    Nanoseconds interval{};
    std::string field; ///< one more header field of each request, or nothing

    [[nodiscard]] Nanoseconds streamTime() const
    {
        return static_cast<Nanoseconds::rep>(events) * interval;
    }
};

/// The connections of a stream measurement. Their first requests are spread over one interval, so
/// that the chunks of all streams do not come in one burst. Stream i of a round has the id of its
/// place.
class StreamCrowd final
{
public:
    explicit StreamCrowd(const StreamPlan &plan);

    [[nodiscard]] std::size_t size() const { return m_clients.size(); }
    [[nodiscard]] StreamClient &client(std::size_t index) { return m_clients[index]; }

    /// Sends the first requests that are due.
    void startDue(Nanoseconds now);
    [[nodiscard]] bool haveAllStarted() const { return m_started == m_clients.size(); }

    /// Indexes of clients with something to read; waits no longer than until then, or until the
    /// next first request is due.
    [[nodiscard]] const std::vector<Poller::Token> &wait(Nanoseconds now, Nanoseconds until);

private:
    [[nodiscard]] Nanoseconds startOf(std::size_t index) const;

    Nanoseconds m_interval;
    Poller m_poller;
    std::vector<StreamClient> m_clients;
    std::size_t m_started = 0;
    Nanoseconds m_begin{};
};

} // namespace penstock::bench
