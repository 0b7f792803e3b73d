#include "upstream/engine.h"

#include <utility>

// The way of a transfer through the engine; engine.cpp has what drives it.
namespace penstock::upstream
{

void Engine::start(Transfer &transfer)
{
    const UpstreamRequest &request = transfer.request();
    const std::optional<ProxyUse> proxy = m_proxies.find(*request.connection, request.url);
    if (!proxy) {
        m_waiting.push_back(&transfer); // until the system has said which
        return;
    }
    CURLcode code = transfer.begin(m_pool.take(), m_urls.find(request.url), *proxy);
    if (code == CURLE_OK) {
        m_idle.see(request.connection);
        m_multi->keepAtMost(m_idle.connections(m_live, std::chrono::steady_clock::now()));
        transfer.multi = m_multi.get();
        if (m_multi->add(transfer.easy()) == CURLM_OK) {
            return;
        }
        transfer.multi = nullptr;
        code = CURLE_FAILED_INIT;
    }
    const CallResult failure = transfer.easy() != nullptr
        ? transfer.result(code)
        : transfer.localFailure(
              {ErrorCode::Unavailable, "There is no memory left for another request.", {}});
    release(transfer);
    end(transfer, failure);
}

void Engine::collect()
{
    collect(*m_multi);
    for (const auto &retired : m_retired) {
        collect(*retired);
    }
}

void Engine::collect(CurlMulti &multi)
{
    while (const std::optional<CurlMulti::Done> done = multi.nextDone()) {
        char *transfer = nullptr;
        curl_easy_getinfo(done->easy, CURLINFO_PRIVATE, &transfer);
        finish(*reinterpret_cast<Transfer *>(transfer), done->code);
    }
}

void Engine::finish(Transfer &transfer, CURLcode code)
{
    const CallResult result = transfer.result(code);
    if (code == CURLE_OK) {
        transfer.succeeded();
    }
    release(transfer);
    if (transfer.receiver() == nullptr) {
        return; // stands among the abandoned
    }
    if (transfer.mayTryAgain(result)) {
        tryAgain(transfer, result);
    } else {
        end(transfer, result);
    }
}

void Engine::tryAgain(Transfer &transfer, const CallResult &lost)
{
    transfer.receiver()->upstreamTriedAgain(lost);
    if (transfer.receiver() != nullptr) {
        transfer.useFreshConnection();
        start(transfer);
    }
}

/// Takes it from libcurl, which closes the connection where the answer is not complete.
void Engine::release(Transfer &transfer)
{
    if (CurlMulti *multi = std::exchange(transfer.multi, nullptr); multi != nullptr) {
        multi->remove(transfer.easy());
        if (multi != m_multi.get() && multi->transfers() == 0) {
            multiIsDue();
        }
    }
    m_sockets.ends(transfer);
    m_pool.giveBack(transfer.takeEasy());
}

void Engine::end(Transfer &transfer, const CallResult &result)
{
    const std::unique_ptr<Transfer> ended = takeOut(transfer);
    UpstreamReceiver *receiver = ended->receiver();
    ended->forgetReceiver();
    if (Call *call = std::exchange(ended->call, nullptr); call != nullptr) {
        call->detach();
    }
    --m_live;
    const TimePoint now = std::chrono::steady_clock::now();
    m_multi->keepAtMost(m_idle.connections(m_live, now));
    if (m_live == 0) {
        m_idleTimer.setDue(now + m_idle.longestLifetime());
    }
    receiver->upstreamEnded(result);
}

std::unique_ptr<Transfer> Engine::takeOut(Transfer &transfer)
{
    std::erase(m_waiting, &transfer);
    std::erase(m_resumed, &transfer);
    std::unique_ptr<Transfer> taken = std::move(m_transfers[transfer.place]);
    if (transfer.place + 1 != m_transfers.size()) {
        m_transfers[transfer.place] = std::move(m_transfers.back());
        m_transfers[transfer.place]->place = transfer.place;
    }
    m_transfers.pop_back();
    return taken;
}

} // namespace penstock::upstream
