#include "base/log.h"

#include <algorithm>
#include <utility>

namespace penstock
{

Logger::Logger(const Clock &clock, const Redactor &redactor, LogSinks sinks)
    : m_clock(clock)
    , m_redactor(redactor)
    , m_sinks(std::move(sinks))
{
}

Logger::~Logger() = default;

void Logger::setLevel(LogLevel level)
{
    const std::unique_lock lock(m_levelMutex);
    m_level = level;
    findLowest();
}

void Logger::setLevel(LogCategory category, LogLevel level)
{
    const std::unique_lock lock(m_levelMutex);
    m_levels.insert_or_assign(std::string(category.name), level);
    findLowest();
}

void Logger::findLowest()
{
    LogLevel lowest = m_level;
    for (const auto &[category, level] : m_levels) {
        lowest = std::min(lowest, level);
    }
    m_lowest.store(lowest, std::memory_order_relaxed);
}

void Logger::setSinks(LogSinks sinks)
{
    const std::lock_guard lock(m_sinkMutex);
    m_sinks = std::move(sinks);
}

bool Logger::isEnabled(LogCategory category, LogLevel level) const
{
    if (level < m_lowest.load(std::memory_order_relaxed)) {
        return false;
    }
    const std::shared_lock lock(m_levelMutex);
    const auto own = m_levels.find(category.name);
    return level >= (own == m_levels.end() ? m_level : own->second);
}

void Logger::log(LogCategory category, LogLevel level, std::string_view message, LogFields fields)
{
    if (isEnabled(category, level)) {
        write(category, level, message, std::move(fields));
    }
}

void Logger::debug(LogCategory category, std::string_view message, LogFields fields)
{
    log(category, LogLevel::Debug, message, std::move(fields));
}

void Logger::info(LogCategory category, std::string_view message, LogFields fields)
{
    log(category, LogLevel::Info, message, std::move(fields));
}

void Logger::warning(LogCategory category, std::string_view message, LogFields fields)
{
    log(category, LogLevel::Warning, message, std::move(fields));
}

void Logger::error(LogCategory category, std::string_view message, LogFields fields)
{
    log(category, LogLevel::Error, message, std::move(fields));
}

void Logger::write(LogCategory category, LogLevel level, std::string_view message, LogFields fields)
{
    // Outside the lock: it costs more than all the rest.
    LogRecord record;
    record.level = level;
    record.category = std::string(category.name);
    record.message = m_redactor.redacted(message);
    for (LogField &field : fields) {
        // A name and its value arrive apart here, so that no pattern would see what they mean.
        const bool isSecret = isSecretName(field.key) && !field.value.empty();
        field.value = isSecret ? std::string(redactionMask) : m_redactor.redacted(field.value);
    }
    record.fields = std::move(fields);

    const std::lock_guard lock(m_sinkMutex);
    // Under the lock, so that times never go back from one line to the next.
    record.time = m_clock.systemNow();
    for (const auto &sink : m_sinks) {
        sink->write(record);
    }
}

} // namespace penstock
