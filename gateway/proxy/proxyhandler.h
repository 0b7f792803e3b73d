#pragma once

#include "http/httphandler.h"
#include "proxy/inferencecall.h"
#include "proxy/route.h"
#include "proxy/snapshot.h"
#include "upstream/upstreamclient.h"

#include <functional>
#include <memory>
#include <string_view>
#include <unordered_map>

namespace penstock::proxy
{

/// What is behind the listener in one worker: finds out what a request is for and sees to it.
class ProxyHandler final : public http::HttpHandler
{
public:
    struct Setup {
        /// The configuration of the moment; asked for every request, from any thread.
        std::function<std::shared_ptr<const Snapshot>()> snapshot;
        std::string_view version;
        const Clock *clock = nullptr;
        Logger *logger = nullptr; ///< may be absent
        upstream::SocketWatch watch = upstream::SocketWatch::Best;
    };

    explicit ProxyHandler(Setup setup);
    ~ProxyHandler() override;

    [[nodiscard]] tl::expected<http::BodyPlan, http::HttpProblem>
    admit(const wire::RequestHead &head, const http::Peer &peer, http::BodyPlan suggested) override;
    void handle(http::HttpRequest request, std::unique_ptr<http::HttpExchange> exchange) override;

private:
    void startCall(http::HttpRequest request, Route route,
                   std::unique_ptr<http::HttpExchange> exchange);

    Setup m_setup;
    upstream::UpstreamClient m_client;
    std::unordered_map<InferenceCall *, std::unique_ptr<InferenceCall>> m_calls;
};

} // namespace penstock::proxy
