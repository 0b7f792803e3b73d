#include "streamevent.h"

#include "textfields.h"

namespace penstock::bench
{

namespace
{

constexpr std::string_view streamMark = "\"stream\":";
constexpr std::string_view numberMark = "\"number\":";
constexpr std::string_view sentMark = "\"sent\":";
constexpr std::string_view common
    = R"(data: {"id":"chatcmpl-1","object":"chat.completion.chunk","created":1700000000,)"
      R"("model":"gpt-4o-2024-11-20","system_fingerprint":"fp_0123456789",)";

} // namespace

std::string format(const StreamEvent &event, Usage usage)
{
    std::string text(common);
    text.append(R"("choices":[{"index":0,"delta":{"content":" token"},"logprobs":null,)"
                R"("finish_reason":null}],)");
    text.append(streamMark).append(std::to_string(event.stream)).append(",");
    text.append(numberMark).append(std::to_string(event.number)).append(",");
    text.append(sentMark).append(std::to_string(event.sent.count()));
    text.append(usage == Usage::Asked ? R"(,"usage":null})" : "}");
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

std::string endOfStream(std::uint64_t events, Usage usage)
{
    std::string text;
    if (usage == Usage::Asked) {
        const std::string tokens = std::to_string(events);
        text.append(common).append(R"("choices":[],"usage":{"prompt_tokens":256,)");
        text.append(R"("completion_tokens":)").append(tokens);
        text.append(R"(,"total_tokens":)").append(std::to_string(events + 256)).append("}}");
        text.append(eventEnd);
    }
    return text.append(doneEvent).append(eventEnd);
}

} // namespace penstock::bench
