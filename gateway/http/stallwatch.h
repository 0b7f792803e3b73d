#pragma once

#include "base/clock.h"

#include <cstdint>

namespace penstock::http
{

/// Tells a client that reads slowly from one that does not read any more.
class StallWatch final
{
public:
    explicit StallWatch(SteadyTime now) : m_progressAt(now) { }

    void bytesSent(std::uint64_t bytes) { m_sent += bytes; }
    /// To be asked now and then, with what waits to be sent.
    [[nodiscard]] bool isStalled(SteadyTime now, std::int64_t unsentBytes, Duration most)
    {
        if (unsentBytes == 0 || m_sent != m_seen) {
            m_seen = m_sent;
            m_progressAt = now;
        }
        return now - m_progressAt >= most;
    }

private:
    std::uint64_t m_sent = 0;
    std::uint64_t m_seen = 0;
    SteadyTime m_progressAt;
};

} // namespace penstock::http
