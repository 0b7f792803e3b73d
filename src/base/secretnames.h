#pragma once

#include <string_view>

namespace penstock
{

/// How far the value behind a secret's name reaches when nothing quotes it.
enum class SecretName {
    No,
    Key, ///< one opaque word
    Phrase, ///< may hold any character, even spaces
    Header, ///< several words, such as "Bearer x" or "a=1; b=2"
    QuotedKey, ///< too common a word, unless it is the quoted name of a field
};

[[nodiscard]] SecretName secretName(std::string_view name);
/// Some short names are secrets as parameters of a URL only.
[[nodiscard]] bool isSecretParameter(std::string_view name);

} // namespace penstock
