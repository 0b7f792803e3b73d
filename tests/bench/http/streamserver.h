#pragma once

#include "loopback.h"
#include "poller.h"
#include "streamevent.h"

#include <queue>

#include <cstdint>
#include <string>
#include <unordered_map>
#include <vector>

namespace penstock::bench
{

struct StreamServerPlan {
    std::uint16_t port = 0;
    std::uint64_t events = 0;
    Nanoseconds interval{};
};

/// The upstream: streams events at a steady pace, and answers any other request with 1 KB of JSON.
/// It remembers how each stream ended, and when.
class StreamServer final
{
public:
    explicit StreamServer(const StreamServerPlan &plan);

    /// Until SIGTERM or SIGINT.
    void run();
    /// One line `closed STREAM NANOSECONDS` or `finished STREAM NANOSECONDS` a stream, by the order
    /// of their ends.
    void report() const;

private:
    struct Connection {
        Descriptor socket;
        std::string input;
        bool isStreaming = false;
        std::uint64_t stream = 0;
        std::uint64_t nextEvent = 0;
        Usage usage = Usage::Unasked;
    };
    struct Due {
        Nanoseconds at{};
        Poller::Token connection = 0;

        friend bool operator>(const Due &a, const Due &b) { return a.at > b.at; }
    };
    struct Ending {
        std::uint64_t stream = 0;
        Nanoseconds at{};
        bool byPeer = false;
    };

    void handle(Poller::Token token);
    void acceptAll();
    void receive(Poller::Token token);
    [[nodiscard]] bool answerRequests(Poller::Token token, Connection &connection);
    [[nodiscard]] bool answer(Poller::Token token, Connection &connection,
                              std::string_view request);
    void sendDueEvents();
    void sendEvent(const Due &due, Connection &connection);
    void lose(Poller::Token token);
    void setTimer();

    StreamServerPlan m_plan;
    Descriptor m_listener;
    Descriptor m_signals;
    Descriptor m_timer;
    Poller m_poller;
    Inbox m_inbox;
    // By numbers that are never used again, so that a due event of a lost connection finds nobody.
    std::unordered_map<Poller::Token, Connection> m_connections;
    Poller::Token m_nextToken = 0;
    std::priority_queue<Due, std::vector<Due>, std::greater<>> m_due;
    std::vector<Ending> m_endings;
    bool m_isRunning = true;
};

} // namespace penstock::bench
