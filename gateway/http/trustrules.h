#pragma once

#include "http/httpproblem.h"
#include "wire/headerfield.h"
#include "wire/requesthead.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace penstock::http
{

enum class Transport { Plain = 1, Tls };

/// The near end of a connection, as the system tells it.
struct LocalEnd {
    std::string address; ///< "127.0.0.1", "::1"
    std::uint16_t port = 0;
    Transport transport = Transport::Plain;
};

/// Which names a request may call us by, and which web pages may send one.
struct TrustSettings {
    std::vector<std::string> allowedHosts; ///< "name", "name:port" or "*.name"
    std::vector<std::string> allowedOrigins; ///< "https://name:port", or "*"

    friend bool operator==(const TrustSettings &, const TrustSettings &) = default;
};

struct TrustVerdict {
    std::optional<HttpProblem> refusal;
    /// What a browser has to read in the answer, whatever that is; refusals have none.
    wire::HeaderFields corsFields;
    /// The browser only asks whether it may: to be answered with 204 and the fields above.
    bool isPreflight = false;
};

/// Keeps web pages from spending money through the loopback address: by their Host (DNS rebinding),
/// by their Origin, and by Sec-Fetch-Site where a browser sends no Origin, as for an <img>.
[[nodiscard]] TrustVerdict judge(const wire::RequestHead &head, const LocalEnd &local,
                                 const TrustSettings &settings);

/// "localhost", names below it, 127.0.0.0/8 and [::1].
[[nodiscard]] bool isLoopbackName(std::string_view host);

} // namespace penstock::http
