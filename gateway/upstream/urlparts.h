#pragma once

#include <string_view>

namespace penstock::upstream
{

/// "example.org:8443" of "https://user:word@example.org:8443/path?query"
[[nodiscard]] std::string_view hostAndPort(std::string_view url);
/// Without the port, and without the brackets of an IPv6 address.
[[nodiscard]] std::string_view hostOf(std::string_view url);
[[nodiscard]] bool isHttps(std::string_view url);
/// This computer itself, which no proxy has to do with.
[[nodiscard]] bool isLoopback(std::string_view host);

} // namespace penstock::upstream
