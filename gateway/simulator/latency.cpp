#include "simulator/latency.h"

#include "simulator/prose.h"

namespace penstock::simulator
{

namespace
{

constexpr double spreadOfFirst = 0.35;
constexpr double spreadOfNext = 0.25;
constexpr double secondsPerPromptToken = 0.00002;
constexpr int headShare = 3; // of four parts of the time to the first token

} // namespace

Latency::Latency(const ModelCard &card, double speed, RandomSource &random)
    : m_card(card)
    , m_speed(speed)
    , m_random(random)
{
}

Duration Latency::scaled(double seconds) const
{
    if (m_speed <= 0) {
        return {};
    }
    return std::chrono::duration_cast<Duration>(std::chrono::duration<double>(seconds / m_speed));
}

Duration Latency::firstToken(const ModelAnswer &answer)
{
    const double median = std::chrono::duration<double>(m_card.firstToken).count();
    const double reading = static_cast<double>(answer.promptTokens) * secondsPerPromptToken;
    return scaled(logNormal(median, spreadOfFirst, m_random) + reading)
        + tokens(answer.reasoningTokens);
}

Duration Latency::tokens(std::int64_t count)
{
    if (count <= 0 || m_card.tokensPerSecond <= 0) {
        return {};
    }
    return scaled(
        logNormal(static_cast<double>(count) / m_card.tokensPerSecond, spreadOfNext, m_random));
}

Duration Latency::untilWhole(const ModelAnswer &answer)
{
    return firstToken(answer) + tokens(answer.completionTokens - answer.reasoningTokens);
}

Duration Latency::untilEmbeddings(std::size_t inputs)
{
    const double median = std::chrono::duration<double>(m_card.firstToken).count();
    constexpr double secondsPerInput = 0.002;
    return scaled(logNormal(median, spreadOfFirst, m_random)
                  + secondsPerInput * static_cast<double>(inputs));
}

Duration Latency::untilHead(const ModelAnswer &answer)
{
    const Duration first = firstToken(answer);
    const Duration head = first / 4 * headShare;
    m_restOfFirst = first - head;
    return head;
}

std::vector<ReplyPart> Latency::paced(std::span<const StreamEvent> events)
{
    std::vector<ReplyPart> parts;
    parts.reserve(events.size());
    for (const StreamEvent &event : events) {
        Duration pause = tokens(event.tokens);
        if (parts.size() == 1) {
            pause += m_restOfFirst;
        }
        parts.push_back({.pause = pause, .bytes = event.text, .tokens = event.tokens});
    }
    return parts;
}

} // namespace penstock::simulator
