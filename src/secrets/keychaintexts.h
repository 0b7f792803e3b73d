#pragma once

#include "base/error.h"
#include "domain/secretreference.h"
#include "secrets/keychainbackend.h"
#include "secrets/keychainstatus.h"

#include <chrono>
#include <string>

// What people read about the keychain, in one place.
namespace penstock::keychaintexts
{

[[nodiscard]] KeychainStatus ready(const std::string &name);
[[nodiscard]] KeychainStatus locked(const std::string &name, const std::string &detail);
[[nodiscard]] KeychainStatus noService(const std::string &name, const std::string &detail);
[[nodiscard]] KeychainStatus noKeyring(const std::string &name, const std::string &detail);
[[nodiscard]] KeychainStatus failing(const std::string &name, const std::string &detail);
/// It did not even say whether it is locked.
[[nodiscard]] KeychainStatus silent(const std::string &name);

/// Of an operation that could not be done because the keychain is not ready.
[[nodiscard]] Error notReady(const KeychainStatus &status);
[[nodiscard]] Error noAnswer(const std::string &name, std::chrono::milliseconds waited);
[[nodiscard]] Error missing(const SecretReference &reference);
[[nodiscard]] Error badReference(const SecretReference &reference);
[[nodiscard]] Error failed(const KeychainStatus &status, const std::string &detail);

} // namespace penstock::keychaintexts
