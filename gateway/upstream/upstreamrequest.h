#pragma once

#include "wire/headerfield.h"
#include "wire/outgoingbody.h"

#include <chrono>
#include <map>
#include <memory>
#include <string>

namespace penstock::upstream
{

enum class ProxyChoice {
    System = 1, ///< what the environment and the desktop say
    None,
    Address,
};

enum class TlsVerification { On = 1, Off };

enum class HttpPreference {
    Http11 = 1,
    Http2IfOffered, ///< over TLS, when the other side offers it
};

/// How one upstream is reached. Connections are shared only between calls whose options are equal.
struct ConnectionOptions {
    ProxyChoice proxy = ProxyChoice::System;
    std::string proxyUrl; ///< for ProxyChoice::Address; may hold a password
    std::string caFile; ///< empty: the system's
    TlsVerification verification = TlsVerification::On;
    HttpPreference http = HttpPreference::Http11;
    std::map<std::string, std::string> resolve; ///< host to address
    int mostIdle = 32; ///< idle connections kept
    std::chrono::milliseconds idleLifetime = std::chrono::seconds(60);

    friend bool operator==(const ConnectionOptions &, const ConnectionOptions &) = default;
};

/// Zero: no limit.
struct CallTimeouts {
    std::chrono::milliseconds connect = std::chrono::seconds(5); ///< name and TCP
    std::chrono::milliseconds tls = std::chrono::seconds(5);
    std::chrono::milliseconds firstByte = std::chrono::seconds(120); ///< from sent to the head
    std::chrono::milliseconds idle = std::chrono::seconds(300); ///< between pieces of the answer
};

struct UpstreamRequest {
    std::string method = "POST";
    std::string url;
    /// Sent as they are. `Host` may be among them; framing fields are the client's own business.
    wire::HeaderFields fields;
    wire::OutgoingBody body;
    std::shared_ptr<const ConnectionOptions> connection;
    CallTimeouts timeouts;
};

} // namespace penstock::upstream
