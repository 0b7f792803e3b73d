#pragma once

#include "routing/admission.h"
#include "wire/headerfield.h"

#include <optional>

namespace penstock::proxy
{

/// What an answer says of the limits of its target; nothing when it says nothing of them.
[[nodiscard]] std::optional<routing::ToldLimits> toldLimits(const wire::HeaderFields &fields);

} // namespace penstock::proxy
