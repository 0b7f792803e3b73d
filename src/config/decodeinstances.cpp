#include "config/decode.h"
#include "config/defaults.h"

namespace penstock::config
{

namespace
{

CredentialSettings decodeCredential(const DocumentView &view)
{
    CredentialSettings credential;
    assign(credential.auth, view.choice<AuthKind>("auth"));
    credential.apiKey = view.secret("api_key");
    credential.apiKeyNext = view.secret("api_key_next");
    credential.clientSecret = view.secret("client_secret");
    credential.certificate = view.secret("certificate");
    credential.tenant = view.text("tenant");
    credential.clientId = view.text("client_id");
    credential.scope = view.text("scope");
    credential.authority = view.text("authority");
    credential.metadataEndpoint = view.text("metadata_endpoint");
    return credential;
}

ConnectionSettings decodeConnection(const DocumentView &view)
{
    ConnectionSettings connection;
    connection.proxyUrlSecret = view.secret("proxy_url");
    if (!connection.proxyUrlSecret) {
        connection.proxyUrl = view.text("proxy_url");
    }
    connection.caFile = view.text("ca_file");
    assign(connection.tlsVerify, view.boolean("tls_verify"));
    assign(connection.allowPlainHttp, view.boolean("allow_plain_http"));
    assign(connection.http2, view.choice<Http2>("http2"));
    connection.hostHeader = view.text("host_header");
    for (const Entry &host : view.entries("resolve")) {
        connection.resolve.insert_or_assign(host.key, host.value.asText());
    }
    for (const Entry &header : view.entries("extra_headers")) {
        if (const auto value = SecretReference::parse(header.value.asText())) {
            connection.extraHeaders.insert_or_assign(header.key, *value);
        }
    }
    return connection;
}

DeploymentSettings decodeDeployment(const Entry &entry)
{
    const DocumentView view(&entry.value);
    DeploymentSettings deployment;
    const std::string name = view.text("deployment");
    deployment.deployment = DeploymentId(name.empty() ? entry.key : name);
    deployment.maxTpm = view.whole("max_tpm");
    deployment.maxRpm = view.whole("max_rpm");
    deployment.maxInputTokens = view.whole("max_input_tokens");
    deployment.kind = view.choice<DeploymentKind>("kind");
    deployment.quotaGroup = view.text("quota_group");
    return deployment;
}

void decodeCapacity(const DocumentView &view, const LimitSettings &limits,
                    InstanceSettings &instance)
{
    assign(instance.priority, view.whole<int>("priority"));
    assign(instance.weight, view.whole<int>("weight"));
    instance.maxTpm = view.whole("max_tpm").value_or(limits.defaultMaxTpm);
    assign(instance.maxRpm, view.whole("max_rpm"));
    assign(instance.maxInputTokens, view.whole("max_input_tokens"));
    instance.supportedModels = view.texts<ModelName>("supported_models");
    for (const Entry &entry : view.entries("model_deployments")) {
        instance.modelDeployments.insert_or_assign(ModelName(entry.key), decodeDeployment(entry));
    }
    for (const Entry &entry : view.entries("folded_model_deployments")) {
        instance.foldedModelDeployments.insert_or_assign(foldedModelName(entry.key),
                                                         DeploymentId(entry.value.asText()));
    }
    assign(instance.kind, view.choice<DeploymentKind>("kind"));
    instance.quotaGroup = view.text("quota_group");
}

/// The preset of an instance starts over; without one it inherits what holds globally.
BreakerSettings decodeInstanceBreaker(const DocumentView &breaker, const BreakerSettings &global)
{
    BreakerSettings settings = global;
    if (const auto preset = breaker.choice<BreakerPreset>("preset")) {
        Node document = Node::map();
        Node presetOnly = Node::map();
        presetOnly.set("preset", Node::text(std::string(nameOf(*preset))));
        document.set("circuit_breaker", std::move(presetOnly));
        const Node complete = withDefaults(document);
        settings = BreakerSettings{};
        decodeBreaker(DocumentView(&complete).child("circuit_breaker"), settings);
    }
    decodeBreaker(breaker, settings);
    return settings;
}

std::string lookUp(const std::map<std::string, std::string> &map, const std::string &name,
                   const std::string &otherwise)
{
    const auto found = map.find(name);
    return found != map.end() ? found->second : otherwise;
}

InstanceSettings decodeInstance(const DocumentView &view, const DecodeContext &context,
                                const GatewayConfig &config)
{
    InstanceSettings instance;
    instance.name = view.text("name");
    instance.id = InstanceId(lookUp(context.ids, instance.name, instance.name));
    assign(instance.enabled, view.boolean("enabled"));
    instance.disabledBecause = lookUp(context.disabledBecause, instance.name, {});
    assign(instance.provider, view.choice<Provider>("provider_type"));
    instance.apiBase = view.text("api_base");
    instance.apiVersion = view.text("api_version");
    instance.credential = decodeCredential(view);
    instance.connection = decodeConnection(view);
    decodeCapacity(view, config.limits, instance);
    instance.region = view.text("region");
    instance.environment = view.text("environment");
    assign(instance.protect, view.boolean("protect"));
    instance.breaker = decodeInstanceBreaker(view.child("circuit_breaker"), config.breaker);
    return instance;
}

AgentSettings decodeAgent(const DocumentView &view)
{
    AgentSettings agent;
    agent.name = view.text("name");
    assign(agent.kind, view.choice<AgentKind>("kind"));
    agent.endpoint = view.text("endpoint");
    agent.agentId = view.text("agent_id");
    assign(agent.auth, view.choice<AuthKind>("auth"));
    agent.apiVersion = view.text("api_version");
    return agent;
}

} // namespace

void decodeInstances(const DocumentView &document, const DecodeContext &context,
                     GatewayConfig &config)
{
    config.instances.reserve(document.items("instances").size());
    for (const Node &item : document.items("instances")) {
        config.instances.push_back(decodeInstance(DocumentView(&item), context, config));
    }
    for (const Node &item : document.items("agents")) {
        config.agents.push_back(decodeAgent(DocumentView(&item)));
    }
}

} // namespace penstock::config
