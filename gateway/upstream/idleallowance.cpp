#include "upstream/idleallowance.h"

#include <algorithm>

namespace penstock::upstream
{

long IdleAllowance::connections(std::size_t liveCalls) const
{
    return std::max(m_sum, 1L) + static_cast<long>(liveCalls);
}

std::chrono::milliseconds IdleAllowance::longestLifetime() const
{
    std::chrono::milliseconds longest{1};
    for (const auto &options : m_seen) {
        longest = std::max(longest, options->idleLifetime);
    }
    return longest;
}

void IdleAllowance::see(const std::shared_ptr<const ConnectionOptions> &options)
{
    if (options.get() == m_last) {
        return;
    }
    for (const auto &seen : m_seen) {
        if (seen == options || *seen == *options) {
            return;
        }
    }
    if (m_seen.size() == mostSeen) {
        // Settings that were changed; those in use come back with their next call.
        m_seen.clear();
        m_sum = 0;
    }
    m_seen.push_back(options);
    m_last = options.get();
    m_sum += options->mostIdle;
}

} // namespace penstock::upstream
