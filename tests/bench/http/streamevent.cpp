#include "streamevent.h"

#include "textfields.h"

namespace penstock::bench
{

namespace
{

constexpr std::string_view streamMark = "\"stream\":";
constexpr std::string_view numberMark = "\"number\":";
constexpr std::string_view sentMark = "\"sent\":";
constexpr std::string_view targetStart = "/v1/chat/completions?stream=";

} // namespace

std::string format(const StreamEvent &event)
{
    std::string text = "data: {\"id\":\"chatcmpl-1\",\"object\":\"chat.completion.chunk\","
                       "\"choices\":[{\"delta\":{\"content\":\"a token \"}}],";
    text.append(streamMark).append(std::to_string(event.stream)).append(",");
    text.append(numberMark).append(std::to_string(event.number)).append(",");
    text.append(sentMark).append(std::to_string(event.sent.count())).append("}");
    return text.append(eventEnd);
}

std::optional<StreamEvent> parseStreamEvent(std::string_view text)
{
    const auto stream = numberAfter(text, streamMark);
    const auto number = numberAfter(text, numberMark);
    const auto sent = numberAfter(text, sentMark);
    if (!stream || !number || !sent) {
        return std::nullopt;
    }
    return StreamEvent{.stream = *stream,
                       .number = *number,
                       .sent = Nanoseconds(static_cast<Nanoseconds::rep>(*sent))};
}

std::string streamTarget(std::uint64_t stream)
{
    return std::string(targetStart) + std::to_string(stream);
}

std::optional<std::uint64_t> streamOfTarget(std::string_view requestLine)
{
    return numberAfter(requestLine, targetStart);
}

} // namespace penstock::bench
