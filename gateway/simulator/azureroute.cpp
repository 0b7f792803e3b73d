#include "simulator/azureroute.h"

#include "base/text.h"
#include "wire/percent.h"

#include <algorithm>
#include <array>
#include <vector>

namespace penstock::simulator
{

namespace
{

std::optional<Operation> inference(std::string_view path)
{
    if (path == "chat/completions") {
        return Operation::Chat;
    }
    if (path == "completions") {
        return Operation::Completion;
    }
    if (path == "embeddings") {
        return Operation::Embedding;
    }
    return std::nullopt;
}

/// The part behind `prefix`; nothing when the path does not begin with it.
std::optional<std::string_view> behind(std::string_view path, std::string_view prefix)
{
    if (!path.starts_with(prefix)) {
        return std::nullopt;
    }
    return path.substr(prefix.size());
}

std::optional<AzureRoute> post(std::string_view path)
{
    if (const auto operation = behind(path, "/openai/v1/")) {
        const auto found = inference(*operation);
        return found ? std::optional(AzureRoute{*found, {UrlForm::V1, {}}, {}}) : std::nullopt;
    }
    const std::string_view rest = behind(path, "/openai/deployments/").value_or(std::string_view());
    const std::size_t slash = rest.find('/');
    if (slash == std::string_view::npos || slash == 0) {
        return std::nullopt;
    }
    const auto found = inference(rest.substr(slash + 1));
    return found ? std::optional(AzureRoute{
                       *found, {UrlForm::Classic, {}}, wire::percentDecoded(rest.substr(0, slash))})
                 : std::nullopt;
}

std::optional<AzureRoute> get(std::string_view path)
{
    if (path == "/openai/deployments") {
        return AzureRoute{Operation::Deployments, {UrlForm::Account, {}}, {}};
    }
    for (const auto &[prefix, form] : {std::pair("/openai/v1/models", UrlForm::V1),
                                       std::pair("/openai/models", UrlForm::Account)}) {
        const auto rest = behind(path, prefix);
        if (!rest) {
            continue;
        }
        if (rest->empty()) {
            return AzureRoute{Operation::Models, {form, {}}, {}};
        }
        if (rest->size() > 1 && rest->front() == '/'
            && rest->find('/', 1) == std::string_view::npos) {
            return AzureRoute{Operation::Model, {form, {}}, wire::percentDecoded(rest->substr(1))};
        }
    }
    return std::nullopt;
}

} // namespace

std::string queryValue(std::string_view target, std::string_view name)
{
    const std::size_t mark = target.find('?');
    if (mark == std::string_view::npos) {
        return {};
    }
    for (const std::string_view pair : split(target.substr(mark + 1), '&')) {
        const std::size_t equals = pair.find('=');
        if (equalsIgnoreCase(wire::percentDecoded(pair.substr(0, equals)), name)) {
            return equals == std::string_view::npos ? std::string()
                                                    : wire::percentDecoded(pair.substr(equals + 1));
        }
    }
    return {};
}

std::optional<AzureRoute> parseRoute(std::string_view method, std::string_view target)
{
    std::string_view path = target.substr(0, target.find('?'));
    if (path.size() > 1 && path.ends_with('/')) {
        path.remove_suffix(1);
    }
    std::optional<AzureRoute> route;
    if (method == "POST") {
        route = post(path);
    } else if (method == "GET") {
        route = get(path);
    }
    if (route) {
        route->version.text = queryValue(target, "api-version");
    }
    return route;
}

bool infers(Operation operation)
{
    return operation == Operation::Chat || operation == Operation::Completion
        || operation == Operation::Embedding;
}

std::string_view operationName(Operation operation)
{
    switch (operation) {
    case Operation::Chat:
        return "ChatCompletions_Create";
    case Operation::Completion:
        return "Completions_Create";
    case Operation::Embedding:
        return "Embeddings_Create";
    case Operation::Models:
        return "Models_List";
    case Operation::Model:
        return "Models_Get";
    case Operation::Deployments:
        return "Deployments_List";
    }
    return {};
}

} // namespace penstock::simulator
