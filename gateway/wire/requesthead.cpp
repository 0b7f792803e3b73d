#include "wire/requesthead.h"

#include "base/text.h"
#include "wire/characters.h"

#include <array>

namespace penstock::wire
{

namespace
{

constexpr std::string_view lineEnd = "\r\n";

HeadProblem malformed(std::string message)
{
    return {400, std::move(message)};
}

bool isTarget(std::string_view target)
{
    if (target.empty()
        || !(target.front() == '/' || target == "*" || startsWithIgnoreCase(target, "http://")
             || startsWithIgnoreCase(target, "https://"))) {
        return false;
    }
    for (std::size_t i = 0; i < target.size(); ++i) {
        const char c = target[i];
        if (isControl(c) || (static_cast<unsigned char>(c) & 0x80U) != 0) {
            return false;
        }
        const bool isBrokenEscape = c == '%'
            && !(i + 2 < target.size() && isHexDigit(target[i + 1]) && isHexDigit(target[i + 2]));
        if (isBrokenEscape) {
            return false;
        }
    }
    return true;
}

bool isHost(std::string_view value)
{
    // An empty Host is what a client sends whose URL has no host; nobody here is called that.
    return !value.empty() && std::ranges::all_of(value, [](char c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z')
            || std::string_view(".-_:[]%").find(c) != std::string_view::npos;
    });
}

constexpr std::array<std::string_view, 9> hopByHopNames
    = {"connection", "keep-alive",        "proxy-connection", "te",    "trailer",
       "upgrade",    "transfer-encoding", "http2-settings",   "expect"};

} // namespace

struct RequestHead::Framing {
    bool hasHost = false;
    bool hasLength = false;
    bool isChunked = false;
};

tl::expected<RequestHead, HeadProblem> RequestHead::parse(std::string block,
                                                          const HeadLimits &limits)
{
    if (block.size() > limits.maxBytes) {
        return tl::unexpected(HeadProblem{431,
                                          "The head of the request is larger than "
                                              + std::to_string(limits.maxBytes / 1024) + " KiB."});
    }
    RequestHead head;
    head.m_block = std::move(block);
    const std::string_view text = head.m_block;
    const std::size_t firstEnd = std::min(text.find(lineEnd), text.size());
    if (auto problem = head.parseRequestLine(text.substr(0, firstEnd))) {
        return tl::unexpected(std::move(*problem));
    }
    std::size_t at = firstEnd;
    while (at < text.size()) {
        at += lineEnd.size();
        const std::size_t end = std::min(text.find(lineEnd, at), text.size());
        if (head.m_fields.size() == limits.maxFields) {
            return tl::unexpected(HeadProblem{431,
                                              "The request has more than "
                                                  + std::to_string(limits.maxFields)
                                                  + " header fields."});
        }
        if (auto problem
            = head.parseField({static_cast<std::uint32_t>(at), static_cast<std::uint32_t>(end)})) {
            return tl::unexpected(std::move(*problem));
        }
        at = end;
    }
    if (auto problem = head.interpret()) {
        return tl::unexpected(std::move(*problem));
    }
    return head;
}

std::optional<HeadProblem> RequestHead::parseRequestLine(std::string_view line)
{
    const std::size_t first = line.find(' ');
    const std::size_t second = line.rfind(' ');
    if (first == 0 || first == std::string_view::npos || second <= first
        || line.find(' ', first + 1) != second) {
        return malformed("The request line is not of the form 'METHOD TARGET HTTP/1.1'.");
    }
    m_method = {0, static_cast<std::uint32_t>(first)};
    m_target = {static_cast<std::uint32_t>(first + 1), static_cast<std::uint32_t>(second)};
    if (!std::ranges::all_of(method(), isTokenCharacter)) {
        return malformed("The method of the request holds a character that no method has.");
    }
    if (!isTarget(target())) {
        return malformed(
            "The target of the request is no path, or holds bytes that have to be escaped.");
    }
    const std::string_view version = line.substr(second + 1);
    if (version == "HTTP/1.1") {
        m_version = HttpVersion::Http11;
    } else if (version == "HTTP/1.0") {
        m_version = HttpVersion::Http10;
    } else {
        return HeadProblem{505, "The gateway speaks HTTP/1.1 and HTTP/1.0 only."};
    }
    return std::nullopt;
}

std::optional<HeadProblem> RequestHead::parseField(Range line)
{
    const std::string_view text = view(line);
    const std::size_t colon = text.find(':');
    // A line that starts with a blank continues the one before; RFC 9112 lets servers refuse that.
    if (colon == 0 || colon == std::string_view::npos
        || !std::ranges::all_of(text.substr(0, colon), isTokenCharacter)) {
        return malformed("A header field is not of the form 'Name: value'.");
    }
    const std::string_view raw = text.substr(colon + 1);
    for (const char c : raw) {
        if (isControl(c) && c != '\t') {
            return malformed("A header field holds a control character.");
        }
    }
    const std::string_view value = withoutBlanks(raw);
    const std::uint32_t valueBegin
        = value.empty() ? line.end : static_cast<std::uint32_t>(value.data() - m_block.data());
    m_fields.push_back(
        {.name = {line.begin, line.begin + static_cast<std::uint32_t>(colon)},
         .value = {valueBegin, valueBegin + static_cast<std::uint32_t>(value.size())}});
    return std::nullopt;
}

std::optional<HeadProblem> RequestHead::interpret()
{
    Framing framing;
    m_keepsAlive = m_version == HttpVersion::Http11;
    for (std::size_t i = 0; i < m_fields.size(); ++i) {
        if (auto problem = interpretField(field(i), framing)) {
            return problem;
        }
    }
    if (!framing.hasHost && m_version == HttpVersion::Http11) {
        return malformed("The request has no Host field.");
    }
    if (framing.isChunked && framing.hasLength) {
        return malformed("The request has both a Content-Length and a Transfer-Encoding.");
    }
    m_framing = framing.isChunked ? BodyFraming::Chunked
        : m_contentLength > 0     ? BodyFraming::Length
                                  : BodyFraming::None;
    return std::nullopt;
}

std::optional<HeadProblem> RequestHead::interpretField(const Field &field, Framing &framing)
{
    const auto is = [&](std::string_view name) { return equalsIgnoreCase(field.name, name); };
    if (is("content-length")) {
        return interpretLength(field.value, framing);
    }
    if (is("transfer-encoding")) {
        if (framing.isChunked) {
            return malformed("The request has two Transfer-Encoding fields.");
        }
        if (!equalsIgnoreCase(field.value, "chunked") || m_version == HttpVersion::Http10) {
            return HeadProblem{501,
                               "The gateway takes bodies with a Content-Length or "
                               "'Transfer-Encoding: chunked' only."};
        }
        framing.isChunked = true;
    } else if (is("host")) {
        if (framing.hasHost) {
            return malformed("The request has two Host fields.");
        }
        if (!isHost(field.value)) {
            return malformed("The Host field is no host name.");
        }
        framing.hasHost = true;
    } else if (is("connection")) {
        interpretConnection(field.value);
    } else if (is("expect")) {
        if (!equalsIgnoreCase(field.value, "100-continue")) {
            return HeadProblem{417, "The gateway knows no expectation but '100-continue'."};
        }
        m_expectsContinue = m_version == HttpVersion::Http11;
    }
    return std::nullopt;
}

std::optional<HeadProblem> RequestHead::interpretLength(std::string_view value, Framing &framing)
{
    if (framing.hasLength) {
        return malformed("The request has two Content-Length fields.");
    }
    if (value.empty() || !std::ranges::all_of(value, [](char c) { return c >= '0' && c <= '9'; })) {
        return malformed("The Content-Length is no whole number.");
    }
    constexpr std::size_t mostDigits = 18;
    if (value.size() > mostDigits) {
        return HeadProblem{413, "The body is larger than anything that the gateway takes."};
    }
    for (const char c : value) {
        m_contentLength = m_contentLength * 10 + static_cast<std::uint64_t>(c - '0');
    }
    framing.hasLength = true;
    return std::nullopt;
}

void RequestHead::interpretConnection(std::string_view value)
{
    for (const std::string_view part : split(value, ',')) {
        std::string token = toLower(withoutBlanks(part));
        if (token == "close") {
            m_keepsAlive = false;
        } else if (token == "keep-alive" && m_version == HttpVersion::Http10) {
            m_keepsAlive = true;
        }
        if (!token.empty()) {
            m_connectionTokens.push_back(std::move(token));
        }
    }
}

RequestHead::Field RequestHead::field(std::size_t index) const
{
    return {view(m_fields[index].name), view(m_fields[index].value)};
}

std::optional<std::string_view> RequestHead::find(std::string_view name) const
{
    for (const FieldRanges &ranges : m_fields) {
        if (equalsIgnoreCase(view(ranges.name), name)) {
            return view(ranges.value);
        }
    }
    return std::nullopt;
}

bool RequestHead::isHopByHop(std::string_view name) const
{
    const auto same = [name](std::string_view other) { return equalsIgnoreCase(name, other); };
    return std::ranges::any_of(hopByHopNames, same)
        || std::ranges::any_of(m_connectionTokens, same);
}

} // namespace penstock::wire
