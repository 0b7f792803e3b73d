#pragma once

#include "streamcrowd.h"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace penstock::bench
{

/// Clients that leave in the middle of their streams, at random moments, every other one by RST.
/// The upstream says when it noticed; the driver brings the two lists together.
class HangUps final
{
public:
    HangUps(const StreamPlan &plan, std::uint64_t seed);

    void run();
    /// One line `left STREAM NANOSECONDS` a client, then the failures.
    void report() const;

private:
    struct Departure {
        std::size_t client = 0;
        Nanoseconds at{};
        bool byReset = false;
    };

    void receive(std::size_t index);
    void leave(Departure &departure);

    StreamCrowd m_crowd;
    Inbox m_inbox;
    std::vector<Departure> m_departures; ///< in the order of time
    std::size_t m_gone = 0;
    std::vector<Nanoseconds> m_sentTimes;
    std::uint64_t m_failures = 0;
};

} // namespace penstock::bench
