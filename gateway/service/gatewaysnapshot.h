#pragma once

#include "base/clock.h"
#include "base/error.h"
#include "domain/ids.h"
#include "domain/instancestate.h"
#include "domain/outcome.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace penstock::service
{

/// What happened within one second.
struct TrafficBucket {
    std::uint32_t requests = 0;
    std::uint32_t errors = 0;
    std::uint64_t tokens = 0;

    TrafficBucket &operator+=(const TrafficBucket &other);
    friend bool operator==(const TrafficBucket &, const TrafficBucket &) = default;
};

struct InstanceHistory {
    InstanceId id;
    std::string name;
    std::vector<TrafficBucket> buckets; ///< one a second, oldest first
};

/// The last quarter of an hour, second by second; the second that is running is not part of it.
/// Seconds in which the gateway did not run are empty.
struct TrafficHistory {
    std::int64_t firstSecond = 0; ///< since 1970
    std::vector<InstanceHistory> instances;
    std::vector<TrafficBucket> total; ///< as clients saw it: their requests, not our attempts
};

struct LastError {
    SystemTime at;
    Outcome outcome = Outcome::Failed;
    std::string reason; ///< a status, or a word such as "refused"

    friend bool operator==(const LastError &, const LastError &) = default;
};

/// Host and port of an address, as people recognise it: without scheme and path.
[[nodiscard]] std::string hostOf(std::string_view address);

/// How one deployment of an instance is doing.
struct TargetView {
    DeploymentId deployment;
    InstanceState state = InstanceState::Unknown;
    std::string cause; ///< a sentence; empty where the state says it all
    std::optional<SystemTime> nextChange; ///< when that changes by itself
    std::int64_t admitted = 0; ///< tokens that are held against it, of the last minute
    std::int64_t reserved = 0; ///< part of them that runs just now
    std::int64_t limit = 0; ///< in force, in tokens a minute; zero: none
    int inFlight = 0;

    friend bool operator==(const TargetView &, const TargetView &) = default;
};

/// Requests that wait for room.
struct QueueView {
    std::string model;
    int waiting = 0;

    friend bool operator==(const QueueView &, const QueueView &) = default;
};

/// How one instance is doing.
struct InstanceView {
    InstanceId id;
    std::string name;
    std::string host; ///< of its address
    std::string region;
    InstanceState state = InstanceState::Unknown;
    std::string cause; ///< a sentence; empty where the state says it all
    std::optional<SystemTime> nextChange; ///< when that changes by itself
    std::vector<TargetView> targets;
    std::uint64_t requests = 0; ///< attempts, since the gateway started
    std::uint64_t errors = 0; ///< of them failed
    std::uint64_t tokens = 0;
    TrafficBucket lastMinute;
    std::int64_t maxTpm = 0; ///< zero: not limited
    std::optional<LastError> lastError;

    friend bool operator==(const InstanceView &, const InstanceView &) = default;
};

/// The state of the running gateway, as a person looks at it. Never changed once it is made.
struct GatewaySnapshot {
    SystemTime at;
    std::uint64_t requests = 0; ///< of clients, since the gateway started
    std::uint64_t errors = 0; ///< answered with 5xx, cut, or refused for want of a target
    std::uint64_t moved = 0; ///< requests that were answered although an attempt had failed
    std::uint64_t tokens = 0;
    TrafficBucket lastMinute;
    int inFlight = 0;
    std::vector<QueueView> queues; ///< of models with somebody in it
    std::vector<InstanceView> instances; ///< in the order of the configuration
    std::shared_ptr<const TrafficHistory> history; ///< renewed once a second
};

enum class GatewayPhase { Stopped = 1, Starting, Running, Stopping };

struct GatewayStatus {
    GatewayPhase phase = GatewayPhase::Stopped;
    std::vector<std::string> baseUrls; ///< where clients reach it, while it runs
    std::uint16_t port = 0;
    std::optional<Error> error; ///< why it does not run, or why the last change did not go through
    /// Where another program has the port: the next one that is free. Zero: that is not why.
    std::uint16_t freePort = 0;
    SystemTime since;
};

} // namespace penstock::service
