#include "app/recordedtraffic.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <string>
#include <vector>

namespace penstock::app
{

namespace
{

using std::chrono::microseconds;
using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr double requestsPerMinute = 86;
constexpr double tokensPerRequest = 479; // makes 41.2k a minute
constexpr std::int64_t badLuckEvery = 150;

enum Place : std::size_t { Eu1, Eu2, Us1, Us2 };

constexpr std::array<std::string_view, 4> names = {"eu-1", "eu-2", "us-1", "us-2"};
constexpr std::array<std::string_view, 4> deployments = {"gpt4o-prod", "gpt-4o", "gpt-4o", "mini"};
constexpr std::array<double, 4> usualShares = {0.33, 0.38, 0.25, 0.04};
constexpr std::array<double, 4> sharesAfter = {0.42, 0.31, 0.27, 0.0};
constexpr std::array<double, 4> throttledShares = {0.68, 0.0, 0.32, 0.0};

} // namespace

RecordedTraffic::Story::Story(RandomSource &random)
    : throttleBegin(random.betweenInclusive(244, 264))
    , throttleEnd(random.betweenInclusive(136, 150))
    , throttledAgain(random.betweenInclusive(18, 22))
    , failing(random.betweenInclusive(31, 34))
{
}

RecordedTraffic::RecordedTraffic(std::uint64_t seed, FrozenClock &clock,
                                 service::TrafficTally &tally, RecordedControl &control)
    : m_random(seed)
    , m_end(clock.systemNow())
    , m_clock(clock)
    , m_tally(tally)
    , m_control(control)
    , m_story(m_random)
    , m_phase(m_random.between(0, 2 * std::numbers::pi))
    , m_nextThrottled(m_story.throttleBegin)
    , m_nextFailure(m_story.failing)
{
}

void RecordedTraffic::play(seconds length, seconds recordsOf, const Watcher &watcher)
{
    m_nextBadLuck = length.count() - m_random.betweenInclusive(0, badLuckEvery - 1);
    for (std::int64_t left = length.count(); left >= 0; --left) {
        if (left == recordsOf.count()) {
            m_tally.keepRecords(service::TrafficTally::Keep::Records);
        }
        playSecond(left);
        watcher();
    }
    m_clock.moveTo(m_end);
}

void RecordedTraffic::playSecond(std::int64_t left)
{
    const SystemTime second = std::chrono::floor<seconds>(m_end - seconds(left));
    m_due += requestsPerMinute / 60 * level(left);
    std::vector<std::int64_t> moments;
    const double count = std::floor(m_due);
    m_due -= count;
    for (int i = 0; i < static_cast<int>(count); ++i) {
        moments.push_back(m_random.betweenInclusive(0, 899));
    }
    std::ranges::sort(moments);
    for (const std::int64_t moment : moments) {
        m_clock.moveTo(second + milliseconds(moment));
        playRequest(left, m_clock.systemNow());
    }
}

void RecordedTraffic::playRequest(std::int64_t left, SystemTime at)
{
    // Most are quick, few are slow.
    const milliseconds untilAnswer(std::llround(420 * std::exp(m_random.between(-0.9, 1.15))));
    const milliseconds took = untilAnswer + milliseconds(m_random.betweenInclusive(80, 4200));
    proxy::RequestRecord record{.at = at - took,
                                .id = "rec-" + std::to_string(++m_number),
                                .method = "POST",
                                .path = "/v1/chat/completions",
                                .model = "gpt-4o",
                                .overhead = microseconds(m_random.betweenInclusive(140, 420)),
                                .untilAnswer = untilAnswer,
                                .took = took};
    m_tally.requestBegan();
    if (isUnlucky(left)) {
        attempt(record, Eu1, Outcome::Failed, "503");
        attempt(record, Us1, Outcome::Failed, "503");
        record.status = 503;
        record.problem = "upstream_error";
        m_tally.requestEnded(record);
        return;
    }
    std::size_t place = placeFor(left);
    if (isThrottled(left) && left <= m_nextThrottled) {
        attempt(record, Eu2, Outcome::RateLimited, "429");
        m_nextThrottled = left - (left > m_story.throttledAgain ? 8 : 3);
        place = Eu1;
    } else if (m_failuresLeft > 0 && left <= m_nextFailure) {
        attempt(record, Us2, Outcome::Failed, "503");
        constexpr int untilTriedAgain = 13;
        --m_failuresLeft;
        m_nextFailure = left - (m_failuresLeft > 1 ? 3 : untilTriedAgain);
        place = Us1;
    }
    const std::int64_t tokens = nextTokens();
    attempt(record, place, Outcome::Good, "200", tokens);
    const std::int64_t completion = tokens / 4;
    record.status = 200;
    record.usage = proxy::TokenUsage{
        .prompt = tokens - completion, .completion = completion, .total = tokens};
    m_tally.requestEnded(record);
}

void RecordedTraffic::attempt(proxy::RequestRecord &record, std::size_t place, Outcome outcome,
                              std::string_view reason, std::int64_t tokens)
{
    record.instance = names[place];
    record.instanceId = InstanceId(record.instance);
    record.deployment = deployments[place];
    record.attempts.push_back({.instanceId = record.instanceId,
                               .instance = record.instance,
                               .deployment = record.deployment,
                               .outcome = outcome,
                               .reason = std::string(reason),
                               .took = outcome == Outcome::Good
                                   ? record.untilAnswer
                                   : milliseconds(m_random.betweenInclusive(24, 60))});
    m_tally.attemptEnded(record.attempts.back());
    m_control.attempt(record.attempts.back(), tokens);
}

// Chance alone would make the curves too rough: each place gets its share sooner or later.
std::size_t RecordedTraffic::placeFor(std::int64_t left)
{
    const auto &shares = isThrottled(left) ? throttledShares
        : left > m_story.throttleBegin     ? usualShares
        : left > m_story.failing           ? usualShares
                                           : sharesAfter;
    std::size_t place = Eu1;
    for (std::size_t i = 0; i < places; ++i) {
        m_credit[i] = shares[i] > 0 ? m_credit[i] + shares[i] * m_random.between(0.5, 1.5) : 0;
        if (shares[i] > 0 && m_credit[i] > m_credit[place]) {
            place = i;
        }
    }
    m_credit[place] -= 1;
    return place;
}

// Long ones are followed by short ones, so that a minute is not far from what it should be.
std::int64_t RecordedTraffic::nextTokens()
{
    constexpr double correction = 0.2;
    constexpr double fewest = 60;
    const double wanted = tokensPerRequest * m_random.between(0.3, 1.7) - correction * m_surplus;
    const std::int64_t tokens = std::llround(std::max(wanted, fewest));
    m_surplus += static_cast<double>(tokens) - tokensPerRequest;
    return tokens;
}

bool RecordedTraffic::isThrottled(std::int64_t left) const
{
    return (left <= m_story.throttleBegin && left > m_story.throttleEnd)
        || left <= m_story.throttledAgain;
}

/// How much is asked for, beside the usual.
double RecordedTraffic::level(std::int64_t left) const
{
    const auto seconds = static_cast<double>(left);
    const double swell
        = 0.05 * std::sin(seconds / 47 + m_phase) + 0.04 * std::sin(seconds / 13 + 2 * m_phase);
    constexpr double peak = 170;
    constexpr double width = 80;
    const double hill = 0.25 * std::exp(-std::pow((seconds - peak) / width, 2));
    // The last minute is the one that is read as a number.
    const double calm = std::min(1.0, seconds / 90);
    return 1 + swell * calm + hill * calm;
}

/// A request that nobody could serve.
bool RecordedTraffic::isUnlucky(std::int64_t left)
{
    constexpr std::int64_t notSince = 62; // states follow from the last attempts
    if (left > m_nextBadLuck || left < notSince) {
        return false;
    }
    m_nextBadLuck -= badLuckEvery;
    return true;
}

} // namespace penstock::app
