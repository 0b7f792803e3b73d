#include "stormreport.h"

#include <algorithm>
#include <cstdio>

namespace penstock::test
{

std::optional<std::size_t> missedChance(const StormOutcome &outcome, const StormHistory &history,
                                        std::size_t instances, const WasAsked &wasAsked)
{
    // As long as it takes to decide and to ask on a busy machine.
    constexpr std::chrono::milliseconds lastPart(300);
    const auto from = std::max(outcome.begin, outcome.end - lastPart);
    for (std::size_t i = 0; i < instances; ++i) {
        if (!wasAsked(outcome.answer, i) && history.wasAlive(i, from, outcome.end)) {
            return i;
        }
    }
    return std::nullopt;
}

std::optional<std::string> missedChance(const StormOutcome &outcome, const StormHistory &history,
                                        const std::vector<std::string> &instances)
{
    const auto wasAsked = [&instances](const RawAnswer &answer, std::size_t i) {
        const std::string attempts = ',' + answer.field("x-penstock-attempts");
        return attempts.find(',' + instances[i] + ':') != std::string::npos;
    };
    const auto missed = missedChance(outcome, history, instances.size(), wasAsked);
    return missed ? std::optional(instances[*missed]) : std::nullopt;
}

StormReport::StormReport(const std::vector<StormOutcome> &outcomes) : requests(outcomes.size())
{
    std::vector<std::chrono::milliseconds> times;
    for (const StormOutcome &outcome : outcomes) {
        good += outcome.isGood ? 1U : 0U;
        times.push_back(outcome.took());
        wastedCalls += outcome.attempts - (outcome.isGood && outcome.attempts > 0 ? 1 : 0);
        heldRequests += outcome.held > std::chrono::milliseconds(0) ? 1U : 0U;
        held += outcome.held;
    }
    if (!times.empty()) {
        std::ranges::sort(times);
        median = times[times.size() / 2];
        p95 = times[times.size() * 95 / 100];
    }
}

double StormReport::goodShare() const
{
    return requests == 0 ? 0 : static_cast<double>(good) / static_cast<double>(requests);
}

std::string StormReport::text() const
{
    constexpr double percent = 100;
    std::string text(256, '\0');
    const int length = std::snprintf(
        text.data(), text.size(),
        "%zu requests, %.2f %% good, p50 %lld ms, p95 %lld ms, %lld upstream calls wasted, "
        "%zu requests held for %lld ms together",
        requests, percent * goodShare(), static_cast<long long>(median.count()),
        static_cast<long long>(p95.count()), static_cast<long long>(wastedCalls), heldRequests,
        static_cast<long long>(held.count()));
    text.resize(static_cast<std::size_t>(std::max(length, 0)));
    return text;
}

} // namespace penstock::test
