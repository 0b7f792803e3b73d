#pragma once

#include "upstream/answerhead.h"
#include "upstream/callend.h"
#include "upstream/deadlines.h"
#include "upstream/easypool.h"
#include "upstream/headerlist.h"
#include "upstream/proxyuse.h"
#include "upstream/upstreamrequest.h"

#include <array>
#include <memory>
#include <optional>
#include <string>

namespace penstock::upstream
{

class Call;
class CurlMulti;

/// One call under way: what libcurl calls back, and what the receiver hears of it.
class Transfer final
{
public:
    Transfer(UpstreamRequest request, UpstreamReceiver &receiver, Deadlines &deadlines);
    Transfer(const Transfer &) = delete;
    Transfer &operator=(const Transfer &) = delete;
    ~Transfer();

    [[nodiscard]] const UpstreamRequest &request() const { return m_request; }
    [[nodiscard]] Deadline &deadline() { return m_deadline; }
    /// Null from the moment on where nobody wants to hear of it any more.
    [[nodiscard]] UpstreamReceiver *receiver() const { return m_receiver; }
    void forgetReceiver();

    /// Checks and copies what every attempt needs.
    [[nodiscard]] Result<void> prepare();
    /// Gets `easy` ready for an attempt that starts now. `url` may be null: it is only faster.
    [[nodiscard]] CURLcode begin(EasyHandle easy, std::shared_ptr<CURLU> url, ProxyUse proxy);
    /// The next attempt is the second one, on a connection of its own.
    void useFreshConnection() { m_freshness = Freshness::FreshConnection; }
    [[nodiscard]] CURL *easy() const { return m_easy.get(); }
    /// libcurl has nothing to complain about.
    void succeeded() { m_hasSucceeded = true; }
    [[nodiscard]] EasyHandle takeEasy();

    void pause();
    /// True where libcurl has to be told, with letOn(), from the event loop.
    [[nodiscard]] bool resume();
    void letOn();

    /// Moves on from Connecting when `socket` is connected.
    [[nodiscard]] bool noticeConnected(curl_socket_t socket);
    /// The same for the socket it was last asked about.
    [[nodiscard]] bool noticeConnected() { return noticeConnected(m_lastSocket); }

    /// Whether the bytes of its connection are those of the answer.
    [[nodiscard]] bool countsBytes() const;
    void firstBytesSeen() { m_hasReceived = m_hasReceived || m_stage == Stage::Sent; }
    [[nodiscard]] bool mayShareConnection() const;

    [[nodiscard]] CallResult result(CURLcode code) const;
    [[nodiscard]] CallResult timeoutResult() const;
    [[nodiscard]] CallResult localFailure(const Error &error) const;
    /// The only retry there is: a reused connection that was dead.
    [[nodiscard]] bool mayTryAgain(const CallResult &lost) const;

    Call *call = nullptr; ///< not owned; null when it is gone
    CurlMulti *multi = nullptr; ///< that works on it; not owned
    curl_socket_t usedSocket = CURL_SOCKET_BAD; ///< the last that libcurl wanted watched for it
    std::size_t place = 0; ///< among the transfers of its engine

private:
    enum class Freshness { Any = 1, FreshConnection };

    [[nodiscard]] CURLcode setOptions();
    void setCallbacks();
    void setForAll();
    void setConnection();
    void setDetours();
    void setMethodAndBody();
    template<class Value>
    void set(CURLoption option, Value value)
    {
        const CURLcode code = curl_easy_setopt(m_easy.get(), option, value);
        m_optionProblem = m_optionProblem == CURLE_OK ? code : m_optionProblem;
    }

    static int beforeRequest(void *self, char *, char *, int, int);
    static curl_socket_t openSocket(void *self, curlsocktype, curl_sockaddr *address);
    static std::size_t readBody(char *into, std::size_t, std::size_t size, void *self);
    static int seekBody(void *self, curl_off_t offset, int origin);
    static std::size_t takeHeader(char *line, std::size_t, std::size_t size, void *self);
    static std::size_t takeBody(char *bytes, std::size_t, std::size_t size, void *self);

    void enter(Stage stage);
    void progressed();
    void arm();
    [[nodiscard]] bool isProxied() const;
    [[nodiscard]] CallFacts facts() const;
    [[nodiscard]] CallResult describe(CallEnd end) const;
    [[nodiscard]] long long info(CURLINFO which) const;

    UpstreamRequest m_request;
    UpstreamReceiver *m_receiver = nullptr;
    Deadlines &m_deadlines;
    Deadline m_deadline;

    HeaderList m_fields;
    std::string m_flatBody; ///< of a body small enough to leave with the head
    std::vector<std::string> m_detours;
    std::vector<curl_slist> m_detourNodes;

    // Of the attempt at hand.
    std::shared_ptr<CURLU> m_url; ///< outlives what the handle does with it
    EasyHandle m_easy;
    ProxyUse m_proxy;
    std::optional<wire::OutgoingBody::Reader> m_reader;
    std::optional<Error> m_bodyProblem;
    AnswerHead m_head;
    AnswerHead::Progress m_headProgress = AnswerHead::Progress::More;
    Stage m_stage = Stage::Connecting;
    CURLcode m_optionProblem = CURLE_OK;
    TimePoint m_since; ///< when the stage began or the last piece came
    bool m_hasSucceeded = false;
    int m_requests = 0; ///< how often libcurl wanted to send the request
    curl_socket_t m_lastSocket = CURL_SOCKET_BAD; ///< while connecting
    int m_openProblem = 0; ///< errno of a socket that could not be had
    bool m_isReused = false;
    bool m_hasReceived = false;
    long long m_headBytesBefore = 0; ///< sent before the request, to a proxy
    std::uint64_t m_receivedBytes = 0;
    std::array<char, CURL_ERROR_SIZE> m_curlMessage{};

    Freshness m_freshness = Freshness::Any;
    bool m_isPrepared = false;
    bool m_isPaused = false;
    bool m_isHeldBack = false; ///< libcurl waits for letOn()
};

} // namespace penstock::upstream
