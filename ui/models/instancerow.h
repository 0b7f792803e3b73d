#pragma once

#include "domain/gatewayconfig.h"
#include "service/gatewaysnapshot.h"

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace penstock::models
{

/// One of its deployments.
struct DeploymentRow {
    std::string name;
    InstanceState state = InstanceState::Unknown;
    std::string cause;
    std::chrono::seconds remaining{0}; ///< until the state changes by itself; zero: it does not

    friend bool operator==(const DeploymentRow &, const DeploymentRow &) = default;
};

/// An instance as tables show it: its settings, and how it is doing as far as that is known.
struct InstanceRow {
    InstanceId id;
    std::string name;
    std::string host;
    std::string region;
    bool isEnabled = true;
    bool isResting = false; ///< the gateway does not run
    InstanceState state = InstanceState::Unknown;
    std::string cause;
    std::chrono::seconds remaining{0}; ///< until the state changes by itself; zero: it does not
    std::vector<DeploymentRow> deployments;
    std::string signIn; ///< how it is signed in to, without any secret
    int priority = 0;
    int weight = 0;
    std::int64_t maxTpm = 0;
    std::vector<std::string> models;
    std::uint64_t requests = 0;
    std::uint64_t errors = 0;
    std::uint64_t tokens = 0;
    service::TrafficBucket lastMinute;
    std::optional<service::LastError> lastError;
    std::string lastErrorAge; ///< as text, so that the row changes when the text does

    friend bool operator==(const InstanceRow &, const InstanceRow &) = default;
};

/// In the order of the configuration. An instance that the snapshot does not know yet is there all
/// the same.
[[nodiscard]] std::vector<InstanceRow>
instanceRows(const GatewayConfig &config, const service::GatewaySnapshot &snapshot,
             service::GatewayPhase phase = service::GatewayPhase::Running);

} // namespace penstock::models
