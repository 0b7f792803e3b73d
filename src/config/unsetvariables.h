#pragma once

#include "config/finding.h"
#include "config/layer.h"
#include "config/node.h"

#include <map>
#include <span>
#include <string>
#include <vector>

namespace penstock::config
{

struct SettledVariables {
    std::map<std::string, std::string> disabledBecause; ///< instance name to reason
    std::vector<Finding> findings;
};

/// Takes what depends on unset variables out of a merged document. Inside an instance that disables
/// the instance; elsewhere it switches off the feature that asked for it.
[[nodiscard]] SettledVariables settleUnsetVariables(Node &document, std::span<const Layer> layers);

} // namespace penstock::config
