#include "http/trustrules.h"

#include "base/text.h"

#include <algorithm>
#include <charconv>

namespace penstock::http
{

namespace
{

/// The parts of "name:port" and "[address]:port"; the port is 0 where there is none.
struct Authority {
    std::string_view host; ///< without brackets and without the dot of the root
    std::uint16_t port = 0;
    bool isValid = false;
};

Authority parseAuthority(std::string_view text)
{
    Authority authority;
    std::size_t hostEnd = std::min(text.find(':'), text.size());
    if (text.starts_with('[')) {
        const std::size_t bracket = text.find(']');
        if (bracket == std::string_view::npos) {
            return authority;
        }
        authority.host = text.substr(1, bracket - 1);
        hostEnd = bracket + 1;
    } else {
        authority.host = text.substr(0, hostEnd);
    }
    if (authority.host.ends_with('.')) {
        authority.host.remove_suffix(1);
    }
    const std::string_view rest = text.substr(hostEnd);
    if (rest.empty()) {
        authority.isValid = !authority.host.empty();
        return authority;
    }
    const char *const end = rest.data() + rest.size();
    const auto [at, problem] = std::from_chars(rest.data() + 1, end, authority.port);
    authority.isValid
        = rest.front() == ':' && problem == std::errc() && at == end && !authority.host.empty();
    return authority;
}

bool matches(std::string_view pattern, const Authority &authority)
{
    if (pattern.starts_with("*.")) {
        const std::string_view suffix = pattern.substr(1);
        return authority.host.size() > suffix.size()
            && equalsIgnoreCase(authority.host.substr(authority.host.size() - suffix.size()),
                                suffix);
    }
    // An IPv6 address may stand there without brackets, as the rest of the settings has it.
    if (equalsIgnoreCase(pattern, authority.host)) {
        return true;
    }
    const Authority allowed = parseAuthority(pattern);
    return allowed.isValid && equalsIgnoreCase(allowed.host, authority.host)
        && (allowed.port == 0 || allowed.port == authority.port);
}

bool isOurHost(const Authority &authority, const LocalEnd &local, const TrustSettings &settings)
{
    return authority.isValid
        && (isLoopbackName(authority.host) || equalsIgnoreCase(authority.host, local.address)
            || std::ranges::any_of(settings.allowedHosts, [&](const std::string &pattern) {
                   return matches(pattern, authority);
               }));
}

std::string quoted(std::string_view text)
{
    constexpr std::size_t enough = 200;
    return "'" + std::string(text.substr(0, enough)) + (text.size() > enough ? "..." : "") + "'";
}

/// The authority of an absolute target, which counts instead of the Host field.
std::optional<std::string_view> targetAuthority(std::string_view target)
{
    const std::size_t scheme = target.find("://");
    if (target.starts_with('/') || scheme == std::string_view::npos) {
        return std::nullopt;
    }
    const std::string_view rest = target.substr(scheme + 3);
    return rest.substr(0, rest.find_first_of("/?#"));
}

std::optional<HttpProblem> judgeHost(const wire::RequestHead &head, const LocalEnd &local,
                                     const TrustSettings &settings)
{
    // HTTP/1.0 without Host counts as loopback; HTTP/1.1 without it has not come this far.
    for (const std::optional<std::string_view> name :
         {head.find("host"), targetAuthority(head.target())}) {
        if (name && !isOurHost(parseAuthority(*name), local, settings)) {
            return HttpProblem{421,
                               "unknown_host",
                               "This gateway is not called " + quoted(*name)
                                   + ". Use a loopback address, or add the name to "
                                     "clients.allowed_hosts.",
                               {}};
        }
    }
    return std::nullopt;
}

bool isOwnOrigin(std::string_view origin, const LocalEnd &local, const TrustSettings &settings)
{
    const bool isTls = local.transport == Transport::Tls;
    const std::string_view scheme = isTls ? "https://" : "http://";
    if (!startsWithIgnoreCase(origin, scheme)) {
        return false;
    }
    Authority authority = parseAuthority(origin.substr(scheme.size()));
    constexpr std::uint16_t httpPort = 80;
    constexpr std::uint16_t httpsPort = 443;
    if (authority.port == 0) {
        authority.port = isTls ? httpsPort : httpPort;
    }
    return authority.port == local.port && isOurHost(authority, local, settings);
}

bool isAllowedOrigin(std::string_view origin, const LocalEnd &local, const TrustSettings &settings)
{
    return isOwnOrigin(origin, local, settings)
        || std::ranges::any_of(settings.allowedOrigins, [&](std::string_view allowed) {
               // Written with a slash at the end it is a URL, and surely meant as the origin.
               if (allowed.ends_with('/')) {
                   allowed.remove_suffix(1);
               }
               return allowed == "*" || equalsIgnoreCase(allowed, origin);
           });
}

HttpProblem forbidden(std::string message)
{
    return {403, "origin_not_allowed", std::move(message), {}};
}

wire::HeaderFields corsFields(const wire::RequestHead &head, std::string_view origin)
{
    return {
        {"Access-Control-Allow-Origin", std::string(origin)},
        {"Access-Control-Expose-Headers", "*, Mcp-Session-Id, Retry-After, x-penstock-request-id"},
        // Caches may not give the answer to one origin to another.
        {"Vary", head.method() == "OPTIONS" ? "Origin, Access-Control-Request-Headers" : "Origin"}};
}

void addPreflightFields(wire::HeaderFields &fields, const wire::RequestHead &head)
{
    fields.push_back(
        {"Access-Control-Allow-Methods", "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS"});
    // A "*" would leave out Authorization, so that what is asked for is repeated.
    if (const auto wanted = head.find("access-control-request-headers")) {
        fields.push_back({"Access-Control-Allow-Headers", std::string(*wanted)});
    }
    if (const auto network = head.find("access-control-request-private-network");
        network && *network == "true") {
        fields.push_back({"Access-Control-Allow-Private-Network", "true"});
    }
    fields.push_back({"Access-Control-Max-Age", "600"});
}

} // namespace

bool isLoopbackName(std::string_view host)
{
    const auto isBelow = [host](std::string_view parent) {
        return host.size() > parent.size() + 1 && host[host.size() - parent.size() - 1] == '.'
            && equalsIgnoreCase(host.substr(host.size() - parent.size()), parent);
    };
    if (equalsIgnoreCase(host, "localhost") || isBelow("localhost") || host == "::1") {
        return true;
    }
    // An address only: "127.0.0.1.evil.example" is a name that anybody can point anywhere.
    std::size_t dots = 0;
    for (const char c : host) {
        dots += c == '.' ? 1 : 0;
        if (c != '.' && (c < '0' || c > '9')) {
            return false;
        }
    }
    return dots == 3 && host.starts_with("127.");
}

TrustVerdict judge(const wire::RequestHead &head, const LocalEnd &local,
                   const TrustSettings &settings)
{
    TrustVerdict verdict;
    verdict.refusal = judgeHost(head, local, settings);
    if (verdict.refusal) {
        return verdict;
    }
    const auto origin = head.find("origin");
    if (!origin) {
        const auto site = head.find("sec-fetch-site");
        if (site
            && (equalsIgnoreCase(*site, "cross-site") || equalsIgnoreCase(*site, "same-site"))) {
            verdict.refusal
                = forbidden("Another web page has made the browser send this request, and did "
                            "not say which one. Open the address yourself.");
        }
        return verdict;
    }
    if (!isAllowedOrigin(*origin, local, settings)) {
        verdict.refusal
            = forbidden("Pages of " + quoted(*origin)
                        + " may not use this gateway. Add it to clients.allowed_origins "
                          "to allow it.");
        return verdict;
    }
    verdict.corsFields = corsFields(head, *origin);
    verdict.isPreflight
        = head.method() == "OPTIONS" && head.find("access-control-request-method").has_value();
    if (verdict.isPreflight) {
        addPreflightFields(verdict.corsFields, head);
    }
    return verdict;
}

} // namespace penstock::http
