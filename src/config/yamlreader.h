#pragma once

#include "config/treebuilder.h"

#include <string>
#include <string_view>

namespace penstock::config
{

/// Reads one YAML document. `source` is the file name for the messages.
[[nodiscard]] ParsedDocument readYaml(std::string_view text, const std::string &source);

} // namespace penstock::config
