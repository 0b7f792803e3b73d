#pragma once

#include "azure/upstreamform.h"
#include "proxy/bodyfacts.h"
#include "proxy/parameterrepair.h"
#include "wire/outgoingbody.h"
#include "wire/storedbody.h"

#include <memory>
#include <span>
#include <vector>

namespace penstock::proxy
{

/// Whether a target takes `stream_options`.
enum class UsageOption { MayBeAdded = 1, StaysOut };

/// The client's bytes, but for the model's name where the form of the call wants it in the body,
/// and for `stream_options` where the gateway asks for usage.
struct UpstreamBody {
    wire::OutgoingBody body;
    bool asksForUsage = false; ///< in the client's place
    std::vector<ParameterRepair> repaired; ///< parameters that were changed
};

[[nodiscard]] UpstreamBody upstreamBody(std::shared_ptr<const wire::StoredBody> original,
                                        const BodyFacts &facts, const azure::UpstreamForm &form,
                                        azure::Operation operation, const DeploymentId &deployment,
                                        UsageOption usage = UsageOption::MayBeAdded,
                                        std::span<const ParameterRepair> repairs = {});

} // namespace penstock::proxy
