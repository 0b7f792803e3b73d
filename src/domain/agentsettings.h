#pragma once

#include "domain/enumnames.h"
#include "domain/instancesettings.h"

#include <string>

namespace penstock
{

enum class AgentKind {
    AzureAgent = 1, ///< threads and runs
    ResponsesAgent, ///< the Responses API with an agent reference
};

template<>
inline constexpr auto enumNames<AgentKind> = std::to_array<EnumName<AgentKind>>({
    {AgentKind::AzureAgent, "azure_agent"},
    {AgentKind::ResponsesAgent, "responses_agent"},
});

struct AgentSettings {
    std::string name;
    AgentKind kind = AgentKind::AzureAgent;
    std::string endpoint;
    std::string agentId;
    AuthKind auth = AuthKind::AzureCli;
    std::string apiVersion;

    friend bool operator==(const AgentSettings &, const AgentSettings &) = default;
};

} // namespace penstock
