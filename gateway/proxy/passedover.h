#pragma once

#include "base/clock.h"
#include "routing/decision.h"
#include "routing/routingplan.h"

#include <string>
#include <vector>

namespace penstock::proxy
{

/// "eastus/gpt-4o-std"
[[nodiscard]] std::string targetName(const routing::RoutingPlan &plan, routing::TargetIndex target);

/// "2 rate limited, 1 refuses our credentials", for people.
[[nodiscard]] std::string countsText(const std::vector<routing::CandidateReason> &reasons);

/// "eastus:rate_limited:7s,westus:open", for headers and the log: categories only.
[[nodiscard]] std::string passedOverText(const routing::RoutingPlan &plan,
                                         const std::vector<routing::CandidateReason> &reasons,
                                         SteadyTime now);

} // namespace penstock::proxy
