#include "config/textforms.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <span>

namespace penstock::config
{

namespace
{

bool isDigit(char c)
{
    return c >= '0' && c <= '9';
}

bool isLetterOrDigit(char c)
{
    return isDigit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

bool isHexDigit(char c)
{
    return isDigit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

/// Host, port and user information: what stands between the scheme and the path.
std::string_view authorityOf(std::string_view url)
{
    const std::size_t scheme = url.find("://");
    if (scheme == std::string_view::npos) {
        return {};
    }
    const std::string_view rest = url.substr(scheme + 3);
    return rest.substr(0, rest.find_first_of("/?#"));
}

std::string_view withoutUser(std::string_view authority)
{
    const std::size_t at = authority.rfind('@');
    return at == std::string_view::npos ? authority : authority.substr(at + 1);
}

bool isPort(std::string_view text)
{
    unsigned port = 0;
    const auto parsed = std::from_chars(text.data(), text.data() + text.size(), port);
    return parsed.ec == std::errc() && parsed.ptr == text.data() + text.size() && port >= 1
        && port <= 65535;
}

bool isIpv4(std::string_view text)
{
    int parts = 0;
    while (true) {
        const std::size_t dot = text.find('.');
        const std::string_view part = text.substr(0, dot);
        unsigned value = 0;
        const auto parsed = std::from_chars(part.data(), part.data() + part.size(), value);
        if (part.empty() || part.size() > 3 || parsed.ptr != part.data() + part.size()
            || value > 255) {
            return false;
        }
        ++parts;
        if (dot == std::string_view::npos) {
            return parts == 4;
        }
        text.remove_prefix(dot + 1);
    }
}

/// The network interface of a link-local address, behind the '%'.
bool isZone(std::string_view text)
{
    return !text.empty() && std::ranges::all_of(text, [](char c) {
        return isLetterOrDigit(c) || c == '.' || c == '-' || c == '_';
    });
}

bool isIpv6WithoutZone(std::string_view address)
{
    int groups = 0;
    bool hasGap = false;
    std::size_t at = 0;
    if (address.starts_with("::")) {
        hasGap = true;
        at = 2;
    }
    while (at < address.size()) {
        const std::size_t colon = address.find(':', at);
        const std::string_view part
            = address.substr(at, colon == std::string_view::npos ? colon : colon - at);
        if (colon == std::string_view::npos && part.find('.') != std::string_view::npos) {
            groups += 2;
            return isIpv4(part) && (hasGap ? groups < 8 : groups == 8);
        }
        if (part.empty() || part.size() > 4 || !std::ranges::all_of(part, isHexDigit)) {
            return false;
        }
        ++groups;
        if (colon == std::string_view::npos) {
            break;
        }
        at = colon + 1;
        if (at < address.size() && address[at] == ':') {
            if (hasGap) {
                return false;
            }
            hasGap = true;
            ++at;
        } else if (at == address.size()) {
            return false;
        }
    }
    return hasGap ? groups < 8 : groups == 8;
}

bool isIpv6(std::string_view text)
{
    const std::size_t percent = text.find('%');
    return isIpv6WithoutZone(text.substr(0, percent))
        && (percent == std::string_view::npos || isZone(text.substr(percent + 1)));
}

bool isAuthority(std::string_view authority)
{
    std::string_view host = withoutUser(authority);
    std::string_view port;
    if (host.starts_with('[')) {
        const std::size_t close = host.find(']');
        if (close == std::string_view::npos || !isIpv6(host.substr(1, close - 1))) {
            return false;
        }
        port = host.substr(close + 1);
    } else {
        const std::size_t colon = host.find(':');
        port = colon == std::string_view::npos ? std::string_view() : host.substr(colon);
        host = host.substr(0, colon);
        const auto isHostCharacter = [](char c) {
            return isLetterOrDigit(c) || c == '.' || c == '-' || c == '_'
                || (static_cast<unsigned char>(c) & 0x80U) != 0;
        };
        if (host.empty() || !std::ranges::all_of(host, isHostCharacter)) {
            return false;
        }
    }
    return port.empty() || (port.starts_with(':') && isPort(port.substr(1)));
}

bool isUrlWith(std::string_view text, std::span<const std::string_view> schemes)
{
    const bool known = std::ranges::any_of(
        schemes, [text](std::string_view scheme) { return text.starts_with(scheme); });
    return known && text.find_first_of(" \"<>\\") == std::string_view::npos
        && isAuthority(authorityOf(text));
}

} // namespace

bool isInstanceName(std::string_view text)
{
    static constexpr std::array<std::string_view, 5> taken
        = {"add", "add-many", "config", "verify", "all"};
    constexpr std::size_t longest = 64;
    const auto isNameCharacter
        = [](char c) { return isLetterOrDigit(c) || c == '.' || c == '_' || c == '-'; };
    return !text.empty() && text.size() <= longest && isLetterOrDigit(text.front())
        && std::ranges::all_of(text, isNameCharacter)
        && std::ranges::find(taken, text) == taken.end();
}

bool isHttpUrl(std::string_view text)
{
    static constexpr std::array<std::string_view, 2> schemes = {"http://", "https://"};
    return isUrlWith(text, schemes) && !hasUserInformation(text);
}

bool isProxyUrl(std::string_view text)
{
    static constexpr std::array<std::string_view, 4> schemes
        = {"http://", "https://", "socks5://", "socks5h://"};
    return isUrlWith(text, schemes);
}

bool isApiVersion(std::string_view text)
{
    if (text == "v1" || text == "preview") {
        return true;
    }
    // 2024-10-21, perhaps with -preview or another word behind it
    constexpr std::string_view shape = "dddd-dd-dd";
    if (text.size() < shape.size()) {
        return false;
    }
    for (std::size_t i = 0; i < shape.size(); ++i) {
        if (shape[i] == 'd' ? !isDigit(text[i]) : text[i] != '-') {
            return false;
        }
    }
    const std::string_view suffix = text.substr(shape.size());
    return suffix.empty()
        || (suffix.size() > 1 && suffix.front() == '-'
            && std::ranges::all_of(suffix.substr(1), isLetterOrDigit));
}

bool isAddress(std::string_view text)
{
    return text == "loopback" || isIpv4(text) || isIpv6(text);
}

bool isLoopbackAddress(std::string_view text)
{
    return text == "loopback" || text == "localhost" || text == "::1"
        || (isIpv4(text) && text.starts_with("127."));
}

bool isSha256(std::string_view text)
{
    constexpr std::size_t digits = 64;
    return text.size() == digits && std::ranges::all_of(text, isHexDigit);
}

bool isHeaderName(std::string_view text)
{
    constexpr std::string_view marks = "!#$%&'*+-.^_`|~";
    return !text.empty() && std::ranges::all_of(text, [marks](char c) {
        return isLetterOrDigit(c) || marks.find(c) != std::string_view::npos;
    });
}

bool hasControlCharacters(std::string_view text)
{
    return std::ranges::any_of(text, [](char c) {
        const auto byte = static_cast<unsigned char>(c);
        return byte < 0x20U || byte == 0x7FU;
    });
}

std::string_view hostOf(std::string_view url)
{
    const std::string_view host = withoutUser(authorityOf(url));
    if (host.starts_with('[')) {
        return host.substr(1, host.find(']') - 1);
    }
    return host.substr(0, host.find(':'));
}

std::string percentEncoded(std::string_view text)
{
    constexpr std::string_view digits = "0123456789ABCDEF";
    std::string encoded;
    for (const char c : text) {
        if (isLetterOrDigit(c) || std::string_view("-._~").find(c) != std::string_view::npos) {
            encoded += c;
            continue;
        }
        const auto byte = static_cast<unsigned char>(c);
        encoded += '%';
        encoded += digits[byte >> 4U];
        encoded += digits[byte & 0x0FU];
    }
    return encoded;
}

bool hasUserInformation(std::string_view url)
{
    return authorityOf(url).find('@') != std::string_view::npos;
}

} // namespace penstock::config
