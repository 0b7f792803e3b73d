#pragma once

#include <functional>
#include <string>

namespace penstock::upstream
{

/// The address of the proxy for a URL, or nothing. May block for seconds, in any thread.
using ProxyLookup = std::function<std::string(const std::string &url)>;

/// What asks the desktop's settings; null where there are none beside the environment.
[[nodiscard]] ProxyLookup desktopProxyLookup();

} // namespace penstock::upstream
