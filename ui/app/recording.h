#pragma once

#include "app/frozenclock.h"
#include "app/recordedcontrol.h"
#include "app/recordedstate.h"
#include "config/node.h"
#include "config/variables.h"
#include "service/traffictally.h"

#include <cstdint>
#include <functional>
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

    /// `watcher` sees the tally after each second.
    using Watcher = std::function<void(const service::TrafficTally &, const Clock &)>;
    /// `clock` and `control`, which goes by that clock, outlive the recording.
    Recording(RecordedState state, std::uint64_t seed, FrozenClock &clock, RecordedControl control,
              const Watcher &watcher);

    [[nodiscard]] const service::TrafficTally &tally() const { return m_tally; }
    /// The newest requests.
    [[nodiscard]] const service::RecordBatch &latest() const { return m_latest; }

private:
    service::TrafficTally m_tally;
    service::RecordBatch m_latest;
};

} // namespace penstock::app
