#include "proxy/callfacts.h"

#include "base/text.h"
#include "proxy/conversationkey.h"

#include <algorithm>
#include <charconv>
#include <functional>
#include <optional>

namespace penstock::proxy
{

namespace
{

constexpr std::string_view pinField = "x-penstock-pin";
constexpr std::string_view sessionField = "x-session-id";
constexpr std::string_view adminField = "X-Admin-API-Key";

http::HttpProblem unknownModel(const Route &route, const std::string &model,
                               const routing::ModelTable &models)
{
    const auto near = models.nearestModel(model);
    std::string message = model.empty() ? "The body names no model."
                                        : "No instance serves the model '" + model + "'.";
    if (near && *near != model) {
        message += " Did you mean '" + *near + "'?";
    } else if (!models.models().empty()) {
        message += " GET /v1/models lists the models that there are.";
    } else {
        message += " No usable instance is configured.";
    }
    if (model.empty() && route.name.empty()) {
        return {400, "missing_model", std::move(message), {}};
    }
    return {404, "model_not_found", std::move(message), {}};
}

/// The value of one cookie of the request.
std::optional<std::string_view> cookie(const wire::RequestHead &head, std::string_view name)
{
    std::string_view rest = head.find("Cookie").value_or(std::string_view());
    while (!rest.empty()) {
        const std::size_t end = std::min(rest.find(';'), rest.size());
        std::string_view one = rest.substr(0, end);
        rest.remove_prefix(std::min(end + 1, rest.size()));
        one.remove_prefix(std::min(one.find_first_not_of(' '), one.size()));
        const std::size_t equals = one.find('=');
        if (equals != std::string_view::npos && one.substr(0, equals) == name) {
            return one.substr(equals + 1);
        }
    }
    return std::nullopt;
}

std::optional<std::uint32_t> numberIn(std::string_view text)
{
    std::uint32_t number = 0;
    const auto [at, problem] = std::from_chars(text.data(), text.data() + text.size(), number);
    return problem == std::errc() && at == text.data() + text.size() ? std::optional(number)
                                                                     : std::nullopt;
}

/// Fills in what binds the request to others of its kind.
class AffinityReader final
{
public:
    AffinityReader(const RoutingSettings &settings, const http::HttpRequest &request,
                   const BodyFacts &body, CallFacts &facts)
        : m_settings(settings)
        , m_request(request)
        , m_body(body)
        , m_facts(facts)
    {
    }

    void read()
    {
        switch (m_settings.affinity) {
        case Affinity::None:
            break;
        case Affinity::Cookie:
            m_facts.affinity = AffinitySource::Cookie;
            m_facts.routing.cookieInstance = numberIn(
                cookie(m_request.head, m_settings.affinityCookie).value_or(std::string_view()));
            break;
        case Affinity::Header:
            (void)readHeader();
            break;
        case Affinity::ClientKey:
            bindTo(shownKey(m_request.head), AffinitySource::ClientKey);
            break;
        case Affinity::Auto:
            readAuto();
            break;
        }
    }

private:
    bool readHeader()
    {
        return bindTo(m_request.head.find(sessionField).value_or(std::string_view()),
                      AffinitySource::Header);
    }

    void readAuto()
    {
        if (readHeader()) {
            return;
        }
        for (const std::string_view name : {"prompt_cache_key", "metadata.session_id", "user"}) {
            if (bindTo(m_body.textOf(name), AffinitySource::Body)) {
                return;
            }
        }
        if (m_request.body != nullptr) {
            bindTo(conversationKey(*m_request.body), AffinitySource::Conversation);
        }
    }

    // Bound for one model: another one's targets are elsewhere.
    bool bindTo(std::string_view value, AffinitySource source)
    {
        if (value.empty()) {
            return false;
        }
        std::string text = m_facts.model;
        text.append(1, '\0').append(value);
        m_facts.routing.affinityKey = std::hash<std::string>{}(text);
        m_facts.affinity = source;
        return true;
    }

