#include "wire/ssesplitter.h"

namespace penstock::wire
{

namespace
{

constexpr std::size_t notYet = std::string_view::npos;

struct SplitLine {
    std::string_view text;
    std::size_t next = 0; ///< where the line behind it starts
};

SplitLine lineAt(std::string_view raw, std::size_t begin)
{
    const std::size_t end = raw.find_first_of("\r\n", begin);
    if (end == std::string_view::npos) {
        return {raw.substr(begin), raw.size()};
    }
    const bool isPair = raw[end] == '\r' && end + 1 < raw.size() && raw[end + 1] == '\n';
    return {raw.substr(begin, end - begin), end + (isPair ? 2 : 1)};
}

/// The value of a field line: one blank behind the colon does not belong to it.
std::string_view valueBehind(std::string_view line, std::size_t nameSize)
{
    std::string_view value = line.substr(std::min(line.size(), nameSize + 1));
    if (value.starts_with(' ')) {
        value.remove_prefix(1);
    }
    return value;
}

bool isField(std::string_view line, std::string_view name)
{
    return line.starts_with(name) && (line.size() == name.size() || line[name.size()] == ':');
}

} // namespace

bool SseSplitter::feed(std::string_view bytes, const Sink &sink)
{
    // Events that lie inside these bytes are handed over without being copied.
    while (!bytes.empty() && !m_isBroken) {
        const std::size_t before = m_pending.size();
        if (before > 0) {
            m_pending.append(bytes);
        }
        const std::string_view current = before > 0 ? std::string_view(m_pending) : bytes;
        const std::size_t end = eventEnd(current);
        if (end == notYet) {
            if (before == 0) {
                m_pending.assign(bytes);
            }
            m_isBroken = m_pending.size() > mostEventBytes;
            return !m_isBroken;
        }
        emitEvent(current.substr(0, end), sink);
        m_searched = 0;
        m_isLineStart = true;
        bytes.remove_prefix(end - before);
        m_pending.clear();
    }
    return !m_isBroken;
}

void SseSplitter::finish(const Sink &sink)
{
    if (!m_pending.empty() && !m_isBroken) {
        emitEvent(m_pending, sink);
    }
    m_pending.clear();
    m_searched = 0;
    m_isLineStart = true;
}

/// One behind the empty line that ends the first event; `notYet` when it has not come.
std::size_t SseSplitter::eventEnd(std::string_view bytes)
{
    while (m_searched < bytes.size()) {
        const char byte = bytes[m_searched];
        if (byte != '\r' && byte != '\n') {
            m_isLineStart = false;
            const std::size_t lineEnd = bytes.find_first_of("\r\n", m_searched);
            m_searched = lineEnd == std::string_view::npos ? bytes.size() : lineEnd;
            continue;
        }
        // A carriage return at the very end may be half of a pair; what it ends is told by the next
        // byte.
        if (byte == '\r' && m_searched + 1 == bytes.size()) {
            return notYet;
        }
        const bool isPair = byte == '\r' && bytes[m_searched + 1] == '\n';
        m_searched += isPair ? 2 : 1;
        if (m_isLineStart) {
            return m_searched;
        }
        m_isLineStart = true;
    }
    return notYet;
}

void SseSplitter::emitEvent(std::string_view raw, const Sink &sink)
{
    SseEvent event{.name = {}, .data = {}, .raw = raw};
    m_joined.clear();
    int dataLines = 0;
    for (std::size_t at = 0; at < raw.size();) {
        const SplitLine line = lineAt(raw, at);
        at = line.next;
        if (isField(line.text, "data")) {
            const std::string_view value = valueBehind(line.text, 4);
            if (++dataLines == 1) {
                event.data = value;
                continue;
            }
            if (dataLines == 2) {
                m_joined = event.data;
            }
            m_joined += '\n';
            m_joined += value;
        } else if (isField(line.text, "event")) {
            event.name = valueBehind(line.text, 5);
        }
    }
    if (dataLines > 1) {
        event.data = m_joined;
    }
    event.hasData = dataLines > 0;
    sink(event);
}

} // namespace penstock::wire
