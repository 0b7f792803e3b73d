#pragma once

#include "base/ringbuffer.h"
#include "domain/instancestate.h"
#include "domain/outcome.h"

#include <string>

namespace penstock::service
{

/// What the state of an instance is read from, until breakers keep their own: its last attempts.
struct InstanceEvidence {
    static constexpr std::size_t kept = 10;

    RingBuffer<Outcome> outcomes{kept};
    std::string lastReason; ///< of the newest that failed
};

struct StateAndCause {
    InstanceState state = InstanceState::Unknown;
    std::string cause;
};

/// Only for an instance that is enabled and whose secrets could be read.
[[nodiscard]] StateAndCause stateOf(const InstanceEvidence &evidence);

} // namespace penstock::service
