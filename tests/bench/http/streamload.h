#pragma once

#include "processorclock.h"
#include "samples.h"
#include "streamcrowd.h"

#include <cstdint>
#include <string>
#include <vector>

namespace penstock::bench
{

/// Many streams at once; how late each event comes, counted from the moment that stands in it.
class StreamLoad final
{
public:
    StreamLoad(const StreamPlan &plan, const std::string &watchedProcesses);

    void run();
    void report();

private:
    void receive(std::size_t index);
    void completed(std::size_t index);
    void leave(std::size_t index);

    StreamPlan m_plan;
    StreamCrowd m_crowd;
    Inbox m_inbox;
    std::vector<Nanoseconds> m_sentTimes;
    ProcessorClock m_processor;
    double m_processorSeconds = 0;
    Samples m_latencies;
    Samples m_firstEvents;
    std::size_t m_clientsLeft = 0;
    std::uint64_t m_completed = 0;
};

} // namespace penstock::bench
