#pragma once

#include <optional>
#include <string_view>

namespace penstock
{

enum class LogLevel {
    Debug,
    Info,
    Warning,
    Error,
};

/// "debug", "info", "warning", "error".
[[nodiscard]] std::string_view toString(LogLevel level);
/// In any case, with the names that other programs use: "trace", "warn", "critical", "fatal".
[[nodiscard]] std::optional<LogLevel> parseLogLevel(std::string_view text);

} // namespace penstock
