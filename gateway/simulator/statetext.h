#pragma once

#include "simulator/instancestate.h"

#include <string>

namespace penstock::simulator
{

/// As the control API shows it.
[[nodiscard]] std::string stateJson(const SimulatorState &state);
[[nodiscard]] std::string stateJson(const InstanceState &state);

} // namespace penstock::simulator
