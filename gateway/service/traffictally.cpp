#include "service/traffictally.h"

#include <algorithm>
#include <utility>

namespace penstock::service
{

namespace
{

constexpr int clientClosed = 499;
constexpr std::int64_t minute = 60;
constexpr std::int64_t told = SecondRing::length - 1; // all but the running one

bool isFailure(Outcome outcome)
{
    return outcome != Outcome::Good && isEvidence(outcome);
}

/// A failure of the service and not of the request itself.
bool isError(const proxy::RequestRecord &request)
{
    return request.status >= 500 || request.status == 429
        || (request.status < 400 && !request.problem.empty());
}

std::uint64_t tokensOf(const proxy::RequestRecord &request)
{
    return request.usage ? static_cast<std::uint64_t>(request.usage->prompt)
            + static_cast<std::uint64_t>(request.usage->completion)
                         : 0;
}

bool wasMoved(const proxy::RequestRecord &request)
{
    return request.status < 400 && request.problem.empty()
        && std::ranges::any_of(
               request.attempts,
               [](const proxy::AttemptRecord &attempt) { return isFailure(attempt.outcome); });
}

} // namespace

TrafficBucket &TrafficBucket::operator+=(const TrafficBucket &other)
{
    requests += other.requests;
    errors += other.errors;
    tokens += other.tokens;
    return *this;
}

void SecondRing::add(std::int64_t second, const TrafficBucket &bucket)
{
    if (m_slots.empty()) {
        m_slots.resize(static_cast<std::size_t>(length));
    }
    Slot &slot = m_slots[static_cast<std::size_t>(second % length)];
    if (slot.second != second) {
        slot = {.second = second};
    }
    slot.bucket += bucket;
}

// Without a division for each second: a snapshot asks for a hundred thousand of them.
template<class Visit>
void SecondRing::forEach(std::int64_t first, std::int64_t end, Visit visit) const
{
    if (m_slots.empty()) {
        return;
    }
    std::int64_t second = std::max<std::int64_t>(first, 0);
    auto slot = m_slots.begin() + static_cast<std::ptrdiff_t>(second % length);
    for (; second < end; ++second) {
        if (slot->second == second) {
            visit(second, slot->bucket);
        }
        if (++slot == m_slots.end()) {
            slot = m_slots.begin();
        }
    }
}

TrafficBucket SecondRing::sum(std::int64_t end, std::int64_t count) const
{
    TrafficBucket all;
    forEach(end - count, end, [&all](std::int64_t, const TrafficBucket &bucket) { all += bucket; });
    return all;
}

std::vector<TrafficBucket> SecondRing::range(std::int64_t first, std::int64_t end) const
{
    std::vector<TrafficBucket> buckets(
        static_cast<std::size_t>(std::max<std::int64_t>(0, end - first)));
    forEach(first, end, [&](std::int64_t second, const TrafficBucket &bucket) {
        buckets[static_cast<std::size_t>(second - first)] = bucket;
    });
    return buckets;
}

std::int64_t TrafficTally::secondNow() const
{
    return std::chrono::duration_cast<std::chrono::seconds>(m_clock.systemNow().time_since_epoch())
        .count();
}

void TrafficTally::requestBegan()
{
    ++m_inFlight;
    ++m_version;
}

void TrafficTally::attemptEnded(const proxy::AttemptRecord &attempt)
{
    if (!isEvidence(attempt.outcome)) {
        return;
    }
    const bool failed = isFailure(attempt.outcome);
    const std::int64_t second = secondNow();
    {
        const std::scoped_lock lock(m_mutex);
        Instance &instance = m_instances[attempt.instanceId];
        ++instance.requests;
        if (failed) {
            ++instance.errors;
            instance.lastError = {m_clock.systemNow(), attempt.outcome, attempt.reason};
        }
        instance.seconds.add(second, {.requests = 1, .errors = failed ? 1U : 0U});
    }
    ++m_version;
}

void TrafficTally::requestEnded(const proxy::RequestRecord &request)
{
    const std::uint64_t tokens = tokensOf(request);
    const bool failed = isError(request);
    const std::int64_t second = secondNow();
    {
        const std::scoped_lock lock(m_mutex);
        ++m_requests;
        m_errors += failed ? 1U : 0U;
        m_moved += wasMoved(request) ? 1U : 0U;
        m_tokens += tokens;
        m_seconds.add(second, {.requests = 1, .errors = failed ? 1U : 0U, .tokens = tokens});
        if (tokens > 0) {
            Instance &instance = m_instances[request.instanceId];
            instance.tokens += tokens;
            instance.seconds.add(second, {.tokens = tokens});
        }
        if (m_keep == Keep::Records) {
            if (m_records.records.size() < mostRecords) {
                m_records.records.push_back(request);
            } else {
                ++m_records.dropped;
            }
        }
    }
    --m_inFlight;
    ++m_version;
}

std::vector<TrafficTally::InstanceNumbers> TrafficTally::read(const std::vector<InstanceId> &ids,
                                                              GatewaySnapshot &totals) const
{
    const std::int64_t end = secondNow() + 1;
    std::vector<InstanceNumbers> all;
    all.reserve(ids.size());
    const std::scoped_lock lock(m_mutex);
    totals.requests = m_requests;
    totals.errors = m_errors;
    totals.moved = m_moved;
    totals.tokens = m_tokens;
    totals.lastMinute = m_seconds.sum(end, minute);
    for (const InstanceId &id : ids) {
        const auto found = m_instances.find(id);
        if (found == m_instances.end()) {
            all.emplace_back();
            continue;
        }
        const Instance &instance = found->second;
        all.push_back({.requests = instance.requests,
                       .errors = instance.errors,
                       .tokens = instance.tokens,
                       .lastMinute = instance.seconds.sum(end, minute),
                       .lastError = instance.lastError});
    }
    return all;
}

TrafficHistory TrafficTally::history(const std::vector<InstanceId> &ids) const
{
    // The running second would look like a collapse.
    const std::int64_t end = secondNow();
    TrafficHistory history{.firstSecond = end - told};
    const auto seconds
        = [&](const SecondRing &ring) { return ring.range(history.firstSecond, end); };
    {
        const std::scoped_lock lock(m_mutex);
        history.total = seconds(m_seconds);
    }
    static const SecondRing nothing;
    history.instances.reserve(ids.size());
    for (const InstanceId &id : ids) {
        // One at a time: workers wait for this lock, and what they add now is of no second told
        // here.
        const std::scoped_lock lock(m_mutex);
        const auto found = m_instances.find(id);
        const SecondRing &ring = found == m_instances.end() ? nothing : found->second.seconds;
        history.instances.push_back({.id = id, .name = {}, .buckets = seconds(ring)});
    }
    return history;
}

void TrafficTally::keepRecords(Keep keep)
{
    const std::scoped_lock lock(m_mutex);
    m_keep = keep;
    if (keep == Keep::Nothing) {
        m_records = {};
    }
}

RecordBatch TrafficTally::takeRecords()
{
    const std::scoped_lock lock(m_mutex);
    return std::exchange(m_records, {});
}

} // namespace penstock::service
