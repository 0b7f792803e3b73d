#include "base/loglevel.h"

#include "base/text.h"

#include <array>

namespace penstock
{

std::string_view toString(LogLevel level)
{
    switch (level) {
    case LogLevel::Debug:
        return "debug";
    case LogLevel::Info:
        return "info";
    case LogLevel::Warning:
        return "warning";
    case LogLevel::Error:
        return "error";
    }
    return "unknown";
}

std::optional<LogLevel> parseLogLevel(std::string_view text)
{
    struct Name {
        std::string_view text;
        LogLevel level = LogLevel::Info;
    };
    constexpr std::array names{
        Name{"trace", LogLevel::Debug},     Name{"debug", LogLevel::Debug},
        Name{"info", LogLevel::Info},       Name{"warn", LogLevel::Warning},
        Name{"warning", LogLevel::Warning}, Name{"error", LogLevel::Error},
        Name{"critical", LogLevel::Error},  Name{"fatal", LogLevel::Error},
    };
    for (const Name &name : names) {
        if (equalsIgnoreCase(name.text, trimmed(text))) {
            return name.level;
        }
    }
    return std::nullopt;
}

} // namespace penstock
