#pragma once

#include "secrets/keychainbackend.h"
#include "secrets/keychainstatus.h"

#include <functional>

namespace penstock
{

/// Asks a keychain how it does: first from outside, which opens no prompt, then with an entry that
/// is written, read and removed. Nothing else may be asked of the keychain until it has answered.
void probeKeychain(KeychainBackend &backend, std::function<void(KeychainStatus)> done);

} // namespace penstock
