#pragma once

#include "app/frozenclock.h"
#include "app/recordedstate.h"
#include "config/node.h"
#include "config/variables.h"
#include "service/traffictally.h"

#include <cstdint>
#include <vector>

namespace penstock::app
{

/// The configuration that goes with a recording: five instances, or none. Its keys are variables.
[[nodiscard]] config::Node recordedDocument(RecordedState state);
[[nodiscard]] config::Environment recordedVariables(RecordedState state);

/// An hour of traffic as the gateway would have counted it: eu-2 is throttled twice, us-2 begins to
/// fail shortly before the end. The same from the same seed.
class Recording final
{
public:
    /// How long it is.
    static constexpr std::chrono::seconds length{3600};

    Recording(RecordedState state, std::uint64_t seed, SystemTime end);

    [[nodiscard]] const service::TrafficTally &tally() const { return m_tally; }
    /// Stands at the end.
    [[nodiscard]] const Clock &clock() const { return m_clock; }
    /// The newest requests.
    [[nodiscard]] const service::RecordBatch &latest() const { return m_latest; }

private:
    FrozenClock m_clock;
    service::TrafficTally m_tally;
    service::RecordBatch m_latest;
};

} // namespace penstock::app
