#pragma once

#include "app/frozenclock.h"
#include "app/recordedcontrol.h"
#include "base/random.h"
#include "service/traffictally.h"

#include <array>
#include <chrono>
#include <cstdint>
#include <functional>
#include <string_view>

namespace penstock::app
{

/// Tells a tally and a traffic control, request by request, what went on until the clock's time;
/// see Recording.
class RecordedTraffic final
{
public:
    RecordedTraffic(std::uint64_t seed, FrozenClock &clock, service::TrafficTally &tally,
                    RecordedControl &control);

    /// After each second of it.
    using Watcher = std::function<void()>;
    void play(std::chrono::seconds length, std::chrono::seconds recordsOf, const Watcher &watcher);

private:
    static constexpr std::size_t places = 4; ///< that serve: eu-1, eu-2, us-1, us-2

    /// What happens when, in seconds before the end.
    struct Story {
        explicit Story(RandomSource &random);

        std::int64_t throttleBegin;
        std::int64_t throttleEnd;
        std::int64_t throttledAgain;
        std::int64_t failing; ///< us-2, five times in a row, and once more when it is tried again
    };

    void playSecond(std::int64_t left);
    void playRequest(std::int64_t left, SystemTime at);
    void attempt(proxy::RequestRecord &record, std::size_t place, Outcome outcome,
                 std::string_view reason, std::int64_t tokens = 0);
    [[nodiscard]] std::size_t placeFor(std::int64_t left);
    [[nodiscard]] std::int64_t nextTokens();
    [[nodiscard]] bool isThrottled(std::int64_t left) const;
    [[nodiscard]] double level(std::int64_t left) const;
    [[nodiscard]] bool isUnlucky(std::int64_t left);

    SeededRandom m_random;
    SystemTime m_end;
    FrozenClock &m_clock;
    service::TrafficTally &m_tally;
    RecordedControl &m_control;
    Story m_story;
    double m_phase; ///< of the swell
    double m_due = 0; ///< requests that are owed
    std::array<double, places> m_credit{};
    std::int64_t m_nextThrottled; ///< the next refusal of eu-2
    std::int64_t m_nextFailure; ///< of us-2
    int m_failuresLeft = 6;
    std::int64_t m_nextBadLuck = 0;
    double m_surplus = 0; ///< of tokens
    std::uint64_t m_number = 0;
};

} // namespace penstock::app
