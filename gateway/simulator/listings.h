#pragma once

#include "simulator/azureerror.h"
#include "simulator/scenario.h"

#include <tl/expected.hpp>

#include <string>

namespace penstock::simulator
{

/// GET on models and deployments: the catalogue of the region, whatever is deployed, and the old
/// list of deployments.
[[nodiscard]] tl::expected<std::string, AzureError> listing(const AzureRoute &route,
                                                            const InstanceSetup &instance);

} // namespace penstock::simulator
