#pragma once

#include "simulator/azureroute.h"

#include <string_view>

namespace penstock::simulator
{

/// Whether a body for this operation may have the key at its top level.
[[nodiscard]] bool isKnownParameter(Operation operation, std::string_view key);
[[nodiscard]] bool isKnownRole(std::string_view role);

} // namespace penstock::simulator
