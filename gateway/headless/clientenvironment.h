#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace penstock::headless
{

/// The variables by which the usual clients find the gateway.
[[nodiscard]] std::vector<std::pair<std::string, std::string>> clientVariables(std::uint16_t port);

/// One line that sets a variable in "sh", "fish", "powershell" or "cmd"; empty for another shell.
[[nodiscard]] std::string exportLine(std::string_view shell, const std::string &name,
                                     const std::string &value);

} // namespace penstock::headless
