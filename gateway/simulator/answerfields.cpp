#include "simulator/answerfields.h"

#include "base/text.h"
#include "simulator/modelanswer.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <utility>

namespace penstock::simulator
{

namespace
{

constexpr auto regions = std::to_array<std::pair<std::string_view, std::string_view>>({
    {"australiaeast", "Australia East"},
    {"canadaeast", "Canada East"},
    {"eastus2", "East US 2"},
    {"eastus", "East US"},
    {"francecentral", "France Central"},
    {"germanywestcentral", "Germany West Central"},
    {"japaneast", "Japan East"},
    {"northcentralus", "North Central US"},
    {"northeurope", "North Europe"},
    {"southcentralus", "South Central US"},
    {"swedencentral", "Sweden Central"},
    {"switzerlandnorth", "Switzerland North"},
    {"uksouth", "UK South"},
    {"westeurope", "West Europe"},
    {"westus3", "West US 3"},
    {"westus", "West US"},
});

std::string percentText(double percent)
{
    std::array<char, 32> buffer{};
    const int size = std::snprintf(buffer.data(), buffer.size(), "%.1f%%", percent);
    return {buffer.data(), static_cast<std::size_t>(size)};
}

} // namespace

RequestNames requestNames(std::string_view clientRequestId, RandomSource &random)
{
    RequestNames names{.apim = randomUuid(random), .model = randomUuid(random)};
    names.client = clientRequestId.empty() ? names.apim : std::string(clientRequestId);
    return names;
}

wire::HeaderFields frontDoorFields(const RequestNames &names, const InstanceSetup &instance)
{
    return {{"apim-request-id", names.apim},
            {"x-ms-client-request-id", names.client},
            {"x-ms-region", instance.region},
            {"strict-transport-security", "max-age=31536000; includeSubDomains; preload"},
            {"x-content-type-options", "nosniff"}};
}

wire::HeaderFields modelFields(const RequestNames &names, const DeploymentSetup &deployment,
                               const ModelCard &card)
{
    wire::HeaderFields fields
        = {{"x-request-id", names.model},          {"azureml-model-session", card.session},
           {"x-ms-served-model", card.fullName()}, {"x-ms-deployment-name", deployment.name},
           {"access-control-allow-origin", "*"},   {"cache-control", "no-cache, must-revalidate"}};
    if (card.task != ModelTask::Embedding && deployment.contentFilter != ContentFilterMode::Off) {
        fields.push_back({"x-ms-rai-invoked", "true"});
    }
    return fields;
}

wire::HeaderFields rateFields(const DeploymentSetup &deployment, const LimiterVerdict &verdict,
                              RateNumbers numbers)
{
    wire::HeaderFields fields;
    const auto add = [&fields](const char *name, std::int64_t number) {
        fields.push_back({name, std::to_string(number)});
    };
    if (numbers == RateNumbers::Odd) {
        // All have been seen: unknown limits, more used than there is, and a name spelt
        // differently.
        add("x-ratelimit-limit-tokens", -1);
        add("x-ratelimit-remaining-tokens", -27'689);
        add("x-ratelimit-limit-requests", -1);
        add("x-ratelimit-remaining-requests", -1);
        add("x-ratelimit-reset-tokens", 0);
        add("x-ratelimit-reset-requests", 0);
        add("x-rate-limit-reset-tokens", 55);
        return fields;
    }
    if (verdict.utilisation >= 0) {
        fields.push_back({"azure-openai-deployment-utilization", percentText(verdict.utilisation)});
    }
    if (verdict.limitTokens >= 0) {
        add("x-ratelimit-limit-tokens", verdict.limitTokens);
        add("x-ratelimit-remaining-tokens", verdict.remainingTokens);
        add("x-ratelimit-reset-tokens", verdict.resetTokens.count());
        add("x-ratelimit-renewalperiod-tokens", 60);
    }
    if (verdict.limitRequests >= 0) {
        add("x-ratelimit-limit-requests", verdict.limitRequests);
        add("x-ratelimit-remaining-requests", verdict.remainingRequests);
        add("x-ratelimit-reset-requests", verdict.resetRequests.count());
        add("x-ratelimit-renewalperiod-requests", deployment.requestWindow.count());
    }
    if (verdict.limitTokens >= 0 || verdict.limitRequests >= 0) {
        fields.push_back({"x-ratelimit-key", deployment.name});
        fields.push_back({"x-ratelimit-abusepenalty-active", "False"});
    }
    return fields;
}

std::string regionName(std::string_view name)
{
    const auto *const found = std::ranges::find_if(
        regions, [name](const auto &region) { return startsWithIgnoreCase(name, region.first); });
    return std::string(found != regions.end() ? found->second : name);
}

} // namespace penstock::simulator
