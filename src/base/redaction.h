#pragma once

#include "base/secretstring.h"

#include <bitset>
#include <cstddef>
#include <shared_mutex>
#include <string>
#include <string_view>
#include <vector>

namespace penstock
{

/// What stands in the place of a secret.
inline constexpr std::string_view redactionMask = "***";

/// Whether a header, field or variable of this name holds a secret: "api-key", "apiKey",
/// "AZURE_CLIENT_SECRET", "Authorization", but not "max_tokens".
[[nodiscard]] bool isSecretName(std::string_view name);

/// The text without what looks like a secret: values of secret names in headers, JSON, YAML,
/// assignments and query strings; bearer tokens, "sk-" and "pk-" keys, JSON web tokens, private
/// keys in PEM, user information in URLs. References such as ${NAME} and empty values are left.
/// Takes linear time, adds at most two characters for each secret, and doing it again changes
/// nothing.
[[nodiscard]] std::string redactedByPattern(std::string_view text);

/// Takes secrets out of texts before anybody may see them: those that were added, wherever they
/// appear, and what looks like one. May be used from any thread.
class Redactor final
{
public:
    /// Shorter ones are not looked for: too many harmless words would contain them.
    static constexpr std::size_t shortestKnown = 6;

    void add(SecretString secret);
    [[nodiscard]] std::string redacted(std::string_view text) const;

private:
    [[nodiscard]] std::size_t knownLengthAt(std::string_view text) const;
    [[nodiscard]] std::string withoutKnown(std::string_view text) const;

    mutable std::shared_mutex m_mutex;
    std::vector<SecretString> m_known; ///< longest first: one may be the beginning of another
    std::bitset<256> m_firstBytes; ///< of the known ones
    std::bitset<4096> m_beginnings; ///< hashes of how the known ones begin
};

} // namespace penstock
