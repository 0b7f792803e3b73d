#include "upstream/callend.h"

#include <cerrno>

namespace penstock::upstream
{

namespace
{

CallEnd connectEnd(const CallFacts &facts)
{
    switch (facts.osError) {
    case EMFILE:
    case ENFILE:
    case ENOBUFS:
    case ENOMEM:
    case EADDRNOTAVAIL:
        return CallEnd::LocalFailure;
    case ETIMEDOUT:
        return facts.isProxied ? CallEnd::ProxyFailed : CallEnd::ConnectTimeout;
    default:
        return facts.isProxied ? CallEnd::ProxyFailed : CallEnd::Refused;
    }
}

CallEnd endWhileConnecting(CURLcode code, const CallFacts &facts)
{
    switch (code) {
    case CURLE_COULDNT_RESOLVE_HOST:
        return CallEnd::NameNotFound;
    case CURLE_COULDNT_CONNECT:
        return connectEnd(facts);
    case CURLE_OPERATION_TIMEDOUT:
        return timeoutEnd(facts);
    case CURLE_COULDNT_RESOLVE_PROXY:
    case CURLE_PROXY:
        return CallEnd::ProxyFailed;
    case CURLE_SSL_CONNECT_ERROR:
    case CURLE_SSL_CIPHER:
    case CURLE_USE_SSL_FAILED:
        return CallEnd::TlsFailed;
    case CURLE_SEND_ERROR:
    case CURLE_RECV_ERROR:
    case CURLE_GOT_NOTHING:
    case CURLE_WEIRD_SERVER_REPLY:
    case CURLE_HTTP2:
        // Nothing is sent or received so early but the talk with a proxy and the TLS handshake.
        return facts.isProxied ? CallEnd::ProxyFailed : CallEnd::TlsFailed;
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_INVALIDCERTSTATUS:
    case CURLE_SSL_ISSUER_ERROR:
    case CURLE_SSL_PINNEDPUBKEYNOTMATCH:
        return CallEnd::CertificateRejected;
    default:
        return CallEnd::LocalFailure;
    }
}

CallEnd endAfterSending(CURLcode code, const CallFacts &facts)
{
    switch (code) {
    case CURLE_UNSUPPORTED_PROTOCOL: // "HTTP/0.9"
    case CURLE_WEIRD_SERVER_REPLY:
    case CURLE_OUT_OF_MEMORY: // a line of the head longer than libcurl takes
#if LIBCURL_VERSION_NUM >= 0x080600
    case CURLE_TOO_LARGE: // the same in later versions
#endif
    case CURLE_BAD_CONTENT_ENCODING:
        return CallEnd::BrokenAnswer;
    case CURLE_READ_ERROR:
        return CallEnd::BodyUnreadable;
    default:
        break;
    }
    if (!facts.hasReceived) {
        // Also what libcurl says of the new connection that it was not allowed to make.
        return CallEnd::ClosedBeforeAnswer;
    }
    if (facts.curlMessage.find("chunk") != std::string_view::npos) {
        return CallEnd::BrokenAnswer;
    }
    return CallEnd::CutOff;
}

} // namespace

CallEnd callEnd(CURLcode code, const CallFacts &facts)
{
    switch (facts.stage) {
    case Stage::Connecting:
    case Stage::Securing:
        return endWhileConnecting(code, facts);
    case Stage::Sent:
        return endAfterSending(code, facts);
    case Stage::Answering:
        return code == CURLE_OK ? CallEnd::Complete : endAfterSending(code, facts);
    }
    return CallEnd::LocalFailure;
}

CallEnd timeoutEnd(const CallFacts &facts)
{
    switch (facts.stage) {
    case Stage::Connecting:
        return facts.isProxied ? CallEnd::ProxyFailed : CallEnd::ConnectTimeout;
    case Stage::Securing:
        return facts.isProxied ? CallEnd::ProxyFailed : CallEnd::TlsTimeout;
    case Stage::Sent:
        return CallEnd::FirstByteTimeout;
    case Stage::Answering:
        return CallEnd::IdleTimeout;
    }
    return CallEnd::LocalFailure;
}

std::string callDetail(CURLcode code, const CallFacts &facts)
{
    std::string_view said = facts.curlMessage;
    // Only addresses in full have these, and only those hold passwords and queries.
    if (said.empty() || said.find_first_of("@?") != std::string_view::npos
        || said.find("://") != std::string_view::npos) {
        said = curl_easy_strerror(code);
    }
    std::string detail = "curl " + std::to_string(static_cast<int>(code)) + ": ";
    detail.append(said);
    if (facts.osError != 0) {
        detail += " (errno " + std::to_string(facts.osError) + ')';
    }
    return detail;
}

} // namespace penstock::upstream
