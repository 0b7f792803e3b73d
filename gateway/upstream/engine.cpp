#include "upstream/engine.h"

#include <algorithm>
#include <utility>

namespace penstock::upstream
{

/// Keeps transfers alive that are dropped while it is on the stack.
class Engine::Visit final
{
public:
    explicit Visit(Engine &engine) : m_engine(engine) { ++m_engine.m_visits; }
    Visit(const Visit &) = delete;
    Visit &operator=(const Visit &) = delete;
    ~Visit()
    {
        if (m_engine.m_visits == 1) {
            m_engine.destroyAbandoned();
        }
        --m_engine.m_visits;
    }

private:
    Engine &m_engine;
};

Engine::Engine(SocketWatch watch)
    : m_watch(watch)
    , m_proxies([this] { m_kick.start(); })
    , m_deadlines([this](Transfer &transfer) { deadlinePassed(transfer); })
    , m_idleTimer([this] { nothingIsLive(); })
    , m_multi(std::make_unique<CurlMulti>(watch, *this))
{
    m_kick.setSingleShot(true);
    m_kick.setInterval(0);
    QObject::connect(&m_kick, &QTimer::timeout, &m_kick, [this] { work(); });
}

Engine::~Engine()
{
    close();
    destroyAbandoned();
}

std::unique_ptr<UpstreamCall> Engine::send(UpstreamRequest request, UpstreamReceiver &receiver)
{
    m_transfers.push_back(std::make_unique<Transfer>(std::move(request), receiver, m_deadlines));
    Transfer &transfer = *m_transfers.back();
    transfer.place = m_transfers.size() - 1;
    ++m_live;
    m_waiting.push_back(&transfer);
    multiIsDue();
    return std::make_unique<Call>(*this, transfer);
}

void Engine::abandon(Transfer &transfer)
{
    transfer.call = nullptr;
    if (transfer.receiver() == nullptr) {
        return;
    }
    transfer.forgetReceiver();
    --m_live;
    m_abandoned.push_back(&transfer);
    if (!isBusy()) {
        const Visit visit(*this);
    }
}

void Engine::resume(Transfer &transfer)
{
    if (transfer.resume()) {
        m_resumed.push_back(&transfer);
        multiIsDue();
    }
}

void Engine::dropIdleConnections()
{
    m_dropsIdle = true;
    multiIsDue();
}

void Engine::close()
{
    const Visit visit(*this);
    for (const auto &transfer : m_transfers) {
        if (transfer->call != nullptr) {
            transfer->call->detach();
        }
        abandon(*transfer);
    }
}

void Engine::work()
{
    const Visit visit(*this);
    if (m_dropsIdle) {
        retireMulti();
    }
    startWaiting();
    letResumedOn();
    m_multi->runTimer();
    for (const auto &retired : m_retired) {
        retired->runTimer();
    }
    collect();
    destroyRetired();
}

void Engine::startWaiting()
{
    // Receivers that hear of a failure may send again: that is for the next turn.
    for (Transfer *transfer : std::exchange(m_waiting, {})) {
        if (transfer->receiver() == nullptr) {
            continue;
        }
        if (const Result<void> prepared = transfer->prepare(); !prepared) {
            end(*transfer, transfer->localFailure(prepared.error()));
        } else {
            start(*transfer);
        }
    }
}

void Engine::letResumedOn()
{
    for (Transfer *transfer : std::exchange(m_resumed, {})) {
        transfer->letOn();
    }
}

void Engine::multiIsDue()
{
    if (!m_kick.isActive()) {
        m_kick.start();
    }
}

void Engine::multiIsReady(CurlMulti &multi, std::span<const ReadySocket> sockets)
{
    const Visit visit(*this);
    for (const ReadySocket &ready : sockets) {
        multi.act(ready);
        // At once: how many connections may stay depends on how many calls are left.
        collect(multi);
    }
}

void Engine::socketChanged(CURL *easy, curl_socket_t socket)
{
    char *self = nullptr;
    curl_easy_getinfo(easy, CURLINFO_PRIVATE, &self);
    if (self == nullptr) {
        return;
    }
    auto &transfer = *reinterpret_cast<Transfer *>(self);
    static_cast<void>(transfer.noticeConnected(socket));
    m_sockets.begins(socket, transfer);
}

void Engine::socketCloses(curl_socket_t socket)
{
    m_sockets.closes(socket);
}

void Engine::deadlinePassed(Transfer &transfer)
{
    const Visit visit(*this);
    if (transfer.noticeConnected()) {
        return;
    }
    const CallResult result = transfer.timeoutResult();
    release(transfer);
    end(transfer, result);
}

/// New calls get new connections; those at work end on their own.
void Engine::retireMulti()
{
    m_dropsIdle = false;
    m_sockets.shutDownIdle();
    m_retired.push_back(std::move(m_multi));
    m_multi = std::make_unique<CurlMulti>(m_watch, *this);
}

void Engine::destroyRetired()
{
    std::erase_if(m_retired,
                  [](const std::unique_ptr<CurlMulti> &multi) { return multi->transfers() == 0; });
}

void Engine::destroyAbandoned()
{
    // Taking leave of a connection calls back, but no receiver.
    while (!m_abandoned.empty()) {
        Transfer &transfer = *m_abandoned.back();
        m_abandoned.pop_back();
        release(transfer);
        static_cast<void>(takeOut(transfer));
    }
}

void Engine::nothingIsLive()
{
    if (m_live == 0) {
        dropIdleConnections();
    }
}

Call::Call(Engine &engine, Transfer &transfer) : m_engine(engine), m_transfer(&transfer)
{
    transfer.call = this;
}

Call::~Call()
{
    if (m_transfer != nullptr) {
        m_engine.abandon(*m_transfer);
    }
}

void Call::pause()
{
    if (m_transfer != nullptr) {
        m_transfer->pause();
    }
}

void Call::resume()
{
    if (m_transfer != nullptr) {
        m_engine.resume(*m_transfer);
    }
}

} // namespace penstock::upstream
