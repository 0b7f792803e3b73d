#pragma once

#include "config/node.h"

#include <limits>

namespace penstock::config
{

/// The layer index of values that no source set: the table's default, or the preset's value.
inline constexpr LayerIndex defaultsLayer = std::numeric_limits<LayerIndex>::max();

/// The document with every default filled in. What has no default, or inherits from the level
/// above, stays absent.
[[nodiscard]] Node withDefaults(const Node &effective);

} // namespace penstock::config
