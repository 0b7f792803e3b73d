#pragma once

#include "descriptor.h"
#include "monotonic.h"

#include <cstdint>
#include <vector>

namespace penstock::bench
{

/// epoll, level triggered, for reading only. A token says which descriptor is ready.
class Poller final
{
public:
    using Token = std::uint64_t;

    Poller();

    void add(const Descriptor &descriptor, Token token);

    /// Tokens of what is ready, valid until the next call; none when the time has passed.
    [[nodiscard]] const std::vector<Token> &wait(Nanoseconds longest);

private:
    Descriptor m_epoll;
    std::vector<Token> m_ready;
};

} // namespace penstock::bench
