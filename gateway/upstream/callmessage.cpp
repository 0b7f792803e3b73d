#include "upstream/callend.h"

namespace penstock::upstream
{

std::string callMessage(CallEnd end, std::string_view host)
{
    const std::string name = "'" + std::string(host) + "'";
    switch (end) {
    case CallEnd::Complete:
        return {};
    case CallEnd::NameNotFound:
        return "The name of the server " + name
            + " cannot be found; check the address and the connection to the network.";
    case CallEnd::Refused:
        return "The server " + name
            + " cannot be reached: it refuses connections, or there is no way to it.";
    case CallEnd::ConnectTimeout:
        return "The server " + name + " did not accept a connection in time.";
    case CallEnd::ProxyFailed:
        return "The proxy did not let the request through to " + name
            + "; check the proxy's address and whether it is running.";
    case CallEnd::TlsFailed:
        return "No secure connection to " + name
            + " could be made; the other side may not speak TLS there.";
    case CallEnd::TlsTimeout:
        return "The server " + name + " did not complete the secure connection in time.";
    case CallEnd::CertificateRejected:
        return "The certificate of " + name
            + " is not trusted; a proxy that looks into connections needs its CA file named.";
    case CallEnd::ClosedBeforeAnswer:
        return "The server " + name + " closed the connection without an answer.";
    case CallEnd::FirstByteTimeout:
        return "The server " + name + " took the request but did not begin to answer in time.";
    case CallEnd::IdleTimeout:
        return "The server " + name + " stopped in the middle of its answer.";
    case CallEnd::CutOff:
        return "The connection to " + name + " broke off in the middle of the answer.";
    case CallEnd::BrokenAnswer:
        return "The answer of " + name + " is not understood: it is not proper HTTP.";
    case CallEnd::BodyUnreadable:
        return "The stored body of the request could not be read while it was sent to " + name
            + '.';
    case CallEnd::LocalFailure:
        return "The request to " + name
            + " could not be sent, for a reason on this side; the detail names it.";
    }
    return {};
}

} // namespace penstock::upstream
