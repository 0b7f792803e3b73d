#pragma once

#include "config/finding.h"
#include "config/layer.h"
#include "config/secretvault.h"
#include "config/variables.h"

#include <filesystem>
#include <string>
#include <vector>

namespace penstock::config
{

struct LayerContext {
    SourceKind kind = SourceKind::Yaml;
    std::string name; ///< for messages and as part of the ids of clear secrets
    std::filesystem::path folder; ///< where relative paths start; empty leaves them relative
    Environment variables;
};

struct ReadLayer {
    Layer layer;
    SecretVault secrets;
    std::vector<Finding> findings;
};

/// Holds a document against the settings table: leaves out what is unknown, checks types and
/// ranges, expands variables, resolves paths, and takes clear secrets out. What remains is what the
/// document really sets; the caller drops it when there are errors among the findings.
[[nodiscard]] ReadLayer readLayer(const Node &document, const LayerContext &context);

} // namespace penstock::config
