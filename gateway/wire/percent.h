#pragma once

#include <string>
#include <string_view>

namespace penstock::wire
{

/// Every %XX as its byte; a '%' without two hexadecimal digits behind it stays.
[[nodiscard]] std::string percentDecoded(std::string_view text);

/// Everything but letters, digits and "-._~" as %XX.
[[nodiscard]] std::string percentEncoded(std::string_view text);

} // namespace penstock::wire
