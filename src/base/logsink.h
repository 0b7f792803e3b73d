#pragma once

#include "base/logformat.h"

#include <iosfwd>

namespace penstock
{

/// Where records go. The logger calls it from many threads, but one at a time; it may not log.
class LogSink
{
public:
    virtual ~LogSink() = default;
    LogSink(const LogSink &) = delete;
    LogSink &operator=(const LogSink &) = delete;

    virtual void write(const LogRecord &record) = 0;

protected:
    LogSink() = default;
};

/// Writes to a stream that outlives it, such as std::cerr.
class StreamSink final : public LogSink
{
public:
    StreamSink(std::ostream &stream, LogFormat format);
    void write(const LogRecord &record) override;

private:
    std::ostream &m_stream;
    LogFormat m_format;
};

} // namespace penstock
