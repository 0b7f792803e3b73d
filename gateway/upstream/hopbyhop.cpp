#include "upstream/hopbyhop.h"

#include "base/text.h"

#include <algorithm>
#include <array>

namespace penstock::upstream
{

bool isHopByHop(std::string_view fieldName)
{
    static constexpr std::array<std::string_view, 11> names{
        "connection",        "content-length",      "expect", "keep-alive",
        "proxy-connection",  "proxy-authenticate",  "te",     "trailer",
        "transfer-encoding", "proxy-authorization", "upgrade"};
    return std::ranges::any_of(
        names, [fieldName](std::string_view name) { return equalsIgnoreCase(name, fieldName); });
}

} // namespace penstock::upstream
