#pragma once

#include <string>
#include <string_view>

namespace penstock::config
{

/// Letters, digits, dot, dash, underscore; at most 64; no word that is a path of the management
/// API.
[[nodiscard]] bool isInstanceName(std::string_view text);
[[nodiscard]] bool isHttpUrl(std::string_view text);
[[nodiscard]] bool isProxyUrl(std::string_view text);
[[nodiscard]] bool isApiVersion(std::string_view text);
[[nodiscard]] bool isAddress(std::string_view text);
[[nodiscard]] bool isLoopbackAddress(std::string_view text);
[[nodiscard]] bool isSha256(std::string_view text);
[[nodiscard]] bool isHeaderName(std::string_view text);
[[nodiscard]] bool hasControlCharacters(std::string_view text);

/// The host of an address, without brackets, port, user information and path; empty when there is
/// none.
[[nodiscard]] std::string_view hostOf(std::string_view url);
/// A text as a part of an address: everything but letters, digits and `-._~` escaped.
[[nodiscard]] std::string percentEncoded(std::string_view text);
/// Whether an address carries `user:password@`.
[[nodiscard]] bool hasUserInformation(std::string_view url);

} // namespace penstock::config
