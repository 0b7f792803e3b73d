#pragma once

#include "upstream/curlmulti.h"
#include "upstream/deadlines.h"
#include "upstream/easypool.h"
#include "upstream/idleallowance.h"
#include "upstream/parsedurls.h"
#include "upstream/socketuse.h"
#include "upstream/systemproxies.h"
#include "upstream/transfer.h"
#include "upstream/upstreamclient.h"

#include <QTimer>

#include <memory>
#include <span>
#include <vector>

namespace penstock::upstream
{

/// All transfers of one client. Whatever the outside asks for while libcurl is at work, or while a
/// receiver is told something, is written down and done when that is over.
class Engine final : public CurlMulti::User
{
public:
    explicit Engine(SocketWatch watch);
    Engine(const Engine &) = delete;
    Engine &operator=(const Engine &) = delete;
    ~Engine() override;

    [[nodiscard]] std::unique_ptr<UpstreamCall> send(UpstreamRequest request,
                                                     UpstreamReceiver &receiver);
    void abandon(Transfer &transfer);
    void resume(Transfer &transfer);
    void dropIdleConnections();
    /// Nobody hears anything any more.
    void close();
    /// Whether one of its functions is on the stack, so that it may not be destroyed.
    [[nodiscard]] bool isBusy() const { return m_visits > 0; }
    [[nodiscard]] std::size_t liveCalls() const { return m_live; }

private:
    class Visit;

    void multiIsDue() override;
    void multiIsReady(CurlMulti &multi, std::span<const ReadySocket> sockets) override;
    void socketChanged(CURL *easy, curl_socket_t socket) override;
    void socketCloses(curl_socket_t socket) override;

    void work();
    void startWaiting();
    void start(Transfer &transfer);
    void letResumedOn();
    void collect();
    void collect(CurlMulti &multi);
    void finish(Transfer &transfer, CURLcode code);
    void tryAgain(Transfer &transfer, const CallResult &lost);
    void deadlinePassed(Transfer &transfer);
    void release(Transfer &transfer);
    void end(Transfer &transfer, const CallResult &result);
    [[nodiscard]] std::unique_ptr<Transfer> takeOut(Transfer &transfer);
    void destroyAbandoned();
    void destroyRetired();
    void retireMulti();
    void nothingIsLive();

    SocketWatch m_watch;
    QTimer m_kick; ///< does what waits, on the next turn of the event loop
    EasyPool m_pool;
    ParsedUrls m_urls;
    SystemProxies m_proxies;
    IdleAllowance m_idle;
    Deadlines m_deadlines;
    LazyTimer m_idleTimer;

    SocketUse m_sockets;
    std::unique_ptr<CurlMulti> m_multi;
    std::vector<std::unique_ptr<CurlMulti>> m_retired; ///< end with their last transfer

    std::vector<std::unique_ptr<Transfer>> m_transfers;
    std::vector<Transfer *> m_waiting; ///< to be started
    std::vector<Transfer *> m_resumed;
    std::vector<Transfer *> m_abandoned;
    std::size_t m_live = 0;
    bool m_dropsIdle = false; ///< on the next turn
    int m_visits = 0;
};

/// What the caller holds.
class Call final : public UpstreamCall
{
public:
    Call(Engine &engine, Transfer &transfer);
    Call(const Call &) = delete;
    Call &operator=(const Call &) = delete;
    ~Call() override;

    void pause() override;
    void resume() override;
    /// The transfer has ended, or its client is gone.
    void detach() { m_transfer = nullptr; }

private:
    Engine &m_engine;
    Transfer *m_transfer;
};

} // namespace penstock::upstream
