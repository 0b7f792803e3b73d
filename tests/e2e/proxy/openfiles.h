#pragma once

#include <cstddef>
#include <cstdint>
#include <set>
#include <string>

namespace penstock::test
{

/// What a process holds open, by what it is for.
struct OpenFiles {
    std::size_t clients = 0; ///< connections that it has accepted
    std::size_t upstreams = 0; ///< connections that it has made
    std::size_t others = 0; ///< listening sockets, clockwork, files

    [[nodiscard]] std::string text() const;
};

/// `port` is where it listens, `upstreams` are where it connects to.
[[nodiscard]] OpenFiles openFiles(std::int64_t process, std::uint16_t port,
                                  const std::set<std::uint16_t> &upstreams);

} // namespace penstock::test
