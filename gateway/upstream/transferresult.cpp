#include "upstream/transfer.h"
#include "upstream/urlparts.h"

#include <string_view>

namespace penstock::upstream
{

namespace
{

std::string_view toString(Stage stage)
{
    switch (stage) {
    case Stage::Connecting:
        return "connecting";
    case Stage::Securing:
        return "securing the connection";
    case Stage::Sent:
        return "waiting for the answer";
    case Stage::Answering:
        return "reading the answer";
    }
    return "";
}

// "Failed to connect to HOST port N after ..."
std::string_view hostNamedIn(std::string_view curlMessage)
{
    constexpr std::string_view begin = "Failed to connect to ";
    if (!curlMessage.starts_with(begin)) {
        return {};
    }
    curlMessage.remove_prefix(begin.size());
    return curlMessage.substr(0, curlMessage.find(" port "));
}

} // namespace

long long Transfer::info(CURLINFO which) const
{
    curl_off_t value = 0;
    curl_easy_getinfo(m_easy.get(), which, &value);
    return value;
}

bool Transfer::isProxied() const
{
    if (m_proxy.kind != ProxyUse::Kind::Environment) {
        return m_proxy.kind == ProxyUse::Kind::Address;
    }
    long connectCode = 0;
    curl_easy_getinfo(m_easy.get(), CURLINFO_HTTP_CONNECTCODE, &connectCode);
    const std::string_view named = hostNamedIn(m_curlMessage.data());
    return connectCode != 0
        || (!named.empty() && named != hostOf(m_request.url)
            && m_request.connection->resolve.empty());
}

CallFacts Transfer::facts() const
{
    long osError = 0;
    curl_easy_getinfo(m_easy.get(), CURLINFO_OS_ERRNO, &osError);
    return {.stage = m_stage,
            .hasReceived = m_hasReceived,
            .isProxied = isProxied(),
            .osError = m_openProblem != 0 ? m_openProblem : static_cast<int>(osError),
            .curlMessage = m_curlMessage.data()};
}

CallResult Transfer::result(CURLcode code) const
{
    const CallFacts known = facts();
    CallEnd end = callEnd(code, known);
    if (m_headProgress == AnswerHead::Progress::TooLarge
        || m_headProgress == AnswerHead::Progress::Broken) {
        end = CallEnd::BrokenAnswer;
    }
    if (m_bodyProblem) {
        end = CallEnd::BodyUnreadable;
    }
    CallResult result = describe(end);
    if (end == CallEnd::Complete) {
        return result;
    }
    result.detail = m_bodyProblem ? m_bodyProblem->message : callDetail(code, known);
    if (end == CallEnd::ClosedBeforeAnswer && m_requests > 0
        && (code == CURLE_COULDNT_CONNECT || code == CURLE_ABORTED_BY_CALLBACK)) {
        // What libcurl says is about the new connection that it was not allowed to use.
        result.detail = "the connection ended before a byte of the answer";
    }
    if (code == CURLE_SSL_CACERT_BADFILE) {
        result.message = "The CA file '" + m_request.connection->caFile
            + "' cannot be read; check that it is there and holds certificates.";
    }
    return result;
}

CallResult Transfer::timeoutResult() const
{
    CallResult result = describe(timeoutEnd(facts()));
    result.detail = "timeout while " + std::string(toString(m_stage));
    return result;
}

CallResult Transfer::localFailure(const Error &error) const
{
    const bool isBody = error.code == ErrorCode::Io;
    return {.end = isBody ? CallEnd::BodyUnreadable : CallEnd::LocalFailure,
            .message = error.message,
            .detail = error.detail};
}

CallResult Transfer::describe(CallEnd end) const
{
    using std::chrono::microseconds;
    long sent = 0;
    curl_easy_getinfo(m_easy.get(), CURLINFO_REQUEST_SIZE, &sent);
    return {.end = end,
            .message = end == CallEnd::Complete ? std::string()
                                                : callMessage(end, hostAndPort(m_request.url)),
            .wasReused = m_isReused,
            .mayHaveRun = m_requests > 0 && (sent > m_headBytesBefore || m_hasReceived),
            .receivedBytes = m_receivedBytes,
            .timings = {.name = microseconds(info(CURLINFO_NAMELOOKUP_TIME_T)),
                        .connected = microseconds(info(CURLINFO_CONNECT_TIME_T)),
                        .secured = microseconds(info(CURLINFO_APPCONNECT_TIME_T)),
                        .firstByte = microseconds(info(CURLINFO_STARTTRANSFER_TIME_T)),
                        .total = microseconds(info(CURLINFO_TOTAL_TIME_T))}};
}

} // namespace penstock::upstream
