#include "wire/jsonlocator.h"

#include <algorithm>

namespace penstock::wire
{

namespace
{

/// Top-level keys whose texts a model reads, and which therefore cost.
constexpr std::array<std::string_view, 9> contentKeys
    = {"messages",  "input",  "prompt",          "instructions", "tools",
       "functions", "suffix", "response_format", "text"};

bool isWhitespace(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

} // namespace

JsonLocator::JsonLocator(std::vector<std::string_view> watched)
    : m_watched(std::move(watched))
    , m_watchesBelow(std::ranges::any_of(m_watched, [](std::string_view name) {
        return name.find('.') != std::string_view::npos;
    }))
{
    constexpr std::size_t usualDepth = 8;
    m_stack.reserve(usualDepth);
    constexpr std::size_t usualKeys = 8;
    m_located.reserve(std::min(m_watched.size(), usualKeys));
}

bool JsonLocator::feed(std::string_view bytes)
{
    std::size_t at = 0;
    while (at < bytes.size() && !m_problem) {
        if (m_state == State::Text) {
            at = feedText(bytes, at);
            continue;
        }
        step(bytes[at]);
        ++at;
        ++m_offset;
    }
    return !m_problem;
}

bool JsonLocator::finish()
{
    if (m_problem) {
        return false;
    }
    if (m_state == State::Number && m_stack.empty() && m_number.isComplete()) {
        afterSimple(JsonKind::Number, m_simple, false);
    }
    if (m_state != State::Done) {
        fail(m_offset == 0 ? "the body is empty" : "the body ends in the middle");
    }
    return !m_problem;
}

const LocatedValue *JsonLocator::last(std::string_view watched) const
{
    const auto found
        = std::find_if(m_located.rbegin(), m_located.rend(), [&](const LocatedValue &value) {
              return m_watched[value.watch] == watched;
          });
    return found != m_located.rend() ? &*found : nullptr;
}

std::vector<const LocatedValue *> JsonLocator::all(std::string_view watched) const
{
    std::vector<const LocatedValue *> found;
    for (const LocatedValue &value : m_located) {
        if (m_watched[value.watch] == watched) {
            found.push_back(&value);
        }
    }
    return found;
}

void JsonLocator::step(char byte)
{
    if (m_state == State::Literal) {
        stepLiteral(byte);
        return;
    }
    // A number ends at the first byte that is not part of it, which then has a meaning of its own.
    if (m_state == State::Number) {
        stepNumber(byte);
        if (m_state == State::Number || m_problem) {
            return;
        }
    }
    if (isWhitespace(byte)) {
        if (byte == '\n') {
            ++m_line;
            m_lineStart = m_offset + 1;
        }
        return;
    }
    switch (m_state) {
    case State::Value:
        beginValue(byte);
        return;
    case State::ValueOrEnd:
        byte == ']' ? pop(byte) : beginValue(byte);
        return;
    case State::KeyOrEnd:
        byte == '}' ? pop(byte) : byte == '"' ? beginKey() : fail("a key in quotes is missing");
        return;
    case State::Key:
        byte == '"' ? beginKey() : fail("a key in quotes is missing");
        return;
    case State::Colon:
        if (byte == ':') {
            m_state = State::Value;
        } else {
            fail("a ':' is missing after the key");
        }
        return;
    case State::CommaOrEnd:
        afterSeparator(byte);
        return;
    default:
        fail("something follows after the end of the document");
        return;
    }
}

void JsonLocator::beginValue(char byte)
{
    if (m_stack.empty()) {
        m_root.begin = m_offset;
    } else {
        m_stack.back().isEmpty = false;
    }
    openPending();
    switch (byte) {
    case '{':
        push(true);
        return;
    case '[':
        push(false);
        return;
    case '"':
        beginText();
        return;
    case 't':
        m_literal = "true";
        break;
    case 'f':
        m_literal = "false";
        break;
    case 'n':
        m_literal = "null";
        break;
    default:
        if (byte == '-' || (byte >= '0' && byte <= '9')) {
            m_state = State::Number;
            m_number.begin(byte);
            m_isKept = isAwaited();
            m_simple.assign(1, byte);
        } else {
            fail("a value is missing");
        }
        return;
    }
    m_state = State::Literal;
    m_literalAt = 1;
}

/// The value that begins here is one that somebody watches for.
void JsonLocator::openPending()
{
    if (!isWatching()) {
        return;
    }
    for (std::size_t level = 0; level < m_pending.size() && !m_problem; ++level) {
        if (m_watch[level] == noWatch || m_pending[level] != noWatch
            || m_stack.size() != level + 1) {
            continue;
        }
        if (m_located.size() == mostLocated) {
            fail("the same keys stand here too often");
            return;
        }
        m_pending[level] = m_located.size();
        m_located.push_back({.watch = m_watch[level],
                             .key = m_keyRange,
                             .value = {m_offset, m_offset},
                             .content = {}});
    }
}

/// Whether the simple value at hand is one that somebody watches for.
bool JsonLocator::isAwaited() const
{
    if (!isWatching()) {
        return false;
    }
    for (std::size_t level = 0; level < m_pending.size(); ++level) {
        if (m_pending[level] != noWatch && m_stack.size() == level + 1) {
            return true;
        }
    }
    return false;
}

void JsonLocator::beginKey()
{
    m_state = State::Text;
    m_isKey = true;
    m_keyRange.begin = m_offset;
    m_text.begin(JsonTextReader::Capture::Yes);
}

void JsonLocator::beginText()
{
    if (m_problem) {
        return;
    }
    m_state = State::Text;
    m_isKey = false;
    m_isTextCounted = countsText();
    const bool isDetail = isInMap() && m_stack.back().role == KeyRole::Detail;
    m_text.begin(isDetail || isAwaited() ? JsonTextReader::Capture::Yes
                                         : JsonTextReader::Capture::No);
}

std::size_t JsonLocator::feedText(std::string_view bytes, std::size_t at)
{
    const std::size_t start = at;
    const auto progress = m_text.feed(bytes, at);
    m_offset += at - start;
    if (progress == JsonTextReader::Progress::Broken) {
        fail(std::string(m_text.problem()));
    } else if (progress == JsonTextReader::Progress::Ended) {
        m_isKey ? endKey() : endText();
    }
    return at;
}

void JsonLocator::endKey()
{
    static constexpr std::array<std::string_view, 4> payloads
        = {"data", "file_data", "encrypted_content", "b64_json"};
    const std::string &key = m_text.captured();
    m_keyRange.end = m_offset;
    m_stack.back().role = key == "image_url"                 ? KeyRole::ImageUrl
        : key == "url"                                       ? KeyRole::Url
        : key == "detail"                                    ? KeyRole::Detail
        : std::ranges::find(payloads, key) != payloads.end() ? KeyRole::Payload
                                                             : KeyRole::Plain;
    if (m_stack.size() == 1) {
        m_topKey = key;
        m_isContentKey = std::ranges::find(contentKeys, key) != contentKeys.end();
        m_watch[0] = watchFor(key);
        m_pending[0] = noWatch;
    } else if (m_watchesBelow && m_stack.size() == 2 && m_stack.front().isMap) {
        m_watch[1] = watchFor(m_topKey + '.' + key);
        m_pending[1] = noWatch;
    }
    m_state = State::Colon;
}

void JsonLocator::endText()
{
    if (m_isTextCounted) {
        m_content.textBytes += m_text.decodedBytes();
    }
    if (isInMap()) {
        Frame &frame = m_stack.back();
        if (frame.role == KeyRole::Detail) {
            frame.isLowDetail = m_text.captured() == "low";
        } else if (frame.role == KeyRole::ImageUrl
                   || (frame.role == KeyRole::Url && frame.openedUnder == KeyRole::ImageUrl)) {
            frame.hasImage = true;
        }
    }
    afterSimple(JsonKind::Text, m_text.captured(), m_text.isCut());
}

/// Addresses and encoded files are no text that a model reads.
bool JsonLocator::countsText() const
{
    if (!m_isContentKey || m_stack.empty()) {
        return false;
    }
    const Frame &frame = m_stack.back();
    const bool isAddress = frame.isMap
        && (frame.role == KeyRole::ImageUrl || frame.role == KeyRole::Payload
            || (frame.role == KeyRole::Url && frame.openedUnder == KeyRole::ImageUrl));
    return !isAddress;
}

void JsonLocator::stepNumber(char byte)
{
    if (m_number.take(byte)) {
        if (m_isKept && m_simple.size() < mostCaptured) {
            m_simple += byte;
        }
    } else if (m_number.isComplete() && !(byte >= '0' && byte <= '9')) {
        afterSimple(JsonKind::Number, m_simple, m_simple.size() == mostCaptured);
    } else {
        fail("a number is not one of JSON");
    }
}

void JsonLocator::stepLiteral(char byte)
{
    if (byte != m_literal[m_literalAt]) {
        fail("a word is none of true, false and null");
        return;
    }
    if (++m_literalAt == m_literal.size()) {
        // This byte is the last of the word, and the offset still stands on it.
        ++m_offset;
        afterSimple(m_literal == "null" ? JsonKind::Null : JsonKind::Bool, m_literal, false);
        --m_offset;
    }
}

void JsonLocator::push(bool isMap)
{
    if (m_problem) {
        return;
    }
    if (m_stack.size() == mostDepth) {
        fail("is nested too deep");
        return;
    }
    noteKind(isMap ? JsonKind::Map : JsonKind::List);
    const KeyRole under = isInMap() ? m_stack.back().role : KeyRole::Plain;
    m_stack.push_back({.isMap = isMap, .openedUnder = under});
    m_state = isMap ? State::KeyOrEnd : State::ValueOrEnd;
}

void JsonLocator::pop(char byte)
{
    if (m_stack.empty() || m_stack.back().isMap != (byte == '}')) {
        fail("a bracket closes what was not opened");
        return;
    }
    const Frame closed = m_stack.back();
    m_stack.pop_back();
    if (closed.hasImage && m_isContentKey) {
        ++(closed.isLowDetail ? m_content.lowDetailImages : m_content.otherImages);
    }
    if (closed.isEmpty) {
        noteEmpty();
    }
    ++m_offset;
    afterValue(closed.isMap ? JsonKind::Map : JsonKind::List);
    --m_offset;
}

void JsonLocator::noteKind(JsonKind kind)
{
    if (!m_rootKind) {
        m_rootKind = kind;
    }
    if (!isWatching()) {
        return;
    }
    for (std::size_t level = 0; level < m_pending.size(); ++level) {
        if (m_pending[level] != noWatch && m_stack.size() == level + 1) {
            m_located[m_pending[level]].kind = kind;
        }
    }
}

void JsonLocator::noteEmpty()
{
    m_isRootEmpty = m_stack.empty();
    for (std::size_t level = 0; level < m_pending.size(); ++level) {
        if (m_pending[level] != noWatch && m_stack.size() == level + 1) {
            m_located[m_pending[level]].isEmpty = true;
        }
    }
}

void JsonLocator::afterSimple(JsonKind kind, std::string_view content, bool isCut)
{
    for (std::size_t level = 0; isWatching() && level < m_pending.size(); ++level) {
        if (m_pending[level] != noWatch && m_stack.size() == level + 1) {
            m_located[m_pending[level]].content = content;
            m_located[m_pending[level]].isCut = isCut;
        }
    }
    afterValue(kind);
}

/// The value that began last in the container at hand is complete; the offset stands behind it.
void JsonLocator::afterValue(JsonKind kind)
{
    noteKind(kind);
    for (std::size_t level = 0; isWatching() && level < m_pending.size(); ++level) {
        if (m_pending[level] != noWatch && m_stack.size() == level + 1) {
            m_located[m_pending[level]].value.end = m_offset;
            m_pending[level] = noWatch;
            m_watch[level] = noWatch;
        }
    }
    if (m_stack.empty()) {
        m_root.end = m_offset;
        m_state = State::Done;
    } else {
        m_state = State::CommaOrEnd;
    }
}

void JsonLocator::afterSeparator(char byte)
{
    if (byte == ',') {
        m_state = m_stack.back().isMap ? State::Key : State::Value;
    } else if (byte == '}' || byte == ']') {
        pop(byte);
    } else {
        fail(m_stack.back().isMap ? "a ',' or '}' is missing" : "a ',' or ']' is missing");
    }
}

std::size_t JsonLocator::watchFor(std::string_view key) const
{
    const auto found = std::ranges::find(m_watched, key);
    return found != m_watched.end() && !m_text.isCut()
        ? static_cast<std::size_t>(found - m_watched.begin())
        : noWatch;
}

void JsonLocator::fail(std::string message)
{
    m_problem = JsonProblem{.offset = m_offset,
                            .line = m_line,
                            .column = m_offset - m_lineStart + 1,
                            .message = std::move(message)};
}

} // namespace penstock::wire
