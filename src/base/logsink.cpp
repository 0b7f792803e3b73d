#include "base/logsink.h"

#include <ostream>

namespace penstock
{

StreamSink::StreamSink(std::ostream &stream, LogFormat format) : m_stream(stream), m_format(format)
{
}

void StreamSink::write(const LogRecord &record)
{
    // One write for the whole line: other programs may share the terminal.
    m_stream << formatRecord(record, m_format) << std::flush;
    // A terminal that went away must not silence the stream for good.
    m_stream.clear();
}

} // namespace penstock
