#pragma once

#include "config/node.h"

#include <optional>
#include <string_view>

namespace penstock::config
{

/// What an unquoted YAML scalar means under the core schema: null, bool, number or text. What is
/// not text keeps its spelling in `written`.
[[nodiscard]] Node resolvePlain(std::string_view text);

/// A whole number or a finite real one, in decimal; nothing for anything else.
[[nodiscard]] std::optional<Node> parseNumber(std::string_view text);

} // namespace penstock::config
