#pragma once

#include <string>

namespace penstock::upstream
{

/// What to tell libcurl about the proxy of one transfer.
struct ProxyUse {
    enum class Kind {
        None = 1,
        Environment, ///< libcurl reads http_proxy, https_proxy, all_proxy and no_proxy itself
        Address,
    };

    Kind kind = Kind::None;
    std::string url; ///< for Kind::Address; may hold a password

    friend bool operator==(const ProxyUse &, const ProxyUse &) = default;
};

} // namespace penstock::upstream
