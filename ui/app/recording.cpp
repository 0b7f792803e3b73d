#include "app/recording.h"

#include "app/recordedtraffic.h"

namespace penstock::app
{

Recording::Recording(RecordedState state, std::uint64_t seed, FrozenClock &clock,
                     RecordedControl control, const Watcher &watcher)
    : m_tally(clock)
{
    if (state == RecordedState::Empty) {
        return;
    }
    constexpr std::chrono::seconds recordsOf(180);
    constexpr int underWay = 3;
    RecordedTraffic(seed, clock, m_tally, control).play(length, recordsOf, [&] {
        watcher(m_tally, clock);
    });
    m_latest = m_tally.takeRecords();
    m_tally.keepRecords(service::TrafficTally::Keep::Nothing);
    for (int i = 0; i < underWay; ++i) {
        m_tally.requestBegan();
    }
}

} // namespace penstock::app
