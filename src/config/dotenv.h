#pragma once

#include "config/finding.h"
#include "config/variables.h"

#include <string>
#include <string_view>
#include <vector>

namespace penstock::config
{

struct DotEnv {
    Environment variables;
    std::vector<Finding> findings;
};

/// Reads a `.env` file: `NAME=value`, `export NAME=value`, quotes, comments. Values are not
/// expanded.
[[nodiscard]] DotEnv readDotEnv(std::string_view text, const std::string &source);

} // namespace penstock::config
