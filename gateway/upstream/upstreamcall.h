#pragma once

#include "wire/headerfield.h"

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace penstock::upstream
{

struct UpstreamHead {
    int status = 0;
    wire::HeaderFields fields; ///< without the hop-by-hop ones and without framing
    std::optional<std::uint64_t> contentLength;
};

/// How a call ended, apart from what the answer says.
enum class CallEnd {
    Complete = 1,
    NameNotFound,
    Refused, ///< also: no route, network unreachable
    ConnectTimeout,
    ProxyFailed,
    TlsFailed,
    TlsTimeout,
    CertificateRejected,
    ClosedBeforeAnswer, ///< connected, sent, and not a byte came back
    FirstByteTimeout,
    IdleTimeout,
    CutOff, ///< inside the head or the body
    BrokenAnswer, ///< not HTTP
    BodyUnreadable, ///< our own body could not be read while it was sent
    LocalFailure, ///< out of descriptors, bad address, bad CA file
};

[[nodiscard]] std::string_view toString(CallEnd end);

struct CallTimings {
    std::chrono::microseconds name{0};
    std::chrono::microseconds connected{0};
    std::chrono::microseconds secured{0}; ///< zero without TLS
    std::chrono::microseconds firstByte{0};
    std::chrono::microseconds total{0};
};

struct CallResult {
    CallEnd end = CallEnd::Complete;
    std::string message; ///< one sentence; empty when complete
    std::string detail; ///< technical, without secrets
    bool wasReused = false; ///< the connection had served another call before
    bool mayHaveRun = false; ///< the request was sent, at least in part
    std::uint64_t receivedBytes = 0; ///< of the answer's body
    CallTimings timings;
};

/// Hears of one call, in the thread of the client. Any of these may drop the call; after
/// that nothing more is heard of it.
class UpstreamReceiver
{
public:
    virtual ~UpstreamReceiver() = default;

    /// The reused connection was dead before it brought a byte; the request goes out once more, on
    /// a fresh one. An attempt of its own for whoever counts.
    virtual void upstreamTriedAgain(const CallResult &lost) = 0;
    virtual void upstreamAnswered(UpstreamHead head) = 0;
    virtual void upstreamSent(std::string_view bytes) = 0;
    /// The last one.
    virtual void upstreamEnded(const CallResult &result) = 0;

protected:
    UpstreamReceiver() = default;
    UpstreamReceiver(const UpstreamReceiver &) = default;
    UpstreamReceiver &operator=(const UpstreamReceiver &) = default;
};

/// A call under way. To drop it is to abort it, from anywhere, also from inside a receiver's
/// function; the connection is closed unless the answer was complete.
class UpstreamCall
{
public:
    virtual ~UpstreamCall() = default;

    /// Stops reading the answer, so that the other side has to wait. No timer runs meanwhile.
    virtual void pause() = 0;
    virtual void resume() = 0;

protected:
    UpstreamCall() = default;
    UpstreamCall(const UpstreamCall &) = default;
    UpstreamCall &operator=(const UpstreamCall &) = default;
};

} // namespace penstock::upstream
