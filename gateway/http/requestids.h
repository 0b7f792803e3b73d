#pragma once

#include "base/random.h"

#include <cstdint>
#include <string>

namespace penstock::http
{

/// Names for requests: never twice, easy to find in a log, cheap to make.
class RequestIds final
{
public:
    explicit RequestIds(RandomSource &random) : m_prefix(random.nextU64()) { }

    [[nodiscard]] std::string next();

private:
    std::uint64_t m_prefix; ///< of this worker and this run
    std::uint32_t m_count = 0;
};

} // namespace penstock::http
