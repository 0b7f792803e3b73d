#include "upstream/transfer.h"

#include "upstream/urlparts.h"
#include "wire/characters.h"

#include <algorithm>
#include <limits>

#if defined(_WIN32)
#include <ws2tcpip.h>
#endif

namespace penstock::upstream
{

namespace
{

// libcurl sends a body below this in the same piece as the head when it has it in memory. Above,
// reading it piece by piece costs no more.
constexpr std::uint64_t mostFlatBytes = std::uint64_t{64} * 1024 - 1;

bool isConnected(curl_socket_t socket)
{
    sockaddr_storage peer{};
    socklen_t size = sizeof peer;
    return socket != CURL_SOCKET_BAD
        && ::getpeername(socket, reinterpret_cast<sockaddr *>(&peer), &size) == 0;
}

} // namespace

Transfer::Transfer(UpstreamRequest request, UpstreamReceiver &receiver, Deadlines &deadlines)
    : m_request(std::move(request))
    , m_receiver(&receiver)
    , m_deadlines(deadlines)
{
}

Transfer::~Transfer()
{
    m_deadlines.remove(*this);
}

void Transfer::forgetReceiver()
{
    m_receiver = nullptr;
    m_deadlines.remove(*this);
}

Result<void> Transfer::prepare()
{
    if (m_isPrepared) {
        return {};
    }
    m_isPrepared = true;
    if (!std::ranges::all_of(m_request.method, wire::isTokenCharacter)) {
        return fail(ErrorCode::InvalidInput, "The request has a method that cannot be sent.");
    }
    if (!m_request.connection) {
        m_request.connection = std::make_shared<const ConnectionOptions>();
    }
    for (const auto &[host, address] : m_request.connection->resolve) {
        const bool isIpv6 = address.find(':') != std::string::npos && !address.starts_with('[');
        m_detours.push_back(host + "::" + (isIpv6 ? '[' + address + ']' : address) + ':');
    }
    const std::uint64_t size = m_request.body.size();
    if (size > 0 && size <= mostFlatBytes) {
        m_flatBody.resize(static_cast<std::size_t>(size));
        const Result<std::size_t> got = wire::OutgoingBody::Reader(m_request.body).read(m_flatBody);
        if (!got) {
            return Failure(got.error());
        }
    }
    return m_fields.fill(m_request.fields);
}

CURLcode Transfer::begin(EasyHandle easy, std::shared_ptr<CURLU> url, ProxyUse proxy)
{
    m_easy = std::move(easy);
    m_url = std::move(url);
    m_proxy = std::move(proxy);
    m_bodyProblem.reset();
    m_head = AnswerHead();
    m_headProgress = AnswerHead::Progress::More;
    m_hasSucceeded = false;
    m_requests = 0;
    m_openProblem = 0;
    m_lastSocket = CURL_SOCKET_BAD;
    m_isReused = false;
    m_hasReceived = false;
    m_headBytesBefore = 0;
    m_receivedBytes = 0;
    m_curlMessage[0] = '\0';
    m_isHeldBack = false;
    enter(Stage::Connecting);
    return m_easy ? setOptions() : CURLE_OUT_OF_MEMORY;
}

EasyHandle Transfer::takeEasy()
{
    if (!m_hasSucceeded) {
        m_easy.setup.reset(); // begins anew, so that nothing of a failure colours the next call
    }
    return std::move(m_easy);
}

void Transfer::pause()
{
    m_isPaused = true;
    arm();
}

bool Transfer::resume()
{
    if (!m_isPaused) {
        return false;
    }
    m_isPaused = false;
    progressed();
    return m_isHeldBack;
}

void Transfer::letOn()
{
    if (m_isHeldBack && !m_isPaused && m_easy) {
        m_isHeldBack = false;
        curl_easy_pause(m_easy.get(), CURLPAUSE_CONT);
    }
}

// libcurl 7.88 tells the time of the TCP connection only when all of the connecting is over, and
// has one limit for it.
bool Transfer::noticeConnected(curl_socket_t socket)
{
    if (m_stage != Stage::Connecting) {
        return false;
    }
    m_lastSocket = socket;
    if (!isConnected(socket)) {
        return false;
    }
    enter(Stage::Securing);
    // Its limit has done its work, which was to share the time among the addresses.
    set(CURLOPT_CONNECTTIMEOUT_MS, long{std::numeric_limits<int>::max()});
    return true;
}

bool Transfer::countsBytes() const
{
    return !isHttps(m_request.url);
}

bool Transfer::mayShareConnection() const
{
    return m_request.connection->http != HttpPreference::Http11;
}

void Transfer::enter(Stage stage)
{
    m_stage = stage;
    progressed();
}

void Transfer::progressed()
{
    m_since = std::chrono::steady_clock::now();
    arm();
}

void Transfer::arm()
{
    const CallTimeouts &timeouts = m_request.timeouts;
    const std::chrono::milliseconds limit = m_stage == Stage::Connecting ? timeouts.connect
        : m_stage == Stage::Securing                                     ? timeouts.tls
        : m_stage == Stage::Sent                                         ? timeouts.firstByte
                                                                         : timeouts.idle;
    const bool isUnlimited = limit.count() <= 0 || m_isPaused || m_receiver == nullptr;
    m_deadlines.set(*this, isUnlimited ? never : m_since + limit);
}

bool Transfer::mayTryAgain(const CallResult &lost) const
{
    return lost.end == CallEnd::ClosedBeforeAnswer && lost.wasReused
        && m_freshness == Freshness::Any;
}

} // namespace penstock::upstream
