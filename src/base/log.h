#pragma once

#include "base/logrecord.h"
#include "base/logsink.h"
#include "base/redaction.h"

#include <atomic>
#include <concepts>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <shared_mutex>
#include <string>
#include <string_view>
#include <vector>

namespace penstock
{

using LogSinks = std::vector<std::unique_ptr<LogSink>>;

/// Takes records from any thread, drops what is below its category's level, takes secrets out once
/// and hands the rest to all sinks in one order. Clock and redactor outlive it.
class Logger final
{
public:
    Logger(const Clock &clock, const Redactor &redactor, LogSinks sinks);
    Logger(const Logger &) = delete;
    Logger &operator=(const Logger &) = delete;
    ~Logger();

    /// For all categories that have no level of their own. Info in the beginning.
    void setLevel(LogLevel level);
    void setLevel(LogCategory category, LogLevel level);
    /// The old sinks are destroyed, and with that flushed, before this returns.
    void setSinks(LogSinks sinks);

    [[nodiscard]] bool isEnabled(LogCategory category, LogLevel level) const;

    void log(LogCategory category, LogLevel level, std::string_view message, LogFields fields = {});
    /// `makeMessage` is called only when somebody will read the message.
    template<std::invocable MakeMessage>
    void log(LogCategory category, LogLevel level, MakeMessage &&makeMessage)
    {
        if (isEnabled(category, level)) {
            write(category, level, makeMessage(), {});
        }
    }

    void debug(LogCategory category, std::string_view message, LogFields fields = {});
    void info(LogCategory category, std::string_view message, LogFields fields = {});
    void warning(LogCategory category, std::string_view message, LogFields fields = {});
    void error(LogCategory category, std::string_view message, LogFields fields = {});

private:
    void write(LogCategory category, LogLevel level, std::string_view message, LogFields fields);
    void findLowest();

    const Clock &m_clock;
    const Redactor &m_redactor;
    // What nearly every call asks; the map is looked at only above it.
    std::atomic<LogLevel> m_lowest{LogLevel::Info};
    mutable std::shared_mutex m_levelMutex;
    LogLevel m_level = LogLevel::Info;
    std::map<std::string, LogLevel, std::less<>> m_levels;
    std::mutex m_sinkMutex;
    LogSinks m_sinks;
};

} // namespace penstock
