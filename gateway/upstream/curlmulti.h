#pragma once

#include "upstream/lazytimer.h"
#include "upstream/socketwatcher.h"

#include <curl/curl.h>

#include <memory>
#include <optional>
#include <span>

namespace penstock::upstream
{

/// One multi handle of libcurl with its sockets and its timer on the event loop. Never acts on its
/// own: it tells its user when it has to be run.
class CurlMulti final
{
public:
    class User
    {
    public:
        virtual ~User() = default;
        /// Run it from the event loop, soon; told from inside libcurl.
        virtual void multiIsDue() = 0;
        virtual void multiIsReady(CurlMulti &multi, std::span<const ReadySocket> sockets) = 0;
        /// A socket of a transfer is wanted for something else, so maybe its stage has changed.
        virtual void socketChanged(CURL *easy, curl_socket_t socket) = 0;
        virtual void socketCloses(curl_socket_t socket) = 0;
    };

    CurlMulti(SocketWatch watch, User &user);
    CurlMulti(const CurlMulti &) = delete;
    CurlMulti &operator=(const CurlMulti &) = delete;
    ~CurlMulti();

    [[nodiscard]] CURLMcode add(CURL *easy);
    /// Closes the connection unless the transfer is complete.
    void remove(CURL *easy);
    void keepAtMost(long connections);
    [[nodiscard]] std::size_t transfers() const { return m_transfers; }

    void act(const ReadySocket &ready);
    void runTimer();

    struct Done {
        CURL *easy = nullptr;
        CURLcode code = CURLE_OK;
    };
    [[nodiscard]] std::optional<Done> nextDone();

private:
    static int socketCallback(CURL *easy, curl_socket_t socket, int events, void *self, void *);
    static int closeCallback(void *self, curl_socket_t socket);
    static int timerCallback(CURLM *multi, long milliseconds, void *self);

    User &m_user;
    CURLM *m_multi = nullptr;
    std::unique_ptr<SocketWatcher> m_watcher;
    LazyTimer m_timer;
    bool m_isDue = false;
    std::size_t m_transfers = 0;
    long m_mostConnections = 0;
};

} // namespace penstock::upstream
