#include "config/semantics.h"

#include "base/text.h"
#include "config/textforms.h"

#include <algorithm>
#include <set>

namespace penstock::config
{

namespace
{

void checkListening(const GatewayConfig &config, std::vector<SemanticFinding> &findings)
{
    const ListenSettings &listen = config.listen;
    const bool hasTls = !listen.tlsCertificate.empty() && !listen.tlsKey.empty();
    if (listen.tlsCertificate.empty() != listen.tlsKey.empty()) {
        findings.push_back({Severity::Error, "incomplete_tls", Path().key("tls"),
                            "needs both `certificate` and `key`; one of them is missing."});
    }
    const bool isOpen = !std::ranges::all_of(listen.addresses, isLoopbackAddress);
    if (isOpen && !(config.clients.requireKey && !config.clients.keys.empty())) {
        findings.push_back({Severity::Error, "open_without_key", Path().key("listen"),
                            "names an address that other machines can reach; set "
                            "`clients.require_key: true` and add at "
                            "least one key under `clients.keys` first."});
    }
    if (isOpen && !hasTls && !listen.allowPlainLan) {
        findings.push_back({Severity::Error, "open_without_tls", Path().key("listen"),
                            "names an address that other machines can reach, without TLS; set "
                            "`tls.certificate` and "
                            "`tls.key`, or `allow_plain_lan: true` if keys and prompts may cross "
                            "the network in clear."});
    }
    if (listen.addresses.empty()) {
        findings.push_back({Severity::Error, "no_address", Path().key("listen"),
                            "names no address, so that nobody could reach the gateway."});
    }
    std::set<std::uint16_t> ports;
    for (const std::uint16_t port : listen.alsoListen) {
        if (!ports.insert(port).second) {
            findings.push_back({Severity::Error, "duplicate_port", Path().key("also_listen"),
                                "names port " + std::to_string(port) + " twice."});
        }
    }
    if (std::ranges::find(listen.alsoListen, listen.port) != listen.alsoListen.end()) {
        findings.push_back(
            {Severity::Error, "duplicate_port", Path().key("also_listen"),
             "names port " + std::to_string(listen.port) + " again, which is the gateway's own."});
    }
}

std::set<ModelName> servedModels(const GatewayConfig &config)
{
    std::set<ModelName> all;
    for (const InstanceSettings &instance : config.instances) {
        const auto models = instance.models();
        all.insert(models.begin(), models.end());
    }
    return all;
}

bool hasFoldedModels(const GatewayConfig &config)
{
    return std::ranges::any_of(config.instances, [](const InstanceSettings &i) {
        return !i.foldedModelDeployments.empty();
    });
}

class ModelReferences final
{
public:
    explicit ModelReferences(const GatewayConfig &config)
        : m_served(servedModels(config))
        , m_canTell(!hasFoldedModels(config) && !config.instances.empty())
    {
        for (const ModelName &model : m_served) {
            m_names.push_back(model.value());
        }
    }

    void check(const ModelName &model, const Path &path,
               std::vector<SemanticFinding> &findings) const
    {
        if (!m_canTell || model.isEmpty() || m_served.contains(model)) {
            return;
        }
        const auto near = nearest(std::span<const std::string>(m_names), model.value());
        findings.push_back({Severity::Warning, "unknown_model", path,
                            "names the model '" + model.value() + "', which no instance serves."
                                + (near ? " Did you mean '" + *near + "'?" : std::string())});
    }

private:
    std::set<ModelName> m_served;
    std::vector<std::string> m_names;
    bool m_canTell;
};

void checkCookie(const GatewayConfig &config, std::vector<SemanticFinding> &findings)
{
    // The name of a cookie is a token, as that of a header is.
    if (!isHeaderName(config.routing.affinityCookie)) {
        findings.push_back({Severity::Error, "bad_cookie",
                            Path().key("routing").key("affinity_cookie"),
                            "is no valid name of a cookie; use letters, digits, dashes and "
                            "underscores."});
    }
}

void checkModelReferences(const GatewayConfig &config, std::vector<SemanticFinding> &findings)
{
    const ModelReferences references(config);
    const Path routing = Path().key("routing");
    for (const auto &[from, to] : config.routing.aliases) {
        references.check(to, routing.key("aliases").key(from.value()), findings);
    }
    for (const auto &[model, settings] : config.routing.models) {
        const Path path = routing.key("models").key(model.value());
        for (const ModelName &fallback : settings.fallbackModels) {
            references.check(fallback, path.key("fallback_models"), findings);
        }
    }
    references.check(config.wrapper.model, Path().key("wrapper").key("model"), findings);
    if (config.routing.strategy == Strategy::ModelSpecific && config.routing.models.empty()) {
        findings.push_back({Severity::Warning, "no_models_routed", routing.key("strategy"),
                            "is model_specific, but `routing.models` names no model: every request "
                            "will be refused."});
    }
}

void checkPriorityUse(const GatewayConfig &config, std::vector<SemanticFinding> &findings)
{
    const Strategy strategy = config.routing.strategy;
    const bool isSpreading = strategy == Strategy::RoundRobin || strategy == Strategy::Weighted
        || strategy == Strategy::LeastLoaded || strategy == Strategy::Headroom;
    if (!isSpreading || config.routing.withinPriority || config.instances.empty()) {
        return;
    }
    const int first = config.instances.front().priority;
    if (!std::ranges::all_of(config.instances,
                             [first](const InstanceSettings &i) { return i.priority == first; })) {
        findings.push_back(
            {Severity::Notice, "priority_unused", Path().key("routing").key("strategy"),
             "is " + std::string(nameOf(strategy))
                 + ", which uses all instances alike: their priorities are not used. Set "
                   "`routing.within_priority: true` to stay inside the best priority."});
    }
}

} // namespace

std::vector<SemanticFinding> checkSemantics(const GatewayConfig &config)
{
    std::vector<SemanticFinding> findings;
    checkListening(config, findings);
    checkInstances(config, findings);
    checkService(config, findings);
    checkCookie(config, findings);
    checkModelReferences(config, findings);
    checkPriorityUse(config, findings);
    return findings;
}

} // namespace penstock::config
