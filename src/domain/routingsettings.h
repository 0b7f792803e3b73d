#pragma once

#include "domain/enumnames.h"
#include "domain/ids.h"

#include <chrono>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace penstock
{

enum class Strategy {
    Failover = 1,
    Priority,
    RoundRobin,
    Weighted,
    LeastLoaded,
    Headroom,
    ModelSpecific
};

template<>
inline constexpr auto enumNames<Strategy> = std::to_array<EnumName<Strategy>>({
    {Strategy::Failover, "failover"},
    {Strategy::Priority, "priority"},
    {Strategy::RoundRobin, "round_robin"},
    {Strategy::Weighted, "weighted"},
    {Strategy::LeastLoaded, "least_loaded"},
    {Strategy::Headroom, "headroom"},
    {Strategy::ModelSpecific, "model_specific"},
});

/// What happens to a request when every breaker that matters stands open.
enum class AllOpen { Soonest = 1, All, Reject };

template<>
inline constexpr auto enumNames<AllOpen> = std::to_array<EnumName<AllOpen>>({
    {AllOpen::Soonest, "soonest"},
    {AllOpen::All, "all"},
    {AllOpen::Reject, "reject"},
});

/// Repair of parameters that the upstream refused by name.
enum class Repair { Off = 1, Ask, Auto };

template<>
inline constexpr auto enumNames<Repair> = std::to_array<EnumName<Repair>>({
    {Repair::Off, "off"},
    {Repair::Ask, "ask"},
    {Repair::Auto, "auto"},
});

enum class OnPinLoss { Reject = 1, StripReasoning };

template<>
inline constexpr auto enumNames<OnPinLoss> = std::to_array<EnumName<OnPinLoss>>({
    {OnPinLoss::Reject, "reject"},
    {OnPinLoss::StripReasoning, "strip_reasoning"},
});

enum class Affinity { None = 1, Cookie, Header, ClientKey, Auto };

template<>
inline constexpr auto enumNames<Affinity> = std::to_array<EnumName<Affinity>>({
    {Affinity::None, "none"},
    {Affinity::Cookie, "cookie"},
    {Affinity::Header, "header"},
    {Affinity::ClientKey, "client_key"},
    {Affinity::Auto, "auto"},
});

enum class AffinityStrength { Soft = 1, Strong };

template<>
inline constexpr auto enumNames<AffinityStrength> = std::to_array<EnumName<AffinityStrength>>({
    {AffinityStrength::Soft, "soft"},
    {AffinityStrength::Strong, "strong"},
});

/// What one model sets for itself; absent values come from the routing settings around it.
struct ModelRouting {
    std::optional<Strategy> strategy;
    std::optional<int> retries;
    std::optional<std::chrono::milliseconds> queueWait;
    std::vector<ModelName> fallbackModels;

    friend bool operator==(const ModelRouting &, const ModelRouting &) = default;
};

struct RoutingSettings {
    Strategy strategy = Strategy::Failover;
    bool withinPriority = false;
    double spillAt = 1.0;
    double streamReserve = 0.0;
    int retries = 3; ///< further attempts after the first
    std::chrono::milliseconds firstByteTimeout = std::chrono::seconds(120);
    std::chrono::milliseconds firstByteTimeoutNonStream = std::chrono::seconds(600);
    std::chrono::milliseconds streamIdleTimeout = std::chrono::seconds(300);
    std::chrono::milliseconds totalDeadline = std::chrono::seconds(600);
    std::chrono::milliseconds connectTimeout = std::chrono::seconds(5);
    std::chrono::milliseconds softCommit = std::chrono::seconds(10); ///< zero: never
    std::chrono::milliseconds queueWait = std::chrono::seconds(20); ///< zero: no holding
    int maxWaiting = 64;
    bool replayAfterTimeout = false;
    Repair repair = Repair::Ask;
    OnPinLoss onPinLoss = OnPinLoss::Reject;
    Affinity affinity = Affinity::None;
    AffinityStrength affinityStrength = AffinityStrength::Soft;
    std::string affinityCookie = "APIM-Backend-Instance";
    AllOpen allOpen = AllOpen::Soonest;
    std::map<ModelName, ModelName> aliases;
    std::map<ModelName, ModelRouting> models;

    friend bool operator==(const RoutingSettings &, const RoutingSettings &) = default;
};

} // namespace penstock
