#pragma once

#include "upstream/upstreamcall.h"

#include <curl/curl.h>

#include <string>
#include <string_view>

namespace penstock::upstream
{

/// How far a transfer has come.
enum class Stage {
    Connecting = 1, ///< name and TCP
    Securing, ///< TLS, or the talk with a proxy
    Sent, ///< the request is on its way, or there
    Answering, ///< the head of the answer is complete
};

/// What tells one meaning of a CURLcode from another.
struct CallFacts {
    Stage stage = Stage::Connecting;
    bool hasReceived = false; ///< at least one byte of the answer
    bool isProxied = false;
    int osError = 0;
    std::string_view curlMessage; ///< what libcurl says beside the code
};

[[nodiscard]] CallEnd callEnd(CURLcode code, const CallFacts &facts);
/// Of a transfer that our own timer ended.
[[nodiscard]] CallEnd timeoutEnd(const CallFacts &facts);

/// One sentence for the person. `host` as in the URL, with its port where it has one.
[[nodiscard]] std::string callMessage(CallEnd end, std::string_view host);

/// For the log: the code and what libcurl says, unless that could hold an address with a password.
[[nodiscard]] std::string callDetail(CURLcode code, const CallFacts &facts);

} // namespace penstock::upstream
