#pragma once

#include "stormreport.h"

#include <cstdint>
#include <string>
#include <vector>

namespace penstock::bench
{

/// A simulated instance, and how the gateways name it.
struct StormInstance {
    std::string name;
    std::uint16_t port = 0;
};

/// How a gateway tells whom it has asked for an answer. Nothing where it is no gateway known here.
///
/// Penstock has a field with the attempts. nginx is configured to send the addresses. Portkey sends
/// the place of the last one in its list, of which it asks each in turn.
[[nodiscard]] test::WasAsked askedBy(const std::string &gateway,
                                     const std::vector<StormInstance> &instances);

} // namespace penstock::bench
