#include "base/logformat.h"

#include "base/isotime.h"
#include "base/text.h"
#include "base/utf8.h"

#include <algorithm>

namespace penstock
{

namespace
{

void appendUnicodeEscape(std::string &line, unsigned codePoint)
{
    constexpr std::string_view digits = "0123456789abcdef";
    line += "\\u";
    for (unsigned shift = 16; shift > 0; shift -= 4) {
        line += digits[(codePoint >> (shift - 4)) & 0xFU];
    }
}

void appendControl(std::string &line, unsigned char control)
{
    switch (control) {
    case '\n':
        line += "\\n";
        break;
    case '\r':
        line += "\\r";
        break;
    case '\t':
        line += "\\t";
        break;
    default:
        appendUnicodeEscape(line, control);
    }
}

// NEL and the other C1 controls, line and paragraph separator, and the marks that turn the
// direction of writing: harmless as bytes, but not on the screen of the person who reads the log.
unsigned deceivingCodePoint(std::string_view character)
{
    const auto byte = [character](std::size_t index) {
        return static_cast<unsigned>(static_cast<unsigned char>(character[index]));
    };
    if (character.size() == 2) {
        const unsigned codePoint = ((byte(0) & 0x1FU) << 6U) | (byte(1) & 0x3FU);
        return codePoint < 0xA0U ? codePoint : 0U;
    }
    if (character.size() != 3) {
        return 0;
    }
    const unsigned codePoint
        = ((byte(0) & 0x0FU) << 12U) | ((byte(1) & 0x3FU) << 6U) | (byte(2) & 0x3FU);
    const bool turns = (codePoint >= 0x2028 && codePoint <= 0x202E)
        || (codePoint >= 0x2066 && codePoint <= 0x2069);
    return turns ? codePoint : 0U;
}

// How much of it stands in the line as it is.
std::size_t plainPrefix(std::string_view text, std::string_view special)
{
    const auto end = std::find_if(text.begin(), text.end(), [special](char c) {
        return c < 0x20 || c > 0x7E || special.find(c) != std::string_view::npos;
    });
    return static_cast<std::size_t>(end - text.begin());
}

// `special` are the characters that get a backslash: what ends the text, and the backslash itself.
void appendEscaped(std::string &line, std::string_view unchecked, std::string_view special)
{
    if (plainPrefix(unchecked, special) == unchecked.size()) {
        line += unchecked;
        return;
    }
    const std::string text = sanitizedUtf8(unchecked);
    std::string_view rest = text;
    while (!rest.empty()) {
        if (const std::size_t plain = plainPrefix(rest, special); plain > 0) {
            line += rest.substr(0, plain);
            rest.remove_prefix(plain);
            continue;
        }
        const std::string_view character = rest.substr(0, utf8CharacterLength(rest));
        rest.remove_prefix(character.size());
        const auto byte = static_cast<unsigned char>(character.front());
        if (byte < 0x20 || byte == 0x7F) {
            appendControl(line, byte);
        } else if (const unsigned codePoint = deceivingCodePoint(character); codePoint != 0) {
            appendUnicodeEscape(line, codePoint);
        } else {
            if (special.find(character) != std::string_view::npos) {
                line += '\\';
            }
            line += character;
        }
    }
}

constexpr std::string_view quoteAndBackslash = "\"\\";

void appendQuoted(std::string &line, std::string_view text)
{
    line += '"';
    appendEscaped(line, text, quoteAndBackslash);
    line += '"';
}

bool isPlain(std::string_view value)
{
    static constexpr std::string_view alsoPlain = "-_.:/@%+*";
    return !value.empty() && std::all_of(value.begin(), value.end(), [](char c) {
        return (c >= '0' && c <= '9') || (toLower(c) >= 'a' && toLower(c) <= 'z')
            || alsoPlain.find(c) != std::string_view::npos;
    });
}

std::string textLine(const LogRecord &record)
{
    constexpr std::size_t usualSize = 192;
    std::string line;
    line.reserve(usualSize);
    line += toIsoUtc(record.time);
    line += ' ';
    line += toUpper(toString(record.level));
    line += ' ';
    appendEscaped(line, record.category, {});
    line += ": ";
    appendEscaped(line, record.message, {});
    for (const LogField &field : record.fields) {
        line += ' ';
        appendEscaped(line, field.key, {});
        line += '=';
        if (isPlain(field.value)) {
            line += field.value;
        } else {
            appendQuoted(line, field.value);
        }
    }
    line += '\n';
    return line;
}

std::string jsonLine(const LogRecord &record)
{
    std::string line = R"({"time":")" + toIsoUtc(record.time) + R"(","level":")";
    line += toString(record.level);
    line += R"(","category":)";
    appendQuoted(line, record.category);
    line += R"(,"message":)";
    appendQuoted(line, record.message);
    if (!record.fields.empty()) {
        char separator = '{';
        line += R"(,"fields":)";
        for (const LogField &field : record.fields) {
            line += separator;
            appendQuoted(line, field.key);
            line += ':';
            appendQuoted(line, field.value);
            separator = ',';
        }
        line += '}';
    }
    line += "}\n";
    return line;
}

} // namespace

std::string_view toString(LogFormat format)
{
    return format == LogFormat::Json ? "json" : "text";
}

std::optional<LogFormat> parseLogFormat(std::string_view text)
{
    for (const LogFormat format : {LogFormat::Text, LogFormat::Json}) {
        if (equalsIgnoreCase(trimmed(text), toString(format))) {
            return format;
        }
    }
    return std::nullopt;
}

std::string formatRecord(const LogRecord &record, LogFormat format)
{
    return format == LogFormat::Json ? jsonLine(record) : textLine(record);
}

} // namespace penstock
