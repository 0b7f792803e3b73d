#pragma once

#include "base/mailbox.h"
#include "base/result.h"
#include "simulator/scenario.h"

#include <functional>
#include <memory>
#include <string>
#include <variant>
#include <vector>

namespace penstock::simulator
{

struct SwitchOnFaults {
    std::string instance;
    std::vector<Fault> faults;
};
struct ClearFaults {
    std::string instance;
};
struct LoadScenario {
    SimulatorScenario scenario;
};

/// What the control API asks of the host, and whom it tells the outcome, in the host's thread.
struct ControlCommand {
    std::variant<SwitchOnFaults, ClearFaults, LoadScenario> what;
    std::function<void(Result<void>)> done;
};

using CommandBox = std::shared_ptr<Mailbox<ControlCommand>>;

} // namespace penstock::simulator
