#pragma once

#include "base/random.h"
#include "simulator/answertext.h"
#include "simulator/modelcard.h"
#include "simulator/reply.h"

#include <span>

namespace penstock::simulator
{

/// Gives an answer the times that it would take in life, divided by `speed`; none where that is 0.
class Latency final
{
public:
    Latency(const ModelCard &card, double speed, RandomSource &random);

    /// Of an answer that comes when all of it is made.
    [[nodiscard]] Duration untilWhole(const ModelAnswer &answer);
    [[nodiscard]] Duration untilEmbeddings(std::size_t inputs);
    /// The head of a stream leaves with its first event, some time before the first word.
    [[nodiscard]] Duration untilHead(const ModelAnswer &answer);
    [[nodiscard]] std::vector<ReplyPart> paced(std::span<const StreamEvent> events);

private:
    [[nodiscard]] Duration firstToken(const ModelAnswer &answer);
    [[nodiscard]] Duration tokens(std::int64_t count);
    [[nodiscard]] Duration scaled(double seconds) const;

    const ModelCard &m_card;
    double m_speed;
    RandomSource &m_random;
    Duration m_restOfFirst{};
};

} // namespace penstock::simulator
