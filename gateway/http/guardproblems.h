#pragma once

#include "http/httpproblem.h"

#include <string_view>

namespace penstock::http
{

// What a connection tells its client without having asked anybody.

[[nodiscard]] HttpProblem timedOut(std::string_view what);
[[nodiscard]] HttpProblem tooManyConnections();
[[nodiscard]] HttpProblem tooMuchInput();
[[nodiscard]] HttpProblem lostRequest();

} // namespace penstock::http
