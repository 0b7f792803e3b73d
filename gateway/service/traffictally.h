#pragma once

#include "base/clock.h"
#include "base/ringbuffer.h"
#include "proxy/trafficsink.h"
#include "service/gatewaysnapshot.h"

#include <atomic>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <unordered_map>
#include <vector>

namespace penstock::service
{

/// Traffic of the last quarter of an hour, in a ring of seconds.
class SecondRing final
{
public:
    static constexpr std::int64_t length = 901; // the one that is running, too

    void add(std::int64_t second, const TrafficBucket &bucket);
    /// Of the `count` seconds before `end`.
    [[nodiscard]] TrafficBucket sum(std::int64_t end, std::int64_t count) const;
    /// From `first` up to and without `end`.
    [[nodiscard]] std::vector<TrafficBucket> range(std::int64_t first, std::int64_t end) const;

private:
    struct Slot {
        std::int64_t second = -1;
        TrafficBucket bucket;
    };

    template<class Visit>
    void forEach(std::int64_t first, std::int64_t end, Visit visit) const;

    std::vector<Slot> m_slots; ///< taken with the first value
};

/// Request records on their way to somebody who looks.
struct RecordBatch {
    std::vector<proxy::RequestRecord> records;
    std::uint64_t dropped = 0; ///< there were too many for the eye anyway
};

/// Adds up what all workers do. One lock, held for arithmetic only.
class TrafficTally final : public proxy::TrafficSink
{
public:
    explicit TrafficTally(const Clock &clock) : m_clock(clock) { }

    void requestBegan() override;
    void attemptEnded(const proxy::AttemptRecord &attempt) override;
    void requestEnded(const proxy::RequestRecord &request) override;

    /// Grows with everything that a snapshot would show.
    [[nodiscard]] std::uint64_t version() const { return m_version.load(); }
    [[nodiscard]] int inFlight() const { return m_inFlight.load(); }

    struct InstanceNumbers {
        std::uint64_t requests = 0;
        std::uint64_t errors = 0;
        std::uint64_t tokens = 0;
        TrafficBucket lastMinute;
        std::optional<LastError> lastError;
    };
    /// Of instances in this order, and of all of them together in the snapshot's own fields.
    [[nodiscard]] std::vector<InstanceNumbers> read(const std::vector<InstanceId> &ids,
                                                    GatewaySnapshot &totals) const;
    [[nodiscard]] TrafficHistory history(const std::vector<InstanceId> &ids) const;

    enum class Keep { Records = 1, Nothing };
    /// Whether request records are wanted.
    void keepRecords(Keep keep);
    [[nodiscard]] RecordBatch takeRecords();

private:
    static constexpr std::size_t mostRecords = 2000;

    struct Instance {
        std::uint64_t requests = 0;
        std::uint64_t errors = 0;
        std::uint64_t tokens = 0;
        std::optional<LastError> lastError;
        SecondRing seconds;
    };

    [[nodiscard]] std::int64_t secondNow() const;

    const Clock &m_clock;
    std::atomic<std::uint64_t> m_version{0};
    std::atomic<int> m_inFlight{0};
    mutable std::mutex m_mutex;
    std::unordered_map<InstanceId, Instance> m_instances;
    std::uint64_t m_requests = 0;
    std::uint64_t m_errors = 0;
    std::uint64_t m_moved = 0;
    std::uint64_t m_tokens = 0;
    SecondRing m_seconds;
    Keep m_keep = Keep::Nothing;
    RecordBatch m_records;
};

} // namespace penstock::service
