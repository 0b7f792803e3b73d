#include "samples.h"

#include <algorithm>

namespace penstock::bench
{

double Samples::quantile(double share)
{
    if (m_times.empty()) {
        return 0;
    }
    const auto rank = static_cast<std::size_t>(share * static_cast<double>(m_times.size()));
    const auto place
        = m_times.begin() + static_cast<std::ptrdiff_t>(std::min(rank, m_times.size() - 1));
    std::ranges::nth_element(m_times, place);
    return std::chrono::duration<double, std::milli>(*place).count();
}

} // namespace penstock::bench
