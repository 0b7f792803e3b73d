#pragma once

#include "http/httphandler.h"
#include "proxy/admissiondesk.h"
#include "proxy/inferencecall.h"
#include "proxy/networkepoch.h"
#include "proxy/route.h"
#include "proxy/snapshot.h"
#include "upstream/upstreamclient.h"

#include <QTimer>

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
        /// Ledgers, breakers and the queue; outlives the handler.
        routing::TrafficControl *control = nullptr;
        /// Lets an operator choose the target; may be absent.
        std::shared_ptr<const SecretString> adminKey;
        std::string_view version;
        const Clock *clock = nullptr;
        Logger *logger = nullptr; ///< may be absent
        TrafficSink *traffic = nullptr; ///< may be absent
        upstream::SocketWatch watch = upstream::SocketWatch::Best;
        const NetworkEpoch *network = nullptr; ///< may be absent: then it never changes
    };

    explicit ProxyHandler(Setup setup);

    [[nodiscard]] tl::expected<http::BodyPlan, http::HttpProblem>
    admit(const wire::RequestHead &head, const http::Peer &peer, http::BodyPlan suggested) override;
    void handle(http::HttpRequest request, std::unique_ptr<http::HttpExchange> exchange) override;
    void giveUp() override;
    void networkChanged() override;
    void refused(const http::RefusedRequest &request) override;

private:
    void startCall(http::HttpRequest request, Route route,
                   std::unique_ptr<http::HttpExchange> exchange);
    int answerLocally(const Route &route, const http::HttpRequest &request,
                      http::HttpExchange &exchange) const;
    void lookAtCalls();
    void dropWhatDiedAsleep();

    Setup m_setup;
    UsageRefusals m_usageRefusals;
    RepairBook m_repairs;
    AdmissionDesk m_desk;
    upstream::UpstreamClient m_client;
    NetworkEpoch::Mark m_connectedSince; ///< nothing idle is older
    std::unordered_map<InferenceCall *, std::unique_ptr<InferenceCall>> m_calls;
    QTimer m_looking; ///< runs while there are calls
};

} // namespace penstock::proxy
