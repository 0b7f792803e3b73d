#pragma once

#include <cstdint>
#include <optional>

namespace penstock::service
{

/// The next port above this one on which nobody listens, at both addresses that mean this machine.
/// Another program may take it before it is used.
[[nodiscard]] std::optional<std::uint16_t> freePortAfter(std::uint16_t port);

} // namespace penstock::service
