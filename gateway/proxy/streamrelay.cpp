#include "proxy/streamrelay.h"

#include "wire/chunkscanner.h"
#include "wire/splice.h"

#include <algorithm>

namespace penstock::proxy
{

namespace
{

constexpr std::string_view done = "[DONE]";

std::size_t pastBlanks(std::string_view text, std::size_t at)
{
    const std::size_t next = text.find_first_not_of(" \t", at);
    return next == std::string_view::npos ? text.size() : next;
}

std::size_t pastQuotes(std::string_view text, std::size_t at)
{
    for (++at; at < text.size() && text[at] != '"'; ++at) {
        if (text[at] == '\\') {
            ++at; // whatever is escaped, it ends nothing
        }
    }
    return std::min(at + 1, text.size());
}

/// The member `"usage":null` with the one comma that it needs; `key` is where its name ends.
std::optional<wire::ByteRange> nullMember(std::string_view text, std::size_t begin, std::size_t key)
{
    static constexpr std::string_view null = "null";
    const std::size_t colon = pastBlanks(text, key);
    const std::size_t value = pastBlanks(text, colon + 1);
    if (colon >= text.size() || text[colon] != ':' || !text.substr(value).starts_with(null)) {
        return std::nullopt;
    }
    const std::size_t end = value + null.size();
    const std::size_t before = text.find_last_not_of(" \t", begin - 1);
    if (before != std::string_view::npos && text[before] == ',') {
        return wire::ByteRange{before, end};
    }
    const std::size_t behind = pastBlanks(text, end);
    const bool hasComma = behind < text.size() && text[behind] == ',';
    return wire::ByteRange{begin, hasComma ? pastBlanks(text, behind + 1) : end};
}

std::optional<wire::ByteRange> nullUsageIn(std::string_view event)
{
    static constexpr std::string_view usage = "\"usage\"";
    int depth = 0;
    for (std::size_t i = event.find('{'); i < event.size(); ++i) {
        const char c = event[i];
        depth += c == '{' || c == '[' ? 1 : c == '}' || c == ']' ? -1 : 0;
        if (c != '"') {
            continue;
        }
        const std::size_t end = pastQuotes(event, i);
        if (depth == 1 && event.substr(i, end - i) == usage) {
            if (const auto member = nullMember(event, i, end)) {
                return member;
            }
        }
        i = end - 1;
    }
    return std::nullopt;
}

// The gateway has asked for usage, so that each chunk says that there is none yet.
void addWithoutNullUsage(std::string_view raw, std::string &out)
{
    const bool mayHaveIt = raw.find("\"usage\"") != std::string_view::npos;
    const auto member = mayHaveIt ? nullUsageIn(raw) : std::nullopt;
    if (!member) {
        out += raw;
        return;
    }
    out += raw.substr(0, member->begin);
    out += raw.substr(member->end);
}

} // namespace

StreamRelay::State StreamRelay::feed(std::string_view bytes, std::string &out)
{
    if (!isOpen()) {
        return m_state;
    }
    if (!m_splitter.feed(bytes, [&](const wire::SseEvent &event) { take(event, out); })) {
        m_state = State::Broken;
    }
    if (m_state == State::Waiting && m_splitter.pendingBytes() > mostWaitingBytes) {
        m_state = State::Broken;
    }
    return m_state;
}

StreamRelay::State StreamRelay::finish(std::string &out)
{
    // What lacks its empty line may be whole all the same, or half of something.
    m_splitter.finish([&](const wire::SseEvent &event) {
        if (event.hasData && (event.data == done || isWholeChunk(event.data))) {
            take(event, out);
        }
    });
    return m_state;
}

void StreamRelay::take(const wire::SseEvent &event, std::string &out)
{
    if (event.hasData && !wire::isClosed(event.data) && isOpen()) {
        m_state = State::Broken; // half an event; the client's parser would give up on it
        return;
    }
    if (m_state == State::Waiting) {
        wait(event);
        if (m_state == State::Committed) {
            out += m_held;
            std::string().swap(m_held);
            pass(event, out);
        }
    } else if (m_state == State::Committed) {
        pass(event, out);
    }
}

void StreamRelay::wait(const wire::SseEvent &event)
{
    if (event.hasData && event.data != done) {
        const ChunkVerdict verdict = judgeChunk(event.data, event.name);
        if (verdict.kind == ChunkKind::Error) {
            m_error = verdict.error;
            m_state = State::Failed;
            return;
        }
        if (verdict.kind == ChunkKind::Content) {
            m_state = State::Committed;
            return;
        }
    } else if (event.data == done) {
        m_state = State::Committed;
        return;
    }
    if (++m_heldEvents > mostWaitingEvents || m_held.size() + event.raw.size() > mostWaitingBytes) {
        m_state = State::Committed;
        return;
    }
    pass(event, m_held);
}

void StreamRelay::pass(const wire::SseEvent &event, std::string &out)
{
    if (!event.hasData) {
        out += event.raw;
        return;
    }
    if (event.data == done) {
        m_sawDone = true;
        out += event.raw;
        return;
    }
    ++m_passedChunks;
    const wire::ChunkMarks marks = wire::scanChunk(event.data);
    const bool isEmpty = isEmptyChunk(event.data);
    m_sawFinish = m_sawFinish || marks.hasFinishReason;
    // A parser has the word, for the text of an answer may be anything.
    m_sawError = m_sawError
        || (marks.hasError && judgeChunk(event.data, event.name).kind == ChunkKind::Error);
    if (marks.hasUsage) {
        m_usage = usageIn(event.data);
        if (isEmpty && m_rules.usage == UsageChunk::Hidden) {
            return;
        }
    } else if (isEmpty && !marks.hasError && m_rules.empty == EmptyChunks::Dropped) {
        return;
    }
    if (m_rules.usage == UsageChunk::Hidden && !marks.hasUsage) {
        addWithoutNullUsage(event.raw, out);
    } else {
        out += event.raw;
    }
}

bool StreamRelay::isEmptyChunk(std::string_view json)
{
    return json.find("\"choices\":[]") != std::string_view::npos
        || json.find("\"choices\": []") != std::string_view::npos;
}

std::string interruptionEvent(std::string_view message)
{
    return "data: {\"error\":{\"message\":" + wire::jsonText(message)
        + R"(,"type":"upstream_error","param":null,"code":"stream_interrupted"}})" + "\n\n";
}

} // namespace penstock::proxy
