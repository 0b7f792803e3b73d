#pragma once

#include "simulator/azureerror.h"
#include "simulator/instancetable.h"

#include <tl/expected.hpp>

#include <string>
#include <string_view>

namespace penstock::simulator
{

// Azure Resource Manager, as far as it lists what is deployed. Any subscription and any resource
// group will do; the account is the name of an instance.

[[nodiscard]] bool isArmAddress(std::string_view target);

/// `authorization` has to carry the token of the instance.
[[nodiscard]] tl::expected<std::string, AzureError> armListing(std::string_view method,
                                                               std::string_view target,
                                                               std::string_view authorization,
                                                               const InstanceTable &table);

} // namespace penstock::simulator
