#pragma once

#include "config/schema.h"

#include <string>
#include <string_view>

namespace penstock::config
{

/// A sentence, with a space before it, that helps with a key that a group does not have: the
/// nearest key that it has, or the group where a key of this name belongs. Empty when nothing comes
/// near.
[[nodiscard]] std::string unknownKeyHint(const SchemaNode &group, std::string_view key);

} // namespace penstock::config
