#include "config/settingsrules.h"
#include "domain/agentsettings.h"
#include "domain/instancesettings.h"

namespace penstock::config
{

namespace
{

std::vector<Setting> addressAndCredential()
{
    constexpr auto L = Reload::Live;
    return {
        {"instances[]", group(), "", L,
         "The Azure OpenAI resources, or other compatible servers, that requests go to.",
         NamedList},
        {"instances[].name", ofType(ValueType::Name), "", L,
         "Name of the instance; letters, digits, dot, dash and underscore."},
        {"instances[].enabled", boolean(), "true", L,
         "A disabled instance keeps its settings and gets no requests."},
        {"instances[].provider_type", choice<Provider>(), "\"azure\"", L,
         "`azure` and `azure_v1` for Azure OpenAI, `generic` for any OpenAI-compatible server."},
        {"instances[].api_base", ofType(ValueType::Url), "", L,
         "Address of the resource, such as https://example.openai.azure.com."},
        {"instances[].api_version", ofType(ValueType::ApiVersion), "", L,
         "A date such as 2024-10-21, `v1` or `preview`. Without one `/openai/v1` is tried first."},
        {"instances[].auth", choice<AuthKind>(), "\"api_key\"", L,
         "How the gateway proves itself to the instance."},
        {"instances[].api_key", secret(), "", L,
         "The key. Kept in the keychain, or named as ${VARIABLE} or file:/path."},
        {"instances[].api_key_next", secret(), "", L, "The next key while keys are being rotated."},
        {"instances[].tenant", text(), "", L, "Entra tenant, for tokens."},
        {"instances[].client_id", text(), "", L, "Application or managed identity, for tokens."},
        {"instances[].client_secret", secret(), "", L,
         "Secret of the application, for `client_credentials`."},
        {"instances[].certificate", ofType(ValueType::SecretFile), "", L,
         "Certificate of the application instead of a secret."},
        {"instances[].scope", text(), "", L,
         "Scope of the token; else that of Azure Cognitive Services."},
        {"instances[].authority", ofType(ValueType::Url), "", L,
         "Token authority; else the public Entra endpoint."},
        {"instances[].metadata_endpoint", ofType(ValueType::Url), "", L,
         "Metadata service of managed identity; else the usual one."},
    };
}

std::vector<Setting> capacity()
{
    constexpr auto L = Reload::Live;
    return {
        {"instances[].priority", whole(0, 1000000), "100", L, "Lower numbers are tried first."},
        {"instances[].weight", whole(0, 1000000), "100", L,
         "Share of the requests under `weighted`."},
        {"instances[].max_tpm", whole(0), "", L,
         "Tokens per minute; 0 is not limited, absent is `limits.default_max_tpm`."},
        {"instances[].max_rpm", whole(0), "", L,
         "Requests per minute; 0 or absent is not limited."},
        {"instances[].max_input_tokens", whole(0), "", L,
         "Longer prompts skip this instance; 0 or absent is not limited."},
        {"instances[].supported_models[]", text(), "[]", L,
         "Models whose deployments have the model's own name."},
        {"instances[].model_deployments.*", group(), "", L,
         "The deployment that serves a model: its name, or a mapping.", 0U, "deployment"},
        {"instances[].model_deployments.*.deployment", text(), "", L,
         "Name of the deployment; else the name of the model."},
        {"instances[].model_deployments.*.max_tpm", whole(0), "", L,
         "Tokens per minute of this deployment."},
        {"instances[].model_deployments.*.max_rpm", whole(0), "", L,
         "Requests per minute of this deployment."},
        {"instances[].model_deployments.*.max_input_tokens", whole(0), "", L,
         "Longer prompts skip this deployment."},
        {"instances[].model_deployments.*.kind", choice<DeploymentKind>(), "", L,
         "`standard`, or `ptu` for provisioned throughput."},
        {"instances[].model_deployments.*.quota_group", text(), "", L,
         "Deployments that share one quota have the same name here."},
        {"instances[].folded_model_deployments.*", text(), "", L,
         "Written by MODEL_MAP_ variables: the key matches a model by its letters and digits "
         "alone."},
        {"instances[].kind", choice<DeploymentKind>(), "\"standard\"", L,
         "Kind of the deployments that set none."},
        {"instances[].quota_group", text(), "", L,
         "Instances that share one quota have the same name here."},
    };
}

std::vector<Setting> connection()
{
    constexpr auto L = Reload::Live;
    constexpr auto N = Reload::NewConnections;
    return {
        {"instances[].region", text(), "", L, "Azure region, for people."},
        {"instances[].environment", text(), "", L, "A label such as prod, shown with a colour."},
        {"instances[].protect", boolean(), "false", L,
         "The console asks before it changes this instance."},
        {"instances[].extra_headers.*", secret(), "", L,
         "Headers that are added upstream, never the credential ones."},
        {"instances[].host_header", text(), "", L,
         "Sent as Host instead of the name in `api_base`."},
        {"instances[].resolve.*", ofType(ValueType::Address), "", L,
         "Address to use for a host instead of asking DNS."},
        {"instances[].proxy_url", ofType(ValueType::ProxyUrl), "", N,
         "Proxy for this instance; else the system's proxy settings."},
        {"instances[].ca_file", ofType(ValueType::File), "", N,
         "Extra certificate authorities in PEM form."},
        {"instances[].tls_verify", boolean(), "true", N,
         "Off accepts any certificate, with a visible warning."},
        {"instances[].allow_plain_http", boolean(), "false", N,
         "Allows an `http://` address that is not loopback."},
        {"instances[].http2", choice<Http2>(), "\"off\"", N,
         "`auto` speaks HTTP/2 where the instance offers it."},
    };
}

std::vector<Setting> agents()
{
    constexpr auto L = Reload::Live;
    return {
        {"agents[]", group(), "", L,
         "Azure AI agents that the wrapper endpoints and MCP tools offer.", NamedList},
        {"agents[].name", ofType(ValueType::Name), "", L, "Name of the agent in `/agents/{name}`."},
        {"agents[].kind", choice<AgentKind>(), "\"azure_agent\"", L,
         "Threads and runs, or the Responses API."},
        {"agents[].endpoint", ofType(ValueType::Url), "", L, "Address of the Azure AI project."},
        {"agents[].agent_id", text(), "", L, "Id of the agent, such as asst_..."},
        {"agents[].auth", choice<AuthKind>(), "\"azure_cli\"", L,
         "How the gateway proves itself to the project."},
        {"agents[].api_version", ofType(ValueType::ApiVersion), "", L,
         "Version of the agent API; else the newest known one."},
    };
}

} // namespace

std::vector<Setting> instanceSettings()
{
    std::vector<Setting> rows;
    for (auto part : {addressAndCredential(), capacity(), connection(), agents()}) {
        rows.insert(rows.end(), part.begin(), part.end());
    }
    return rows;
}

} // namespace penstock::config
