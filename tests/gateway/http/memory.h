#pragma once

#include <cstdint>

namespace penstock::test
{

/// How much memory this process came to hold beyond what it held at the beginning. Where that
/// cannot be told (other systems, sanitizers) the growth is 0.
class MemoryWatch final
{
public:
    MemoryWatch();
    [[nodiscard]] std::int64_t peakGrowth() const;

private:
    std::int64_t m_before;
};

} // namespace penstock::test
