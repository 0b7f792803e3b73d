#include "upstream/upstreamcall.h"

namespace penstock::upstream
{

std::string_view toString(CallEnd end)
{
    switch (end) {
    case CallEnd::Complete:
        return "complete";
    case CallEnd::NameNotFound:
        return "name_not_found";
    case CallEnd::Refused:
        return "refused";
    case CallEnd::ConnectTimeout:
        return "connect_timeout";
    case CallEnd::ProxyFailed:
        return "proxy_failed";
    case CallEnd::TlsFailed:
        return "tls_failed";
    case CallEnd::TlsTimeout:
        return "tls_timeout";
    case CallEnd::CertificateRejected:
        return "certificate_rejected";
    case CallEnd::ClosedBeforeAnswer:
        return "closed_before_answer";
    case CallEnd::FirstByteTimeout:
        return "first_byte_timeout";
    case CallEnd::IdleTimeout:
        return "idle_timeout";
    case CallEnd::CutOff:
        return "cut_off";
    case CallEnd::BrokenAnswer:
        return "broken_answer";
    case CallEnd::BodyUnreadable:
        return "body_unreadable";
    case CallEnd::LocalFailure:
        return "local_failure";
    }
    return "unknown";
}

} // namespace penstock::upstream
