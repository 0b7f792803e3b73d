#include "app/recording.h"

#include "app/recordedtraffic.h"

namespace penstock::app
{

Recording::Recording(RecordedState state, std::uint64_t seed, SystemTime end)
    : m_clock(end)
    , m_tally(m_clock)
{
    if (state == RecordedState::Empty) {
        return;
    }
    constexpr std::chrono::seconds recordsOf(180);
    constexpr int underWay = 3;
    RecordedTraffic(seed, end, m_clock, m_tally).play(length, recordsOf);
    m_latest = m_tally.takeRecords();
    m_tally.keepRecords(service::TrafficTally::Keep::Nothing);
    for (int i = 0; i < underWay; ++i) {
        m_tally.requestBegan();
    }
}

} // namespace penstock::app
