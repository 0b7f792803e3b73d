#include "http/answerhead.h"

#include "base/text.h"
#include "http/httpproblem.h"
#include "wire/characters.h"

#include <algorithm>
#include <array>
#include <string_view>

namespace penstock::http
{

namespace
{

constexpr std::string_view lineEnd = "\r\n";

bool isOurs(std::string_view name)
{
    constexpr std::array<std::string_view, 6> ours
        = {"connection",       "content-length",    "keep-alive",
           "proxy-connection", "transfer-encoding", "upgrade"};
    return std::ranges::any_of(
        ours, [name](std::string_view own) { return equalsIgnoreCase(name, own); });
}

void addField(std::string &text, std::string_view name, std::string_view value)
{
    text += name;
    text += ": ";
    const std::size_t begin = text.size();
    text += value;
    std::replace_if(
        text.begin() + static_cast<std::ptrdiff_t>(begin), text.end(),
        [](char c) { return wire::isControl(c) && c != '\t'; }, ' ');
    text += lineEnd;
}

void addFields(std::string &text, const wire::HeaderFields &fields)
{
    for (const wire::HeaderField &field : fields) {
        if (!field.name.empty() && std::ranges::all_of(field.name, wire::isTokenCharacter)
            && !isOurs(field.name)) {
            addField(text, field.name, field.value);
        }
    }
}

bool statusHasBody(int status)
{
    return status >= 200 && status != 204 && status != 304;
}

void addFraming(std::string &text, const AnswerHead &head, const AnswerContext &context)
{
    switch (framingOf(head, context)) {
    case AnswerFraming::NoBody:
        // The length that the body would have, for HEAD; others without a body need none.
        if (context.isHead && head.contentLength && statusHasBody(head.status)) {
            addField(text, "Content-Length", std::to_string(*head.contentLength));
        }
        break;
    case AnswerFraming::Length:
        addField(text, "Content-Length", std::to_string(*head.contentLength));
        break;
    case AnswerFraming::Chunked:
        addField(text, "Transfer-Encoding", "chunked");
        break;
    case AnswerFraming::UntilClose:
        break;
    }
}

} // namespace

AnswerFraming framingOf(const AnswerHead &head, const AnswerContext &context)
{
    if (context.isHead || !statusHasBody(head.status)) {
        return AnswerFraming::NoBody;
    }
    if (head.contentLength) {
        return AnswerFraming::Length;
    }
    return context.version == wire::HttpVersion::Http11 ? AnswerFraming::Chunked
                                                        : AnswerFraming::UntilClose;
}

std::string toText(const AnswerHead &head, const wire::HeaderFields &more,
                   const AnswerContext &context)
{
    std::string text;
    constexpr std::size_t usualSize = 512;
    constexpr std::uint64_t mostBody = 16384; // goes behind the head, into the same text
    text.reserve(usualSize + std::min(head.contentLength.value_or(0), mostBody));
    text += "HTTP/1.1 ";
    text += std::to_string(head.status);
    text += ' ';
    text += reasonPhrase(head.status);
    text += lineEnd;
    addFields(text, head.fields);
    addFields(text, more);
    addFraming(text, head, context);
    if (context.fate == ConnectionFate::Closes) {
        addField(text, "Connection", "close");
    } else if (context.version == wire::HttpVersion::Http10) {
        addField(text, "Connection", "keep-alive");
    }
    text += lineEnd;
    return text;
}

} // namespace penstock::http
