#pragma once

#include "domain/instancestate.h"

#include <QString>

namespace penstock::models
{

/// What a state is called on badges, in tables and for the filter above them: "Throttled".
[[nodiscard]] QString stateWord(InstanceState state);

} // namespace penstock::models
