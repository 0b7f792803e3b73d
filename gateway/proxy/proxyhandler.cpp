#include "proxy/proxyhandler.h"

#include "http/httpexchange.h"
#include "proxy/localanswers.h"

#include <utility>

namespace penstock::proxy
{

namespace
{

// Deadlines of minutes need no better.
constexpr std::chrono::milliseconds lookInterval(500);

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

RequestRecord recordOf(const wire::RequestHead &head, std::string id)
{
    const std::string_view target = head.target();
    return {.id = std::move(id),
            .method = std::string(head.method()),
            .path = std::string(target.substr(0, target.find('?')))};
}

} // namespace

ProxyHandler::ProxyHandler(Setup setup)
    : m_setup(std::move(setup))
    , m_desk(*m_setup.control, *m_setup.clock)
    , m_client(m_setup.watch)
{
    if (!m_setup.adminKey) {
        m_setup.adminKey = std::make_shared<const SecretString>();
    }
    if (m_setup.network != nullptr) {
        m_connectedSince = m_setup.network->mark();
    }
    m_looking.setInterval(lookInterval);
    QObject::connect(&m_looking, &QTimer::timeout, &m_looking, [this] { lookAtCalls(); });
}

void ProxyHandler::giveUp()
{
    while (!m_calls.empty()) {
        m_calls.begin()->second->cutOff();
    }
}

void ProxyHandler::networkChanged()
{
    if (m_setup.network != nullptr) {
        m_connectedSince = m_setup.network->mark();
    }
    m_client.dropIdleConnections();
}

// Not later than the first request after it: on a connection that is dead without saying so it
// would wait in vain.
void ProxyHandler::dropWhatDiedAsleep()
{
    if (m_setup.network != nullptr && m_setup.network->hasChangedSince(m_connectedSince)) {
        networkChanged();
    }
}

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
    if (route.kind == RouteKind::Inference) {
        startCall(std::move(request), std::move(route), std::move(exchange));
        return;
    }
    const int status = answerLocally(route, request, *exchange);
    if (m_setup.logger != nullptr) {
        RequestRecord record = recordOf(request.head, request.id);
        record.status = status;
        logRequest(*m_setup.logger, record);
    }
}

int ProxyHandler::answerLocally(const Route &route, const http::HttpRequest &request,
                                http::HttpExchange &exchange) const
{
    const std::shared_ptr<const Snapshot> snapshot = m_setup.snapshot();
    switch (route.kind) {
    case RouteKind::ModelList:
        return answerModels(exchange, *snapshot);
    case RouteKind::Model:
        return answerModel(exchange, *snapshot, route.name);
    case RouteKind::Health:
        return answerHealth(exchange, m_setup.version);
    case RouteKind::Readiness:
        return answerReadiness(exchange, *snapshot, route.readiness);
    case RouteKind::StatusPage:
        return answerStatusPage(exchange, *snapshot, m_setup.version, request.peer.local.port);
    case RouteKind::Inference:
    case RouteKind::Unknown:
        break; // not for here, or not admitted
    }
    return 0;
}

void ProxyHandler::refused(const http::RefusedRequest &request)
{
    if (m_setup.logger == nullptr) {
        return;
    }
    RequestRecord record = request.head != nullptr
        ? recordOf(*request.head, std::string(request.id))
        : RequestRecord{.id = std::string(request.id), .method = "(unreadable)"};
    record.status = request.problem.status;
    record.problem = request.problem.code;
    logRequest(*m_setup.logger, record);
}

void ProxyHandler::lookAtCalls()
{
    if (m_calls.empty()) {
        m_looking.stop();
        return;
    }
    const SteadyTime now = m_setup.clock->steadyNow();
    std::vector<InferenceCall *> calls; // one that ends leaves the map
    calls.reserve(m_calls.size());
    for (const auto &entry : m_calls) {
        calls.push_back(entry.first);
    }
    for (InferenceCall *const call : calls) {
        call->look(now);
    }
}

void ProxyHandler::startCall(http::HttpRequest request, Route route,
                             std::unique_ptr<http::HttpExchange> exchange)
{
    dropWhatDiedAsleep();
    auto call = std::make_unique<InferenceCall>(
        InferenceCall::Surroundings{m_setup.snapshot(), &m_desk, &m_client, &m_usageRefusals,
                                    &m_repairs, m_setup.adminKey.get(), m_setup.clock,
                                    m_setup.logger, m_setup.traffic, m_setup.network},
        std::move(request), std::move(route), std::move(exchange));
    if (!m_looking.isActive()) {
        m_looking.start();
    }
    InferenceCall &started = *call;
    m_calls.emplace(&started, std::move(call));
    started.start([this, call = &started] { m_calls.extract(call); });
}

} // namespace penstock::proxy
