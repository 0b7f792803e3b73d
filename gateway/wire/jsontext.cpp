#include "wire/jsontext.h"

#include "wire/utf8encode.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>

namespace penstock::wire
{

namespace
{

/// Bytes that end a run: the quote, the backslash and what may not stand in a text.
constexpr auto endsRun = [] {
    std::array<bool, 256> table{};
    for (std::size_t byte = 0; byte < 0x20; ++byte) {
        table[byte] = true;
    }
    table['"'] = true;
    table['\\'] = true;
    return table;
}();

constexpr std::uint64_t inEachByte(unsigned char byte)
{
    return 0x0101010101010101U * byte;
}

// A mark in each byte that is below the limit, which is at most 0x80. Above the first mark there
// may be wrong ones.
constexpr std::uint64_t bytesBelow(std::uint64_t word, unsigned char limit)
{
    return (word - inEachByte(limit)) & ~word & inEachByte(0x80);
}

// Eight bytes at a time: most of a body is text, and nearly nothing in it ends a run.
std::size_t runEnd(std::string_view bytes, std::size_t at)
{
    std::uint64_t word = 0;
    for (; at + sizeof word <= bytes.size(); at += sizeof word) {
        std::memcpy(&word, bytes.data() + at, sizeof word);
        const std::uint64_t ends = bytesBelow(word, 0x20) | bytesBelow(word ^ inEachByte('"'), 1)
            | bytesBelow(word ^ inEachByte('\\'), 1);
        if (ends == 0) {
            continue;
        }
        if constexpr (std::endian::native == std::endian::little) {
            return at + static_cast<std::size_t>(std::countr_zero(ends)) / 8;
        }
        break;
    }
    while (at < bytes.size() && !endsRun[static_cast<unsigned char>(bytes[at])]) {
        ++at;
    }
    return at;
}

int hexDigit(char c)
{
    if (c >= '0' && c <= '9') {
        return c - '0';
    }
    const char lower = static_cast<char>(c | 0x20);
    return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

/// Of the character behind a backslash; zero where there is none.
char meaningOf(char escape)
{
    switch (escape) {
    case '"':
    case '\\':
    case '/':
        return escape;
    case 'b':
        return '\b';
    case 'f':
        return '\f';
    case 'n':
        return '\n';
    case 'r':
        return '\r';
    case 't':
        return '\t';
    default:
        return '\0';
    }
}

constexpr std::uint32_t firstHighSurrogate = 0xD800;
constexpr std::uint32_t firstLowSurrogate = 0xDC00;
constexpr std::uint32_t lastSurrogate = 0xDFFF;
constexpr char32_t replacement = U'\uFFFD';
constexpr std::size_t replacementBytes = 3;

} // namespace

void JsonTextReader::begin(Capture capture)
{
    m_state = State::Plain;
    m_isCapturing = capture == Capture::Yes;
    m_isCut = false;
    m_highSurrogate = 0;
    m_decodedBytes = 0;
    m_captured.clear();
}

JsonTextReader::Progress JsonTextReader::feed(std::string_view bytes, std::size_t &at)
{
    while (at < bytes.size()) {
        const char byte = bytes[at];
        if (m_state == State::Escape) {
            if (!takeEscape(byte)) {
                return broken("an escape in a text is not one of JSON");
            }
            ++at;
        } else if (m_state == State::Unicode) {
            if (!takeUnicodeDigit(byte)) {
                return broken("a \\u in a text needs four hexadecimal digits");
            }
            ++at;
        } else {
            const std::size_t end = runEnd(bytes, at);
            takeRun(bytes.substr(at, end - at));
            at = end;
            if (at == bytes.size()) {
                break;
            }
            if (bytes[at] == '"') {
                ++at;
                return Progress::Ended;
            }
            if (bytes[at] != '\\') {
                return broken("a control character stands inside a text; it has to be escaped");
            }
            m_state = State::Escape;
            ++at;
        }
    }
    return Progress::More;
}

void JsonTextReader::takeRun(std::string_view run)
{
    if (run.empty()) {
        return;
    }
    m_highSurrogate = 0;
    m_decodedBytes += run.size();
    if (m_isCapturing && !m_isCut) {
        const std::size_t room = mostCaptured - m_captured.size();
        m_captured.append(run.substr(0, room));
        m_isCut = run.size() > room;
    }
}

bool JsonTextReader::takeEscape(char byte)
{
    if (byte == 'u') {
        m_state = State::Unicode;
        m_unicode = 0;
        m_unicodeDigits = 0;
        return true;
    }
    const char meaning = meaningOf(byte);
    if (meaning == '\0') {
        return false;
    }
    takeRun({&meaning, 1});
    m_state = State::Plain;
    return true;
}

bool JsonTextReader::takeUnicodeDigit(char byte)
{
    const int digit = hexDigit(byte);
    if (digit < 0) {
        return false;
    }
    m_unicode = m_unicode * 16 + static_cast<std::uint32_t>(digit);
    if (++m_unicodeDigits == 4) {
        takeUnicode();
        m_state = State::Plain;
    }
    return true;
}

void JsonTextReader::takeUnicode()
{
    const bool isHigh = m_unicode >= firstHighSurrogate && m_unicode < firstLowSurrogate;
    const bool isLow = m_unicode >= firstLowSurrogate && m_unicode <= lastSurrogate;
    if (isLow && m_highSurrogate != 0) {
        // The first half was counted as a character of its own; together they are one.
        m_decodedBytes -= replacementBytes;
        if (m_isCapturing && !m_isCut) {
            m_captured.resize(m_captured.size() - replacementBytes);
        }
        addDecoded(0x10000U + ((m_highSurrogate - firstHighSurrogate) << 10U)
                   + (m_unicode - firstLowSurrogate));
        m_highSurrogate = 0;
        return;
    }
    addDecoded(isHigh || isLow ? replacement : static_cast<char32_t>(m_unicode));
    m_highSurrogate = isHigh ? m_unicode : 0;
}

void JsonTextReader::addDecoded(char32_t character)
{
    std::array<char, 4> bytes{};
    const std::size_t size = encodeUtf8(character, bytes);
    m_decodedBytes += size;
    if (!m_isCapturing || m_isCut) {
        return;
    }
    if (m_captured.size() + size > mostCaptured) {
        m_isCut = true;
        return;
    }
    m_captured.append(bytes.data(), size);
}

JsonTextReader::Progress JsonTextReader::broken(std::string_view problem)
{
    m_problem = problem;
    return Progress::Broken;
}

} // namespace penstock::wire
