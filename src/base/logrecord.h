#pragma once

#include "base/clock.h"
#include "base/loglevel.h"

#include <string>
#include <string_view>
#include <vector>

namespace penstock
{

/// What a record is about: `constexpr LogCategory proxyLog {"proxy"};`. The name has to outlive all
/// records, as a literal does.
struct LogCategory {
    std::string_view name;
};

struct LogField {
    std::string key;
    std::string value;

    friend bool operator==(const LogField &, const LogField &) = default;
};
using LogFields = std::vector<LogField>;

/// One event, as the sinks see it: without secrets, but with whatever bytes a client has sent.
struct LogRecord {
    SystemTime time;
    LogLevel level = LogLevel::Info;
    std::string category;
    std::string message;
    LogFields fields;
};

} // namespace penstock
