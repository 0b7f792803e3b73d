#pragma once

#include "domain/enumnames.h"

#include <string>

namespace penstock
{

enum class KeychainState {
    Unknown = 1, ///< nobody has asked yet
    Ready,
    Locked, ///< everything is there, but cannot be read before a person unlocks it
    Absent, ///< no service, or one without a keyring
    Failing, ///< it is there and does not do what it should
};

template<>
inline constexpr auto enumNames<KeychainState> = std::to_array<EnumName<KeychainState>>({
    {KeychainState::Unknown, "unknown"},
    {KeychainState::Ready, "ready"},
    {KeychainState::Locked, "locked"},
    {KeychainState::Absent, "absent"},
    {KeychainState::Failing, "failing"},
});

/// How the keychain does, for people.
struct KeychainStatus {
    KeychainState state = KeychainState::Unknown;
    std::string name; ///< "GNOME Keyring", "macOS Keychain"; "the keychain" where nobody knows
    std::string message; ///< a whole sentence: what is, and what to do
    std::string detail; ///< technical, may be empty

    friend bool operator==(const KeychainStatus &, const KeychainStatus &) = default;
};

} // namespace penstock
