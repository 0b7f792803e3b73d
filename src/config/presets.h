#pragma once

#include "config/node.h"
#include "domain/breakersettings.h"

#include <string_view>

namespace penstock::config
{

/// What a breaker preset says about a setting (`circuit_breaker.open_seconds`, `routing.retries`);
/// null where it says nothing and the table's default, which is that of `balanced`, holds.
[[nodiscard]] const Node *presetValue(BreakerPreset preset, std::string_view key);

} // namespace penstock::config
