#pragma once

#include "domain/enumnames.h"

namespace penstock
{

/// How an instance or a target stands. One enumeration for tables, charts, logs and the API.
enum class InstanceState {
    Unknown = 1, ///< nothing has been heard of it
    Healthy,
    Degraded, ///< serves, but some of it fails
    RateLimited,
    Open, ///< the breaker keeps requests away
    HalfOpen, ///< one request tries whether it works again
    ConfigError, ///< will not heal by waiting: a refused key, a deployment that is not there
    Draining,
    Disabled,
};

template<>
inline constexpr auto enumNames<InstanceState> = std::to_array<EnumName<InstanceState>>({
    {InstanceState::Unknown, "Unknown"},
    {InstanceState::Healthy, "Healthy"},
    {InstanceState::Degraded, "Degraded"},
    {InstanceState::RateLimited, "RateLimited"},
    {InstanceState::Open, "Open"},
    {InstanceState::HalfOpen, "HalfOpen"},
    {InstanceState::ConfigError, "ConfigError"},
    {InstanceState::Draining, "Draining"},
    {InstanceState::Disabled, "Disabled"},
});

} // namespace penstock
