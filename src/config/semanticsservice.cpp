#include "config/semantics.h"

#include <algorithm>

namespace penstock::config
{

namespace
{

void requireText(const std::string &value, const Path &path, std::string message,
                 std::vector<SemanticFinding> &findings)
{
    if (value.empty()) {
        findings.push_back({Severity::Error, "missing", path, std::move(message)});
    }
}

bool isOrigin(const std::string &origin)
{
    const std::size_t scheme = origin.find("://");
    return origin == "null"
        || (scheme != std::string::npos && scheme > 0 && scheme + 3 < origin.size()
            && origin.find_first_of("/?# *", scheme + 3) == std::string::npos);
}

} // namespace

void checkService(const GatewayConfig &config, std::vector<SemanticFinding> &findings)
{
    for (const ClientSettings &client : config.clients.keys) {
        requireText(client.hash,
                    Path().key("clients").key("keys").named(client.name.value()).key("hash"),
                    "is missing; it is the SHA-256 of the client's key.", findings);
    }
    for (std::size_t i = 0; i < config.alerts.size(); ++i) {
        if (!config.alerts[i].url) {
            findings.push_back({Severity::Error, "missing",
                                Path().key("alerts").index(i).key("url"),
                                "is missing; it is the address of the webhook."});
        }
    }
    for (const AgentSettings &agent : config.agents) {
        const Path path = Path().key("agents").named(agent.name);
        requireText(agent.endpoint, path.key("endpoint"),
                    "is missing; it is the address of the Azure AI project.", findings);
        requireText(agent.agentId, path.key("agent_id"),
                    "is missing; it is the id of the agent, such as asst_...", findings);
    }
    for (const std::string &origin : config.clients.allowedOrigins) {
        if (!isOrigin(origin)) {
            findings.push_back({Severity::Error, "bad_origin",
                                Path().key("clients").key("allowed_origins"),
                                "holds '" + origin
                                    + "', which is no origin; write scheme and host, such as "
                                      "https://app.example.com."});
        }
    }
    if (config.clients.requireKey && config.clients.keys.empty()) {
        findings.push_back({Severity::Warning, "no_client_keys",
                            Path().key("clients").key("require_key"),
                            "is on, but there is no key yet: nobody can use the gateway."});
    }
}

} // namespace penstock::config
