#pragma once

#include "domain/enumnames.h"

#include <optional>
#include <string>
#include <string_view>

namespace penstock
{

enum class SecretPlace {
    Environment = 1, ///< `env:NAME`
    File, ///< `file:/path`, refused when others can read it
    Keychain, ///< `keychain:profile/id`
    Systemd, ///< `systemd:name`, a credential of the service manager
    Memory, ///< `memory:id`, a clear text that was moved out of a document while reading it
};

template<>
inline constexpr auto enumNames<SecretPlace> = std::to_array<EnumName<SecretPlace>>({
    {SecretPlace::Environment, "env"},
    {SecretPlace::File, "file"},
    {SecretPlace::Keychain, "keychain"},
    {SecretPlace::Systemd, "systemd"},
    {SecretPlace::Memory, "memory"},
});

/// Says where a secret is, never what it is. The only form in which a document holds one.
struct SecretReference {
    SecretPlace place = SecretPlace::Memory;
    std::string location;

    /// Reads `env:NAME` and its kin; nothing when the text is no reference.
    [[nodiscard]] static std::optional<SecretReference> parse(std::string_view text);
    [[nodiscard]] std::string toText() const;

    friend auto operator<=>(const SecretReference &, const SecretReference &) = default;
    friend bool operator==(const SecretReference &, const SecretReference &) = default;
};

} // namespace penstock
