#pragma once

#include "config/finding.h"
#include "config/layer.h"
#include "config/merge.h"
#include "config/secretvault.h"
#include "config/variables.h"
#include "domain/gatewayconfig.h"

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace penstock::config
{

enum class LegacyVariables { Read = 1, Ignore };

/// Which sources to read.
struct LoadRequest {
    std::filesystem::path config; ///< a file, or a folder with base.yaml; empty: none
    std::string environmentName; ///< `production` lays production.yaml over base.yaml
    std::filesystem::path stateFile; ///< empty: none
    std::optional<Layer> store;
    Environment variables;
    LegacyVariables legacy = LegacyVariables::Read;
};

/// Everything that came of reading all sources.
struct LoadedConfig {
    std::vector<Layer> layers; ///< lowest first
    Node effective = Node::map(); ///< what the layers set together, unset variables included
    Node complete = Node::map(); ///< with the defaults
    std::vector<Shadow> shadows;
    std::vector<Finding> findings;
    SecretVault secrets;
    std::optional<SecretReference> adminKey;
    std::shared_ptr<const GatewayConfig> config; ///< null when there are errors
    bool isReadable = true; ///< false: a file is missing or cannot be opened

    [[nodiscard]] bool hasErrors() const { return config == nullptr; }
};

/// Reads, checks, merges and decodes. Never throws, never half succeeds: with errors there is no
/// `config`, and the findings say all that is wrong at once.
[[nodiscard]] LoadedConfig loadConfig(const LoadRequest &request);

/// `./config`, then `/config`, then the profile: the first that holds a configuration.
[[nodiscard]] std::filesystem::path findConfig(const std::filesystem::path &profile);

} // namespace penstock::config
