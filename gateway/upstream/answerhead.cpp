#include "upstream/answerhead.h"

#include "base/text.h"
#include "upstream/hopbyhop.h"
#include "wire/characters.h"

#include <algorithm>
#include <charconv>

namespace penstock::upstream
{

namespace
{

std::string_view withoutLineEnd(std::string_view line)
{
    while (!line.empty() && (line.back() == '\n' || line.back() == '\r')) {
        line.remove_suffix(1);
    }
    return line;
}

// What stands in a value must not end it for whoever reads it next.
std::string cleanValue(std::string_view value)
{
    std::string clean(wire::withoutBlanks(value));
    std::ranges::replace_if(clean, [](char c) { return wire::isControl(c) && c != '\t'; }, ' ');
    return clean;
}

std::optional<std::uint64_t> number(std::string_view text)
{
    std::uint64_t value = 0;
    const char *end = text.data() + text.size();
    const auto [stop, problem] = std::from_chars(text.data(), end, value);
    return problem == std::errc() && stop == end ? std::optional(value) : std::nullopt;
}

} // namespace

AnswerHead::Progress AnswerHead::takeLine(std::string_view line)
{
    m_bytes += line.size();
    if (m_bytes > mostBytes) {
        return Progress::TooLarge;
    }
    const std::string_view text = withoutLineEnd(line);
    if (!m_isInside) {
        return takeStatusLine(text);
    }
    if (!text.empty()) {
        takeField(text);
        return Progress::More;
    }
    m_isInside = false;
    if (m_head.status == 101) {
        return Progress::Broken;
    }
    if (m_head.status < 200) {
        m_head = UpstreamHead();
        return Progress::More;
    }
    finish();
    return Progress::Complete;
}

// "HTTP/1.1 200 OK", "HTTP/2 200"
AnswerHead::Progress AnswerHead::takeStatusLine(std::string_view line)
{
    const std::size_t space = line.find(' ');
    if (!line.starts_with("HTTP/") || space == std::string_view::npos) {
        return Progress::Broken;
    }
    const std::optional<std::uint64_t> status = number(line.substr(space + 1, 3));
    if (!status || *status < 100) {
        return Progress::Broken;
    }
    m_head.status = static_cast<int>(*status);
    constexpr std::size_t usualFields = 16;
    m_head.fields.reserve(usualFields);
    m_isInside = true;
    return Progress::More;
}

void AnswerHead::takeField(std::string_view line)
{
    if (line.front() == ' ' || line.front() == '\t') {
        // The old way to go on in the next line.
        if (!m_head.fields.empty()) {
            m_head.fields.back().value += ' ' + cleanValue(line);
        }
        return;
    }
    const std::size_t colon = line.find(':');
    const std::string_view name = wire::withoutBlanks(line.substr(0, colon));
    if (colon == std::string_view::npos || name.empty()
        || !std::ranges::all_of(name, wire::isTokenCharacter)) {
        return;
    }
    m_head.fields.push_back({std::string(name), cleanValue(line.substr(colon + 1))});
}

void AnswerHead::finish()
{
    std::vector<std::string> named;
    bool isChunked = false;
    for (const wire::HeaderField &field : m_head.fields) {
        if (equalsIgnoreCase(field.name, "connection")) {
            for (const std::string_view token : split(field.value, ',')) {
                named.emplace_back(trimmed(token));
            }
        } else if (equalsIgnoreCase(field.name, "content-length")) {
            m_head.contentLength = number(field.value);
        } else if (equalsIgnoreCase(field.name, "transfer-encoding")) {
            isChunked = true;
        }
    }
    if (isChunked) {
        m_head.contentLength.reset();
    }
    std::erase_if(m_head.fields, [&named](const wire::HeaderField &field) {
        return isHopByHop(field.name)
            || std::ranges::any_of(named, [&field](const std::string &name) {
                   return equalsIgnoreCase(name, field.name);
               });
    });
}

} // namespace penstock::upstream
