#pragma once

#include "headless/console.h"

#include <span>
#include <string>
#include <string_view>

namespace penstock::headless
{

/// Finds the command among the words and runs it.
[[nodiscard]] ExitCode runCommandLine(std::span<const std::string> words, std::string_view version,
                                      Console &console);

} // namespace penstock::headless
