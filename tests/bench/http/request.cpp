#include "request.h"

#include "textfields.h"

namespace penstock::bench
{

namespace
{

constexpr std::size_t bodySize = 1024;
constexpr std::string_view streamMark = R"("user":"stream-)";
constexpr std::string_view usageMark = R"("include_usage":true)";

std::string commonFields(std::uint16_t port)
{
    return "Host: 127.0.0.1:" + std::to_string(port)
        + "\r\nAccept: application/json\r\nUser-Agent: bench\r\n"
          "Authorization: Bearer sk-0123456789abcdef0123456789abcdef\r\n";
}

// A prompt with a line break and quotes now and then, as they are in JSON; never cut within one.
std::string promptOf(std::size_t size)
{
    constexpr std::string_view sentence
        = R"(A question needs few words, most of which are short, and \"why\" is one of those that )"
          R"(nobody has to look up.\n)";
    std::string text;
    while (text.size() + sentence.size() <= size) {
        text += sentence;
    }
    return text.append(size - text.size(), '.');
}

std::string chatBody(const std::string &stream)
{
    const std::string start = R"({"model":"gpt-4o",)" + stream
        + R"("temperature":0.7,"messages":[{"role":"system","content":"Be brief."},)"
          R"({"role":"user","content":")";
    const std::string end = R"("}]})";
    return start + promptOf(bodySize - start.size() - end.size()) + end;
}

std::string postRequest(std::uint16_t port, const std::string &field, const std::string &body)
{
    return "POST /v1/chat/completions HTTP/1.1\r\n" + commonFields(port)
        + (field.empty() ? "" : field + "\r\n")
        + "Content-Type: application/json\r\nContent-Length: " + std::to_string(body.size())
        + "\r\n\r\n" + body;
}

} // namespace

std::string getRequest(std::uint16_t port, const std::string &target)
{
    return "GET " + target + " HTTP/1.1\r\n" + commonFields(port) + "\r\n";
}

std::string chatRequest(std::uint16_t port, const std::string &field)
{
    return postRequest(port, field, chatBody({}));
}

std::string streamRequest(std::uint16_t port, const std::string &field, std::uint64_t stream)
{
    return postRequest(
        port, field,
        chatBody(R"("stream":true,)" + std::string(streamMark) + std::to_string(stream) + R"(",)"));
}

std::optional<std::uint64_t> streamOfRequest(std::string_view request)
{
    return numberAfter(request, streamMark);
}

bool asksForUsage(std::string_view request)
{
    return request.find(usageMark) != std::string_view::npos;
}

} // namespace penstock::bench
