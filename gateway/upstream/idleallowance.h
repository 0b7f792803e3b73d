#pragma once

#include "upstream/lazytimer.h"
#include "upstream/upstreamrequest.h"

#include <chrono>
#include <memory>
#include <vector>

namespace penstock::upstream
{

/// How many connections the pool may hold. libcurl has one number for all servers, and counts the
/// busy ones too: so it is given the sum of what the options at hand allow, and the calls under
/// way. What was at work a moment ago may stay as well: where many short calls end in one breath
/// and the next ones follow, their connections would else be closed and opened again all the time.
class IdleAllowance final
{
public:
    void see(const std::shared_ptr<const ConnectionOptions> &options);
    [[nodiscard]] long connections(std::size_t liveCalls, TimePoint now);
    /// Of the options seen lately.
    [[nodiscard]] std::chrono::milliseconds longestLifetime() const;

private:
    static constexpr std::size_t mostSeen = 64;
    static constexpr std::chrono::seconds moment{1};

    void note(std::size_t liveCalls, TimePoint now);

    std::vector<std::shared_ptr<const ConnectionOptions>> m_seen; ///< different ones
    const ConnectionOptions *m_last = nullptr;
    long m_sum = 0;
    // The most calls at a time, in the moment at hand and in the one before.
    std::size_t m_most = 0;
    std::size_t m_mostBefore = 0;
    TimePoint m_momentBegan{};
};

} // namespace penstock::upstream
