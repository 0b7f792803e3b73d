#pragma once

#include "domain/gatewayconfig.h"
#include "domain/secretreference.h"

#include <vector>

namespace penstock
{

/// Every secret that a configuration refers to, each once, sorted.
[[nodiscard]] std::vector<SecretReference> secretReferences(const GatewayConfig &config);

} // namespace penstock
