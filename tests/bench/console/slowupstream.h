#pragma once

#include "loopback.h"
#include "poller.h"

#include <cstdint>
#include <deque>
#include <string>
#include <unordered_map>
#include <vector>

namespace penstock::bench
{

struct UpstreamPlan {
    std::uint16_t port = 0;
    std::uint64_t instances = 0; ///< each has an address of its own, from 127.0.0.2 on
    Nanoseconds delay{};
};

/// Many instances in one process. Each answers any request with a completion after a while, and
/// says how many tokens that took: more and less in the course of a minute, each at its own time.
class SlowUpstream final
{
public:
    explicit SlowUpstream(const UpstreamPlan &plan);

    [[noreturn]] void run();

private:
    struct Connection {
        Descriptor socket;
        std::uint64_t instance = 0;
        std::string input;
    };
    struct Due {
        Nanoseconds at{};
        Poller::Token connection = 0;
    };

    void acceptAll(std::uint64_t instance);
    void receive(Poller::Token token);
    void answerWhatIsDue();

    UpstreamPlan m_plan;
    Poller m_poller;
    Inbox m_inbox;
    std::vector<Descriptor> m_listeners;
    std::unordered_map<Poller::Token, Connection> m_connections;
    std::deque<Due> m_due; ///< all wait equally long, so they are in order
    Poller::Token m_nextToken;
};

} // namespace penstock::bench
