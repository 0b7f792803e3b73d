#pragma once

#include <string>

namespace penstock::config
{

/// The settings table as a JSON Schema (2020-12), for editors that complete and check as one types.
[[nodiscard]] std::string jsonSchema();

} // namespace penstock::config
