#pragma once

#include "domain/instancestate.h"
#include "resilience/health.h"
#include "service/gatewaysnapshot.h"

#include <optional>
#include <string>

namespace penstock::service
{

struct StateAndCause {
    InstanceState state = InstanceState::Unknown;
    std::string cause; ///< a sentence; empty where the state says it all
};

/// How something stands, in words for a person. `last` is what went wrong most recently.
[[nodiscard]] StateAndCause describe(const resilience::Standing &standing,
                                     const std::optional<LastError> &last);

} // namespace penstock::service
