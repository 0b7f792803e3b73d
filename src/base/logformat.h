#pragma once

#include "base/logrecord.h"

#include <optional>
#include <string>
#include <string_view>

namespace penstock
{

enum class LogFormat {
    Text = 1,
    Json,
};

[[nodiscard]] std::string_view toString(LogFormat format);
[[nodiscard]] std::optional<LogFormat> parseLogFormat(std::string_view text);

/// One line with its line end, valid UTF-8. In both formats control characters and whatever else a
/// viewer could take for a line end are escaped: nobody forges a record by what he sends.
///
///   text: 2025-01-15T10:00:00.123Z WARNING proxy: Upstream is slow. target=west waited_ms="4 000"
///   JSON: {"time":"...","level":"warning","category":"proxy","message":"...","fields":{"a":"b"}}
[[nodiscard]] std::string formatRecord(const LogRecord &record, LogFormat format);

} // namespace penstock