    const RoutingSettings &m_settings;
    const http::HttpRequest &m_request;
    const BodyFacts &m_body;
    CallFacts &m_facts;
};

std::optional<http::HttpProblem> readPin(const routing::RoutingPlan &plan,
                                         const wire::RequestHead &head,
                                         const SecretString &adminKey, routing::RequestFacts &facts)
{
    const auto pin = head.find(pinField);
    if (!pin) {
        return std::nullopt;
    }
    if (!adminKey.matches(head.find(adminField).value_or(std::string_view()))) {
        return http::HttpProblem{
            403,
            "pin_not_allowed",
            "Only an operator chooses the target: x-penstock-pin needs the "
            "admin key in X-Admin-API-Key"
                + std::string(adminKey.isEmpty() ? ", and none is set (ADMIN_API_KEY)." : "."),
            {}};
    }
    const std::size_t slash = pin->find('/');
    const std::string_view name = pin->substr(0, slash);
    const auto instance = plan.instanceNamed(name);
    if (!instance) {
        return http::HttpProblem{400,
                                 "unknown_pin",
                                 "x-penstock-pin names the instance '" + std::string(name)
                                     + "', which there is not.",
                                 {}};
    }
    facts.pinnedInstance = instance;
    if (slash == std::string_view::npos) {
        return std::nullopt;
    }
    const std::string_view deployment = pin->substr(slash + 1);
    const std::vector<routing::PlanTarget> &targets = plan.targets();
    for (std::size_t i = 0; i < targets.size(); ++i) {
        if (targets[i].instance == *instance && targets[i].deployment.value() == deployment) {
            facts.pinnedTarget = static_cast<routing::TargetIndex>(i);
            return std::nullopt;
        }
    }
    return http::HttpProblem{400,
                             "unknown_pin",
                             "The instance '" + std::string(name) + "' has no deployment '"
                                 + std::string(deployment) + "'.",
                             {}};
}

std::optional<http::HttpProblem> applyClient(const Snapshot &snapshot,
                                             const wire::RequestHead &head, CallFacts &facts)
{
    const auto client = snapshot.clients().clientOf(head);
    if (!client) {
        return std::nullopt;
    }
    const ClientSettings &settings = snapshot.config().clients.keys[*client];
    facts.routing.client = client;
    facts.isStrict = settings.strictStatus;
    facts.isNormalised = settings.normalise;
    if (!settings.allowedModels.empty()
        && std::ranges::find(settings.allowedModels, ModelName(facts.model))
            == settings.allowedModels.end()) {
        return http::HttpProblem{403,
                                 "model_not_allowed",
                                 "The client '" + settings.name.value()
                                     + "' may not use the model '" + facts.model
                                     + "' (clients.keys[].allowed_models).",
                                 {}};
    }
    return std::nullopt;
}

} // namespace

tl::expected<CallFacts, http::HttpProblem> callFacts(const Snapshot &snapshot, const Route &route,
                                                     const http::HttpRequest &request,
                                                     const BodyFacts &body,
                                                     const SecretString &adminKey)
{
    const routing::RoutingPlan &plan = *snapshot.plan();
    const bool isByDeployment = !route.name.empty();
    CallFacts facts{.model = isByDeployment ? route.name : body.model()};
    const auto match
        = isByDeployment ? plan.forDeployment(facts.model) : plan.forModel(facts.model);
    if (!match) {
        return tl::unexpected(unknownModel(route, facts.model, plan.models()));
    }
    const routing::Pool &pool = plan.pools()[match->pool];
    facts.routing.pool = match->pool;
    facts.isAlias = match->isAlias;
    facts.routing.promptTokens = body.promptTokens();
    facts.routing.outputBudget = route.operation == azure::Operation::Embeddings
        ? std::optional<std::int64_t>(0)
        : body.outputBudget();
    facts.routing.isStream = body.wantsStream();
    if (auto problem = applyClient(snapshot, request.head, facts)) {
        return tl::unexpected(std::move(*problem));
    }
    std::chrono::milliseconds queueWait = pool.queueWait;
    if (facts.routing.client) {
        queueWait
            = snapshot.config().clients.keys[*facts.routing.client].queueWait.value_or(queueWait);
    }
    facts.routing.waitsUntil = request.begunAt + queueWait;
    if (auto problem = readPin(plan, request.head, adminKey, facts.routing)) {
        return tl::unexpected(std::move(*problem));
    }
    AffinityReader(snapshot.config().routing, request, body, facts).read();
    return facts;
}

std::string_view nameOfSource(AffinitySource source)
{
    switch (source) {
    case AffinitySource::None:
        return "none";
    case AffinitySource::Cookie:
        return "cookie";
    case AffinitySource::Header:
        return "header";
    case AffinitySource::ClientKey:
        return "client_key";
    case AffinitySource::Body:
        return "body";
    case AffinitySource::Conversation:
        return "conversation";
    }
    return {};
}

} // namespace penstock::proxy
