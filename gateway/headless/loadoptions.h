#pragma once

#include "base/result.h"
#include "config/loader.h"
#include "headless/commands.h"

#include <array>
#include <optional>
#include <string>

namespace penstock::headless
{

/// The options of every command that reads a configuration.
inline constexpr std::array<OptionSpec, 4> loadOptions = {{
    {"env", "NAME", "overlay to lay over base.yaml; else $ENVIRONMENT"},
    {"env-file", "FILE", "read variables from a .env file too"},
    {"state-file", "FILE", "state file of an older proxy; else $INSTANCE_MANAGER_STATE_FILE"},
    {"no-environment", "", "leave out variables such as AZURE_INSTANCES and PORT"},
}};

/// The options of a command: those for loading, then its own.
template<std::size_t N>
[[nodiscard]] constexpr auto withLoadOptions(const std::array<OptionSpec, N> &own)
{
    std::array<OptionSpec, N + loadOptions.size()> all{};
    for (std::size_t i = 0; i < N; ++i) {
        all[i] = own[i];
    }
    for (std::size_t i = 0; i < loadOptions.size(); ++i) {
        all[N + i] = loadOptions[i];
    }
    return all;
}

struct LoadOutcome {
    config::LoadedConfig loaded;
    config::Environment variables; ///< of the process and of the `.env` file
};

/// Loads what the options ask for. An error in the `.env` file is one of the configuration. Answers
/// a whole sentence when the `.env` file cannot be read at all.
[[nodiscard]] Result<LoadOutcome>
loadWithOptions(const ParsedOptions &options, const std::string &config, const Console &console);

} // namespace penstock::headless
