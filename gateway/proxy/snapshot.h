#pragma once

#include "base/result.h"
#include "base/secretstring.h"
#include "domain/gatewayconfig.h"
#include "proxy/clientkeys.h"
#include "routing/modeltable.h"
#include "routing/trafficcontrol.h"
#include "secrets/secretstore.h"
#include "upstream/upstreamrequest.h"

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace penstock::proxy
{

/// What the workers need of one configuration, worked out once. Never changes; requests under way
/// keep the one that they began with.
class Snapshot final
{
public:
    struct Instance {
        const InstanceSettings *settings = nullptr;
        SecretString key; ///< empty: none is needed, or there is a problem
        wire::HeaderFields extraFields;
        std::shared_ptr<const upstream::ConnectionOptions> connection;
        std::optional<std::string> problem; ///< why it cannot be used, as a sentence
    };

    /// To look at only.
    Snapshot(std::shared_ptr<const GatewayConfig> config, const SecretStore &secrets);
    /// To be served.
    Snapshot(std::shared_ptr<const GatewayConfig> config, const SecretStore &secrets,
             routing::TrafficControl &control);

    [[nodiscard]] const GatewayConfig &config() const { return *m_config; }
    [[nodiscard]] const routing::ModelTable &models() const { return m_models; }
    /// Null where there is nothing to be served.
    [[nodiscard]] const std::shared_ptr<const routing::RoutingPlan> &plan() const { return m_plan; }
    [[nodiscard]] const ClientKeys &clients() const { return m_clients; }
    [[nodiscard]] const Instance &instance(std::size_t index) const { return m_instances[index]; }
    [[nodiscard]] const std::vector<Instance> &instances() const { return m_instances; }

private:
    std::shared_ptr<const GatewayConfig> m_config;
    routing::ModelTable m_models;
    std::vector<Instance> m_instances;
    ClientKeys m_clients;
    std::shared_ptr<const routing::RoutingPlan> m_plan;
};

} // namespace penstock::proxy
