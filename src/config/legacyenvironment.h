#pragma once

#include "config/layerreader.h"
#include "config/variables.h"
#include "domain/secretreference.h"

#include <optional>
#include <string>
#include <vector>

namespace penstock::config
{

struct LegacyEnvironment {
    ReadLayer read;
    /// The key of the management interface, which belongs into no document.
    std::optional<SecretReference> adminKey;
};

/// What the environment variables of the older proxies and wrapper say, as a layer of its own.
[[nodiscard]] LegacyEnvironment readLegacyEnvironment(const Environment &environment);

} // namespace penstock::config
