#pragma once

#include "secrets/keychainbackend.h"

#include <memory>

namespace penstock
{

/// The keychain of this platform: Secret Service or KWallet, macOS Keychain, Windows Credential
/// Manager. On Linux its answers arrive through the GLib event loop, which is Qt's own default
/// there.
[[nodiscard]] std::unique_ptr<KeychainBackend> systemKeychain();

} // namespace penstock
