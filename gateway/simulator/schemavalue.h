#pragma once

#include "base/random.h"

#include <string>
#include <string_view>

namespace penstock::simulator
{

/// JSON text that fits a JSON schema, as far as types, properties, lists, enums, constants, ranges,
/// `anyOf` and references inside the document go. `{}` for a schema that cannot be read.
[[nodiscard]] std::string valueForSchema(std::string_view schema, RandomSource &random);

} // namespace penstock::simulator
