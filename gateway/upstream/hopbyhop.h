#pragma once

#include <string_view>

namespace penstock::upstream
{

/// Fields for one connection only, and those that frame a body.
[[nodiscard]] bool isHopByHop(std::string_view fieldName);

} // namespace penstock::upstream
