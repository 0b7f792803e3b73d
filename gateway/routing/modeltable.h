#pragma once

#include "domain/gatewayconfig.h"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace penstock::routing
{

/// An instance that can serve a request, and what it calls the model.
struct Candidate {
    std::size_t instance = 0; ///< index into GatewayConfig::instances
    DeploymentId deployment;

    friend bool operator==(const Candidate &, const Candidate &) = default;
};

/// Which names lead where, of one configuration. Exact: nothing is folded or guessed.
class ModelTable final
{
public:
    /// `config` outlives the table.
    explicit ModelTable(const GatewayConfig &config);

    /// Who serves a model, in the order of failover: by priority, then as configured.
    [[nodiscard]] std::vector<Candidate> forModel(std::string_view model) const;
    /// For paths that name a deployment: a model of that name, else every instance that has a
    /// deployment of that name.
    [[nodiscard]] std::vector<Candidate> forDeployment(std::string_view name) const;

    /// Every name that some usable instance serves, sorted.
    [[nodiscard]] const std::vector<std::string> &models() const { return m_models; }
    /// "Did you mean", for an unknown name.
    [[nodiscard]] std::optional<std::string> nearestModel(std::string_view name) const;

private:
    [[nodiscard]] std::vector<Candidate> inOrder(std::vector<Candidate> candidates) const;

    const GatewayConfig &m_config;
    std::vector<std::string> m_models;
};

} // namespace penstock::routing
