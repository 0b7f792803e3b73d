#pragma once

#include "http/httpexchange.h"
#include "http/httphandler.h"
#include "http/httplistener.h"
#include "upstream/upstreamclient.h"

#include <memory>
#include <string>
#include <unordered_map>

namespace penstock::test
{

struct EchoProxyOptions {
    const http::HttpListener *listener = nullptr; ///< whose load /stats tells
    std::string upstream; ///< "http://127.0.0.1:8080"
    std::shared_ptr<const upstream::ConnectionOptions> connection;
    upstream::SocketWatch watch = upstream::SocketWatch::Best;
};

class Relay;

/// The shortest way from HTTP in to HTTP out: answers /plain, /echo and /stats by itself and passes
/// everything else on.
class EchoProxy final : public http::HttpHandler
{
public:
    explicit EchoProxy(const EchoProxyOptions &options);
    ~EchoProxy() override;

    void handle(http::HttpRequest request, std::unique_ptr<http::HttpExchange> exchange) override;

private:
    [[nodiscard]] std::string statistics() const;

    EchoProxyOptions m_options;
    upstream::UpstreamClient m_client;
    std::unordered_map<Relay *, std::unique_ptr<Relay>> m_relays;
};

} // namespace penstock::test
