#include "proxy/route.h"

#include "base/text.h"
#include "wire/percent.h"

#include <array>
#include <optional>

namespace penstock::proxy
{

namespace
{

using azure::Operation;

constexpr std::array operations
    = {Operation::ChatCompletions, Operation::Completions, Operation::Embeddings};

constexpr std::array<std::string_view, 9> knownPaths
    = {"/v1/chat/completions",
       "/v1/completions",
       "/v1/embeddings",
       "/v1/models",
       "/healthz",
       "/readyz",
       "/",
       "/openai/v1/chat/completions",
       "/openai/deployments/NAME/chat/completions"};

std::string_view pathPart(std::string_view target)
{
    const std::size_t scheme
        = target.starts_with('/') ? std::string_view::npos : target.find("://");
    if (scheme != std::string_view::npos) {
        const std::size_t path = target.find('/', scheme + 3);
        target = path == std::string_view::npos ? "/" : target.substr(path);
    }
    std::string_view path = target.substr(0, target.find_first_of("?#"));
    while (path.size() > 1 && path.ends_with('/')) {
        path.remove_suffix(1);
    }
    return path;
}

std::string queryValue(std::string_view target, std::string_view name)
{
    const std::size_t question = target.find('?');
    if (question == std::string_view::npos) {
        return {};
    }
    for (const std::string_view pair : split(target.substr(question + 1), '&')) {
        const std::size_t equals = pair.find('=');
        if (pair.substr(0, equals) == name && equals != std::string_view::npos) {
            return wire::percentDecoded(pair.substr(equals + 1));
        }
    }
    return {};
}

std::optional<Operation> operationAt(std::string_view rest)
{
    for (const Operation operation : operations) {
        if (rest == azure::pathOf(operation)) {
            return operation;
        }
    }
    return std::nullopt;
}

bool takePrefix(std::string_view &path, std::string_view prefix)
{
    if (!path.starts_with(prefix)) {
        return false;
    }
    path.remove_prefix(prefix.size());
    return true;
}

Route v1Route(std::string_view rest, Dialect dialect)
{
    Route route{.dialect = dialect};
    if (const auto operation = operationAt(rest)) {
        route.kind = RouteKind::Inference;
        route.operation = *operation;
    } else if (rest == "models") {
        route.kind = RouteKind::ModelList;
    } else if (takePrefix(rest, "models/") && !rest.empty()) {
        route.kind = RouteKind::Model;
        route.name = wire::percentDecoded(rest);
    }
    return route;
}

Route deploymentRoute(std::string_view rest)
{
    Route route{.dialect = Dialect::Azure};
    const std::size_t slash = rest.find('/');
    const auto operation
        = slash == std::string_view::npos ? std::nullopt : operationAt(rest.substr(slash + 1));
    if (slash > 0 && operation) {
        route.kind = RouteKind::Inference;
        route.operation = *operation;
        route.name = wire::percentDecoded(rest.substr(0, slash));
    }
    return route;
}

Route routeOfPath(std::string_view path)
{
    if (path == "/") {
        return {.kind = RouteKind::StatusPage};
    }
    if (path == "/healthz") {
        return {.kind = RouteKind::Health};
    }
    if (path == "/readyz") {
        return {.kind = RouteKind::Readiness};
    }
    if (takePrefix(path, "/openai/deployments/")) {
        return deploymentRoute(path);
    }
    if (takePrefix(path, "/openai/v1/")) {
        return v1Route(path, Dialect::Azure);
    }
    if (path == "/openai/models") {
        return {.kind = RouteKind::ModelList, .dialect = Dialect::Azure};
    }
    // Older clients add "/v1" to a base address that has it already.
    if (takePrefix(path, "/v1/v1/") || takePrefix(path, "/v1/")) {
        return v1Route(path, Dialect::OpenAi);
    }
    return {};
}

} // namespace

Route routeOf(std::string_view target)
{
    Route route = routeOfPath(pathPart(target));
    route.apiVersion = queryValue(target, "api-version");
    if (route.kind == RouteKind::Readiness && queryValue(target, "strict") == "1") {
        route.readiness = Readiness::EveryModel;
    }
    return route;
}

std::string_view methodsOf(RouteKind kind)
{
    switch (kind) {
    case RouteKind::Inference:
        return "POST";
    case RouteKind::ModelList:
    case RouteKind::Model:
    case RouteKind::Health:
    case RouteKind::Readiness:
    case RouteKind::StatusPage:
        return "GET, HEAD";
    case RouteKind::Unknown:
        break;
    }
    return {};
}

std::string nearestPath(std::string_view target)
{
    const std::string_view path = pathPart(target);
    std::string_view best = knownPaths.front();
    std::size_t bestDistance = path.size() + best.size();
    for (const std::string_view known : knownPaths) {
        const std::size_t distance = editDistance(path, known, bestDistance);
        if (distance < bestDistance) {
            bestDistance = distance;
            best = known;
        }
    }
    return std::string(best);
}

} // namespace penstock::proxy
