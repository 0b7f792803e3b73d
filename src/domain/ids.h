#pragma once

#include "base/strongid.h"

namespace penstock
{

/// Outlives a rename: ledgers, breakers, pins and secrets hang on it.
using InstanceId = StrongId<struct InstanceIdTag>;
/// The name of a deployment inside one Azure resource.
using DeploymentId = StrongId<struct DeploymentIdTag>;
/// What a client writes into `model`; exact and case-sensitive.
using ModelName = StrongId<struct ModelNameTag>;
/// The name of a client key.
using ClientId = StrongId<struct ClientIdTag>;

/// Where a request can be sent: a deployment inside an instance.
struct TargetId {
    InstanceId instance;
    DeploymentId deployment;

    friend auto operator<=>(const TargetId &, const TargetId &) = default;
    friend bool operator==(const TargetId &, const TargetId &) = default;
};

} // namespace penstock

template<>
struct std::hash<penstock::TargetId> {
    std::size_t operator()(const penstock::TargetId &id) const noexcept
    {
        const std::size_t seed = std::hash<penstock::InstanceId>{}(id.instance);
        return seed
            ^ (std::hash<penstock::DeploymentId>{}(id.deployment) + 0x9e3779b9U + (seed << 6U)
               + (seed >> 2U));
    }
};
