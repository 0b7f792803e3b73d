#pragma once

#include "config/node.h"

#include <string>
#include <string_view>

namespace penstock::config
{

/// Writes a document as YAML that reads back to the same values. `${NAME}` spellings are written
/// instead of what they stood for.
[[nodiscard]] std::string writeYaml(const Node &document);

/// A text as a YAML scalar: plain where that is safe, in double quotes elsewhere.
[[nodiscard]] std::string yamlScalar(std::string_view text);

} // namespace penstock::config
