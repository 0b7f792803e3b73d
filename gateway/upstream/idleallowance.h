#pragma once

#include "upstream/upstreamrequest.h"

#include <chrono>
#include <memory>
#include <vector>

namespace penstock::upstream
{

/// How many connections the pool may hold. libcurl has one number for all servers, and counts the
/// busy ones too: so it is given the sum of what the options at hand allow, and the calls under
/// way.
class IdleAllowance final
{
public:
    void see(const std::shared_ptr<const ConnectionOptions> &options);
    [[nodiscard]] long connections(std::size_t liveCalls) const;
    /// Of the options seen lately.
    [[nodiscard]] std::chrono::milliseconds longestLifetime() const;

private:
    static constexpr std::size_t mostSeen = 64;

    std::vector<std::shared_ptr<const ConnectionOptions>> m_seen; ///< different ones
    const ConnectionOptions *m_last = nullptr;
    long m_sum = 0;
};

} // namespace penstock::upstream
