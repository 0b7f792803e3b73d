#pragma once

#include "proxy/requestrecord.h"

namespace penstock::proxy
{

/// Who wants to know what goes on. Called in the threads of all workers, once or twice a request:
/// it may not block.
class TrafficSink
{
public:
    virtual ~TrafficSink() = default;

    virtual void requestBegan() = 0;
    /// A failed one at once, so that the reason is known while others are still being tried.
    virtual void attemptEnded(const AttemptRecord &attempt) = 0;
    /// Of every request that began; its attempts have been told.
    virtual void requestEnded(const RequestRecord &request) = 0;

protected:
    TrafficSink() = default;
    TrafficSink(const TrafficSink &) = default;
    TrafficSink &operator=(const TrafficSink &) = default;
};

} // namespace penstock::proxy
