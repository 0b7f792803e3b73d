#pragma once

#include "config/layer.h"
#include "config/path.h"

#include <span>
#include <vector>

namespace penstock::config
{

/// A value of a lower layer that a higher one hides.
struct Shadow {
    Path path;
    LayerIndex winner = 0; ///< index into the merged layers
    LayerIndex shadowed = 0;
    Node winnerValue; ///< null when the higher layer takes the setting away
    Node shadowedValue;
};

struct Merged {
    Node document = Node::map(); ///< every value carries the index of its layer
    std::vector<Shadow> shadows;
};

/// Merges setting by setting, lowest layer first: mappings by key, named lists by name, everything
/// else as one value; null in a higher layer removes.
[[nodiscard]] Merged mergeLayers(std::span<const Layer> layers);

} // namespace penstock::config
