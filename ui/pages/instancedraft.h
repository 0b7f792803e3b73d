#pragma once

#include "config/node.h"
#include "domain/gatewayconfig.h"

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace penstock::pages
{

/// What a person enters about an instance, apart from its key.
struct InstanceDraft {
    std::string name;
    std::string apiBase;
    Provider provider = Provider::Azure;
    std::string apiVersion; ///< only where the provider is Azure
    std::string region;
    std::int64_t maxTpm = 0;
    int priority = 100;
    int weight = 100;
    bool needsKey = true;
    std::vector<std::pair<std::string, std::string>> models; ///< model and deployment

    friend bool operator==(const InstanceDraft &, const InstanceDraft &) = default;
};

[[nodiscard]] InstanceDraft draftOf(const InstanceSettings &settings);

/// As a merge patch for an instance as it stands in the document, or for an empty one: what is as
/// it would be anyway is not written, and what the form does not show stays. The name is no part
/// of it.
[[nodiscard]] config::Node patchOf(const InstanceDraft &draft, const config::Node &before);

/// One line a model: "gpt-4o = my-deployment", or only "gpt-4o" where the deployment is called the
/// same.
[[nodiscard]] std::string modelsText(const InstanceDraft &draft);
struct ModelsReading {
    std::vector<std::pair<std::string, std::string>> models;
    int wrongLine = 0; ///< counted from 1; zero: there is none
};
[[nodiscard]] ModelsReading readModels(const std::string &text);

/// Accepts what people paste: a portal's address with path and query becomes its base.
[[nodiscard]] std::string tidyAddress(std::string address);

} // namespace penstock::pages
