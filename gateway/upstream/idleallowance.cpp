#include "upstream/idleallowance.h"

#include <algorithm>

namespace penstock::upstream
{

long IdleAllowance::connections(std::size_t liveCalls, TimePoint now)
{
    note(liveCalls, now);
    return std::max(std::max(m_sum, 1L) + static_cast<long>(liveCalls),
                    static_cast<long>(std::max(m_most, m_mostBefore)));
}

void IdleAllowance::note(std::size_t liveCalls, TimePoint now)
{
    const auto passed = now - m_momentBegan;
    if (passed >= moment) {
        m_mostBefore = passed < 2 * moment ? m_most : 0;
        m_most = 0;
        m_momentBegan = now;
    }
    m_most = std::max(m_most, liveCalls);
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
