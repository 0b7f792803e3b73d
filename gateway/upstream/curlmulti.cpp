#include "upstream/curlmulti.h"

#include "upstream/curlglobal.h"

#if !defined(_WIN32)
#include <unistd.h>
#endif

namespace penstock::upstream
{

namespace
{

CURLM *newMulti()
{
    startCurl();
    CURLM *multi = curl_multi_init();
    Q_CHECK_PTR(multi);
    return multi;
}

} // namespace

CurlMulti::CurlMulti(SocketWatch watch, User &user)
    : m_user(user)
    , m_multi(newMulti())
    , m_watcher(makeSocketWatcher(
          watch, [this](std::span<const ReadySocket> ready) { m_user.multiIsReady(*this, ready); }))
    , m_timer([this] {
        m_isDue = true;
        m_user.multiIsDue();
    })
{
    curl_multi_setopt(m_multi, CURLMOPT_SOCKETFUNCTION, &CurlMulti::socketCallback);
    curl_multi_setopt(m_multi, CURLMOPT_SOCKETDATA, this);
    curl_multi_setopt(m_multi, CURLMOPT_TIMERFUNCTION, &CurlMulti::timerCallback);
    curl_multi_setopt(m_multi, CURLMOPT_TIMERDATA, this);
}

CurlMulti::~CurlMulti()
{
    // Still calls back: idle connections are taken leave of.
    curl_multi_cleanup(m_multi);
}

CURLMcode CurlMulti::add(CURL *easy)
{
    // Connections remember these for longer than the transfer lives that made them.
    curl_easy_setopt(easy, CURLOPT_CLOSESOCKETFUNCTION, &CurlMulti::closeCallback);
    curl_easy_setopt(easy, CURLOPT_CLOSESOCKETDATA, this);
    const CURLMcode code = curl_multi_add_handle(m_multi, easy);
    if (code == CURLM_OK) {
        ++m_transfers;
    }
    return code;
}

void CurlMulti::remove(CURL *easy)
{
    if (curl_multi_remove_handle(m_multi, easy) == CURLM_OK) {
        --m_transfers;
    }
}

void CurlMulti::keepAtMost(long connections)
{
    if (m_mostConnections != connections) {
        m_mostConnections = connections;
        curl_multi_setopt(m_multi, CURLMOPT_MAXCONNECTS, connections);
    }
}

void CurlMulti::act(const ReadySocket &ready)
{
    int running = 0;
    curl_multi_socket_action(m_multi, ready.socket, ready.events, &running);
}

void CurlMulti::runTimer()
{
    if (m_isDue) {
        m_isDue = false;
        act({CURL_SOCKET_TIMEOUT, 0});
    }
}

std::optional<CurlMulti::Done> CurlMulti::nextDone()
{
    int waiting = 0;
    while (const CURLMsg *message = curl_multi_info_read(m_multi, &waiting)) {
        if (message->msg == CURLMSG_DONE) {
            // NOLINTNEXTLINE(cppcoreguidelines-pro-type-union-access): so says the kind of it.
            return Done{message->easy_handle, message->data.result};
        }
    }
    return std::nullopt;
}

int CurlMulti::socketCallback(CURL *easy, curl_socket_t socket, int events, void *self,
                              void * /*unused*/)
{
    auto *multi = static_cast<CurlMulti *>(self);
    multi->m_watcher->watch(socket, events);
    if (events != CURL_POLL_REMOVE) {
        multi->m_user.socketChanged(easy, socket);
    }
    return 0;
}

int CurlMulti::closeCallback(void *self, curl_socket_t socket)
{
    auto *multi = static_cast<CurlMulti *>(self);
    multi->m_watcher->forget(socket);
    multi->m_user.socketCloses(socket);
#if defined(_WIN32)
    return ::closesocket(socket);
#else
    return ::close(socket);
#endif
}

int CurlMulti::timerCallback(CURLM * /*multi*/, long milliseconds, void *self)
{
    auto *multi = static_cast<CurlMulti *>(self);
    if (milliseconds == 0) {
        multi->m_isDue = true;
        multi->m_user.multiIsDue();
    } else {
        multi->m_timer.setDue(milliseconds < 0 ? never
                                               : std::chrono::steady_clock::now()
                                      + std::chrono::milliseconds(milliseconds));
    }
    return 0;
}

} // namespace penstock::upstream
