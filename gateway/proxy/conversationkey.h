#pragma once

#include "wire/storedbody.h"

#include <string>

namespace penstock::proxy
{

/// What the requests of one conversation have in common: the words that it begins with, up to the
/// end of the user's first message or 4 KiB. Empty when the body has none.
[[nodiscard]] std::string conversationKey(const wire::StoredBody &body);

} // namespace penstock::proxy
