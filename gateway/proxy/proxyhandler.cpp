#include "proxy/proxyhandler.h"

#include "http/httpexchange.h"
#include "proxy/localanswers.h"

#include <utility>

namespace penstock::proxy
{

namespace
{

bool isKnownMethod(const Route &route, std::string_view method)
{
    return route.kind == RouteKind::Inference ? method == "POST"
                                              : method == "GET" || method == "HEAD";
}

std::optional<http::HttpProblem> routeProblem(const Route &route, const wire::RequestHead &head)
{
    if (route.kind == RouteKind::Unknown) {
        return http::HttpProblem{404,
                                 "unknown_path",
                                 "The gateway has no path '" + std::string(head.target())
                                     + "'. The nearest is '" + nearestPath(head.target()) + "'.",
                                 {}};
    }
    if (!isKnownMethod(route, head.method())) {
        const std::string methods(methodsOf(route.kind));
        return http::HttpProblem{405,
                                 "method_not_allowed",
                                 "This path takes " + methods + ", not "
                                     + std::string(head.method()) + ".",
                                 {{"Allow", methods}}};
    }
    return std::nullopt;
}

} // namespace

ProxyHandler::ProxyHandler(Setup setup) : m_setup(std::move(setup)), m_client(m_setup.watch) { }

ProxyHandler::~ProxyHandler() = default;

tl::expected<http::BodyPlan, http::HttpProblem> ProxyHandler::admit(const wire::RequestHead &head,
                                                                    const http::Peer & /*peer*/,
                                                                    http::BodyPlan suggested)
{
    const Route route = routeOf(head.target());
    if (auto problem = routeProblem(route, head)) {
        return tl::unexpected(std::move(*problem));
    }
    if (route.kind == RouteKind::Inference) {
        suggested.observer = std::make_unique<BodyFacts>();
    }
    return suggested;
}

void ProxyHandler::handle(http::HttpRequest request, std::unique_ptr<http::HttpExchange> exchange)
{
    Route route = routeOf(request.head.target());
    const std::shared_ptr<const Snapshot> snapshot = m_setup.snapshot();
    switch (route.kind) {
    case RouteKind::Inference:
        startCall(std::move(request), std::move(route), std::move(exchange));
        return;
    case RouteKind::ModelList:
        answerModels(*exchange, *snapshot);
        return;
    case RouteKind::Model:
        answerModel(*exchange, *snapshot, route.name);
        return;
    case RouteKind::Health:
        answerHealth(*exchange, m_setup.version);
        return;
    case RouteKind::Readiness:
        answerReadiness(*exchange, *snapshot);
        return;
    case RouteKind::StatusPage:
        answerStatusPage(*exchange, *snapshot, m_setup.version, request.peer.local.port);
        return;
    case RouteKind::Unknown:
        return; // has not been admitted
    }
}

void ProxyHandler::startCall(http::HttpRequest request, Route route,
                             std::unique_ptr<http::HttpExchange> exchange)
{
    auto call = std::make_unique<InferenceCall>(
        InferenceCall::Surroundings{m_setup.snapshot(), &m_client, m_setup.clock, m_setup.logger},
        std::move(request), std::move(route), std::move(exchange));
    InferenceCall &started = *call;
    m_calls.emplace(&started, std::move(call));
    started.start([this, call = &started] { m_calls.extract(call); });
}

} // namespace penstock::proxy
