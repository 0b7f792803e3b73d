#include "base/text.h"
#include "config/semantics.h"
#include "config/textforms.h"

#include <algorithm>
#include <array>

namespace penstock::config
{

namespace
{

using Found = std::vector<SemanticFinding>;

void checkAddress(const InstanceSettings &instance, const Path &path, Found &findings)
{
    if (instance.apiBase.empty()) {
        if (instance.disabledBecause.empty()) {
            findings.push_back({Severity::Error, "missing", path.key("api_base"),
                                "is missing; write the address of the resource, such as "
                                "https://example.openai.azure.com."});
        }
        return;
    }
    if (instance.apiBase.find_first_of("?#") != std::string::npos) {
        findings.push_back({Severity::Error, "bad_api_base", path.key("api_base"),
                            "holds a '?' or '#'; write the address of the resource alone."});
    }
    const bool isPlain = instance.apiBase.starts_with("http://");
    if (isPlain && !instance.connection.allowPlainHttp
        && !isLoopbackAddress(hostOf(instance.apiBase))) {
        findings.push_back({Severity::Error, "plain_http", path.key("api_base"),
                            "starts with http://, so key and prompts would cross the network in "
                            "clear. Use https://, or "
                            "set `allow_plain_http: true` on this instance."});
    }
    if (!instance.connection.tlsVerify) {
        findings.push_back({Severity::Warning, "tls_not_verified", path.key("tls_verify"),
                            "is off: anybody between here and there can read the key."});
    }
}

void checkCredential(const InstanceSettings &instance, const Path &path, Found &findings)
{
    const CredentialSettings &credential = instance.credential;
    if (!instance.disabledBecause.empty()) {
        return;
    }
    if (credential.auth == AuthKind::ApiKey && !credential.apiKey) {
        findings.push_back({Severity::Warning, "no_key", path.key("api_key"),
                            "is missing, so this instance is disabled until it has one. A server "
                            "that wants no key says "
                            "so with `auth: none`."});
    }
    if (credential.auth == AuthKind::ClientCredentials) {
        if (credential.tenant.empty() || credential.clientId.empty()) {
            findings.push_back({Severity::Error, "missing", path.key("auth"),
                                "is client_credentials, which needs `tenant` and `client_id`."});
        }
        if (!credential.clientSecret && !credential.certificate) {
            findings.push_back(
                {Severity::Error, "missing", path.key("auth"),
                 "is client_credentials, which needs `client_secret` or `certificate`."});
        }
    }
}

void checkModels(const InstanceSettings &instance, const Path &path, Found &findings)
{
    if (instance.models().empty() && instance.foldedModelDeployments.empty()) {
        findings.push_back({Severity::Warning, "no_models", path,
                            "serves no model; add `supported_models` or `model_deployments`."});
        return;
    }
    if (instance.supportedModels.empty()) {
        return;
    }
    for (const auto &[model, deployment] : instance.modelDeployments) {
        if (std::ranges::find(instance.supportedModels, model) == instance.supportedModels.end()) {
            findings.push_back(
                {Severity::Warning, "not_in_supported_models",
                 path.key("model_deployments").key(model.value()),
                 "is not in `supported_models` of this instance; it is served all the same."});
        }
    }
}

void checkHeaders(const InstanceSettings &instance, const Path &path, Found &findings)
{
    static constexpr std::array<std::string_view, 6> credentials
        = {"authorization",       "api-key", "x-api-key", "ocp-apim-subscription-key",
           "proxy-authorization", "cookie"};
    for (const auto &[name, value] : instance.connection.extraHeaders) {
        const Path here = path.key("extra_headers").key(name);
        if (!isHeaderName(name)) {
            findings.push_back(
                {Severity::Error, "bad_header", here, "is no valid name of a header."});
        } else if (std::ranges::find(credentials, toLower(name)) != credentials.end()) {
            findings.push_back({Severity::Error, "credential_header", here,
                                "carries a credential; use `auth` and `api_key` instead."});
        }
    }
    if (hasControlCharacters(instance.connection.hostHeader)
        || instance.connection.hostHeader.find(' ') != std::string::npos) {
        findings.push_back(
            {Severity::Error, "bad_header", path.key("host_header"), "is no valid host name."});
    }
}

} // namespace

void checkInstances(const GatewayConfig &config, Found &findings)
{
    for (const InstanceSettings &instance : config.instances) {
        const Path path = Path().key("instances").named(instance.name);
        checkAddress(instance, path, findings);
        checkCredential(instance, path, findings);
        checkModels(instance, path, findings);
        checkHeaders(instance, path, findings);
    }
}

} // namespace penstock::config
