#pragma once

#include "loopback.h"
#include "machineclock.h"
#include "poller.h"
#include "responsereader.h"
#include "samples.h"
#include "threadclock.h"

#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>
#include <string>
#include <vector>

namespace penstock::bench
{

struct PacedPlan {
    std::uint16_t port = 0;
    std::uint64_t perSecond = 0;
    std::uint64_t models = 0; ///< asked for in turn: model-1, model-2 ...
    Nanoseconds warmUp{};
    Nanoseconds duration{};
    std::string process; ///< whose threads are watched
    std::string ours; ///< all processes of the benchmark but this one
};

/// Requests at an even pace, whether or not those before are answered. A request that has to wait
/// for its turn here counts from the moment at which it was due.
class PacedLoad final
{
public:
    explicit PacedLoad(const PacedPlan &plan);

    void run();
    void report();

private:
    struct Connection {
        Descriptor socket;
        ResponseReader reader;
        Nanoseconds dueAt{};
        bool isWaiting = false;
    };

    void serveUntil(Nanoseconds end);
    void sendWhatIsDue();
    void send(Nanoseconds dueAt);
    [[nodiscard]] std::size_t idleConnection();
    void receive(std::size_t index);
    void answered(Connection &connection);

    PacedPlan m_plan;
    Poller m_poller;
    Inbox m_inbox;
    std::vector<std::string> m_requests;
    std::vector<Connection> m_connections;
    std::deque<std::size_t> m_idle;
    ThreadClock m_threads;
    MachineClock m_machine;
    std::map<std::string, Nanoseconds> m_used;
    MachineClock::Times m_noise;
    Samples m_times;
    Nanoseconds m_next{};
    Nanoseconds m_measureFrom{};
    Nanoseconds m_sendUntil{};
    std::size_t m_sent = 0;
    std::uint64_t m_failures = 0;
};

} // namespace penstock::bench
