#include "upstream/urlparts.h"

#include "base/text.h"

#include <algorithm>

namespace penstock::upstream
{

std::string_view hostAndPort(std::string_view url)
{
    if (const std::size_t scheme = url.find("://"); scheme != std::string_view::npos) {
        url.remove_prefix(scheme + 3);
    }
    url = url.substr(0, url.find_first_of("/?#\\"));
    if (const std::size_t at = url.rfind('@'); at != std::string_view::npos) {
        url.remove_prefix(at + 1);
    }
    return url;
}

std::string_view hostOf(std::string_view url)
{
    std::string_view host = hostAndPort(url);
    if (host.starts_with('[')) {
        return host.substr(1, host.find(']') - 1);
    }
    return host.substr(0, host.find(':'));
}

bool isHttps(std::string_view url)
{
    return startsWithIgnoreCase(url, "https:");
}

bool isLoopback(std::string_view host)
{
    constexpr std::string_view localEnd = ".localhost";
    if (equalsIgnoreCase(host, "localhost") || host == "::1") {
        return true;
    }
    if (host.size() > localEnd.size()
        && equalsIgnoreCase(host.substr(host.size() - localEnd.size()), localEnd)) {
        return true;
    }
    // 127.0.0.0/8, but not a name that begins so.
    return host.starts_with("127.")
        && std::ranges::all_of(host, [](char c) { return c == '.' || (c >= '0' && c <= '9'); });
}

} // namespace penstock::upstream
