#include "simulator/armlisting.h"

#include "base/text.h"
#include "simulator/limiter.h"
#include "simulator/modelcard.h"
#include "wire/percent.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <vector>

namespace penstock::simulator
{

using Json = nlohmann::json;

namespace
{

constexpr std::string_view root = "/subscriptions/";
constexpr std::array<std::string_view, 4> versions
    = {"2023-05-01", "2024-10-01", "2025-06-01", "2025-07-01-preview"};

Json capabilitiesOf(const ModelCard &card)
{
    switch (card.task) {
    case ModelTask::Chat:
        return {{"chatCompletion", "true"},
                {"maxContextToken", std::to_string(card.contextTokens)},
                {"maxOutputToken", std::to_string(card.outputTokens)}};
    case ModelTask::Completion:
        return {{"completion", "true"}};
    case ModelTask::Embedding:
        return {{"embeddings", "true"}};
    }
    return Json::object();
}

/// The windows in which requests are really admitted; of provisioned throughput no tokens.
Json rateLimitsOf(const DeploymentSetup &deployment)
{
    Json limits = Json::array();
    if (const std::int64_t requests = requestsPerMinute(deployment); requests > 0) {
        limits.push_back({{"key", "request"},
                          {"renewalPeriod", deployment.requestWindow.count()},
                          {"count", inWindow(requests, deployment.requestWindow)}});
    }
    if (deployment.kind == DeploymentKind::Standard && deployment.tokensPerMinute > 0) {
        limits.push_back(
            {{"key", "token"}, {"renewalPeriod", 60}, {"count", deployment.tokensPerMinute}});
    }
    return limits;
}

Json skuOf(const DeploymentSetup &deployment)
{
    constexpr std::int64_t tokensPerUnit = 1000;
    constexpr std::int64_t tokensPerPtu = 2500; // what the usual chat model makes of one
    const bool isPtu = deployment.kind == DeploymentKind::Ptu;
    return {{"name", isPtu ? "ProvisionedManaged" : "Standard"},
            {"capacity",
             std::max<std::int64_t>(
                 1, deployment.tokensPerMinute / (isPtu ? tokensPerPtu : tokensPerUnit))}};
}

Json rowOf(const DeploymentSetup &deployment, const std::string &path)
{
    const ModelCard card = modelCard(deployment.model);
    const bool isFiltered = deployment.contentFilter != ContentFilterMode::Off;
    Json spillover;
    if (!deployment.spillover.empty()) {
        spillover = deployment.spillover;
    }
    return {{"id", path + '/' + deployment.name},
            {"type", "Microsoft.CognitiveServices/accounts/deployments"},
            {"name", deployment.name},
            {"sku", skuOf(deployment)},
            {"properties",
             {{"model",
               {{"format", "OpenAI"},
                {"name", card.name},
                {"version", card.version.empty() ? "1" : card.version}}},
              {"versionUpgradeOption", "OnceNewDefaultVersionAvailable"},
              {"capabilities", capabilitiesOf(card)},
              {"raiPolicyName", isFiltered ? Json("Microsoft.Default") : Json()},
              {"provisioningState", "Succeeded"},
              {"spilloverDeploymentName", std::move(spillover)},
              {"dynamicThrottlingEnabled", false},
              {"rateLimits", rateLimitsOf(deployment)}}}};
}

AzureError resourceNotFound(std::string_view name)
{
    return frontDoorError(404, "ResourceNotFound",
                          "The Resource 'Microsoft.CognitiveServices/accounts/" + std::string(name)
                              + "' under resource group was not found.");
}

/// The account that the path names; empty where it asks for something else.
std::string accountOf(std::string_view path)
{
    // /subscriptions/{s}/resourceGroups/{g}/providers/Microsoft.CognitiveServices/accounts/{a}/...
    static constexpr std::array<std::string_view, 10> wanted = {"",
                                                                "subscriptions",
                                                                "*",
                                                                "resourceGroups",
                                                                "*",
                                                                "providers",
                                                                "Microsoft.CognitiveServices",
                                                                "accounts",
                                                                "*",
                                                                "deployments"};
    const std::vector<std::string_view> parts = split(path, '/');
    const auto fits = [](std::string_view part, std::string_view pattern) {
        return pattern == "*" ? !part.empty() : equalsIgnoreCase(part, pattern);
    };
    if (!std::ranges::equal(parts, wanted, fits)) {
        return {};
    }
    constexpr std::size_t account = 8;
    return wire::percentDecoded(parts[account]);
}

} // namespace

bool isArmAddress(std::string_view target)
{
    return startsWithIgnoreCase(target, root);
}

tl::expected<std::string, AzureError> armListing(std::string_view method, std::string_view target,
                                                 std::string_view authorization,
                                                 const InstanceTable &table)
{
    const std::string_view path = target.substr(0, target.find('?'));
    const std::string account = accountOf(path);
    if (authorization.empty()) {
        return tl::unexpected(
            frontDoorError(401, "AuthenticationFailed",
                           "Authentication failed. The 'Authorization' header is missing."));
    }
    const std::string version = queryValue(target, "api-version");
    if (version.empty()) {
        return tl::unexpected(frontDoorError(
            400, "MissingApiVersionParameter",
            "The api-version query parameter (?api-version=) is required for all requests."));
    }
    if (std::ranges::find(versions, version) == versions.end()) {
        return tl::unexpected(frontDoorError(400, "InvalidApiVersionParameter",
                                             "The api-version '" + version + "' is invalid."));
    }
    const auto instance = account.empty() || method != "GET" ? nullptr : table.find(account);
    if (instance == nullptr) {
        return tl::unexpected(resourceNotFound(account));
    }
    if (!equalsIgnoreCase(authorization.substr(0, 7), "bearer ")
        || trimmed(authorization.substr(7)) != instance->setup().token) {
        return tl::unexpected(
            frontDoorError(401, "InvalidAuthenticationToken", "The access token is invalid."));
    }
    Json rows = Json::array();
    for (const DeploymentSetup &deployment : instance->setup().deployments) {
        rows.push_back(rowOf(deployment, std::string(path)));
    }
    const Json body = {{"value", std::move(rows)}, {"nextLink", nullptr}};
    return body.dump(-1, ' ', false, Json::error_handler_t::replace);
}

} // namespace penstock::simulator
