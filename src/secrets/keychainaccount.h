#pragma once

#include "base/random.h"
#include "domain/secretreference.h"

#include <string_view>

namespace penstock
{

/// `profile/id`: what follows `keychain:` in a reference, and what the entry is called there.
[[nodiscard]] bool isKeychainAccount(std::string_view text);

/// A reference that no entry has yet. It holds no name of an instance, and so outlives a rename.
/// Characters of the profile's name that an account cannot have become dashes.
[[nodiscard]] SecretReference newKeychainReference(std::string_view profile, RandomSource &random);

} // namespace penstock
