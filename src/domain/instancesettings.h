#pragma once

#include "domain/breakersettings.h"
#include "domain/enumnames.h"
#include "domain/ids.h"
#include "domain/secretreference.h"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace penstock
{

enum class Provider {
    Azure = 1, ///< dated api-version paths, or /openai/v1 where none is set
    AzureV1, ///< /openai/v1
    Generic, ///< any OpenAI-compatible server
};

template<>
inline constexpr auto enumNames<Provider> = std::to_array<EnumName<Provider>>({
    {Provider::Azure, "azure"},
    {Provider::AzureV1, "azure_v1"},
    {Provider::Generic, "generic"},
});

enum class AuthKind {
    ApiKey = 1,
    AzureCli,
    ManagedIdentity,
    ClientCredentials,
    WorkloadIdentity,
    DeviceCode,
    None,
};

template<>
inline constexpr auto enumNames<AuthKind> = std::to_array<EnumName<AuthKind>>({
    {AuthKind::ApiKey, "api_key"},
    {AuthKind::AzureCli, "azure_cli"},
    {AuthKind::ManagedIdentity, "managed_identity"},
    {AuthKind::ClientCredentials, "client_credentials"},
    {AuthKind::WorkloadIdentity, "workload_identity"},
    {AuthKind::DeviceCode, "device_code"},
    {AuthKind::None, "none"},
});

enum class DeploymentKind {
    Standard = 1, ///< tokens per minute over a sliding window
    Ptu, ///< provisioned throughput: a leaky bucket
};

template<>
inline constexpr auto enumNames<DeploymentKind> = std::to_array<EnumName<DeploymentKind>>({
    {DeploymentKind::Standard, "standard"},
    {DeploymentKind::Ptu, "ptu"},
});

enum class Http2 { Off = 1, Auto };

template<>
inline constexpr auto enumNames<Http2> = std::to_array<EnumName<Http2>>({
    {Http2::Off, "off"},
    {Http2::Auto, "auto"},
});

/// What a model name leads to inside one instance. Absent limits are those of the instance.
struct DeploymentSettings {
    DeploymentId deployment;
    std::optional<std::int64_t> maxTpm;
    std::optional<std::int64_t> maxRpm;
    std::optional<std::int64_t> maxInputTokens;
    std::optional<DeploymentKind> kind;
    std::string quotaGroup;

    friend bool operator==(const DeploymentSettings &, const DeploymentSettings &) = default;
};

struct CredentialSettings {
    AuthKind auth = AuthKind::ApiKey;
    std::optional<SecretReference> apiKey;
    std::optional<SecretReference> apiKeyNext; ///< during a rotation
    std::optional<SecretReference> clientSecret;
    std::optional<SecretReference> certificate;
    std::string tenant;
    std::string clientId;
    std::string scope;
    std::string authority;
    std::string metadataEndpoint;

    friend bool operator==(const CredentialSettings &, const CredentialSettings &) = default;
};

struct ConnectionSettings {
    std::string proxyUrl; ///< empty: the system's proxy settings
    std::optional<SecretReference> proxyUrlSecret; ///< instead, when the URL holds a password
    std::string caFile;
    bool tlsVerify = true;
    bool allowPlainHttp = false;
    Http2 http2 = Http2::Off;
    std::string hostHeader;
    std::map<std::string, std::string> resolve; ///< host to address
    std::map<std::string, SecretReference> extraHeaders;

    friend bool operator==(const ConnectionSettings &, const ConnectionSettings &) = default;
};

/// One Azure resource: an address and a credential.
struct InstanceSettings {
    InstanceId id;
    std::string name;
    bool enabled = true;
    /// Why the program itself took the instance out although it is enabled; empty: it did not.
    std::string disabledBecause;
    Provider provider = Provider::Azure;
    std::string apiBase;
    std::string apiVersion; ///< empty: /openai/v1 first
    CredentialSettings credential;
    ConnectionSettings connection;
    int priority = 100; ///< lower is tried first
    int weight = 100;
    std::int64_t maxTpm = 0; ///< zero: not limited
    std::int64_t maxRpm = 0;
    std::int64_t maxInputTokens = 0;
    std::vector<ModelName> supportedModels;
    std::map<ModelName, DeploymentSettings> modelDeployments;
    /// Deployments by folded model name (letters and digits, lower case); only from MODEL_MAP_*.
    std::map<std::string, DeploymentId> foldedModelDeployments;
    DeploymentKind kind = DeploymentKind::Standard;
    std::string quotaGroup;
    std::string region;
    std::string environment;
    bool protect = false;
    BreakerSettings breaker;

    [[nodiscard]] bool isUsable() const { return enabled && disabledBecause.empty(); }
    /// The deployment that serves a model here; nothing when this instance does not serve it.
    [[nodiscard]] std::optional<DeploymentSettings> deploymentFor(const ModelName &model) const;
    /// Every model name that this instance serves exactly, sorted.
    [[nodiscard]] std::vector<ModelName> models() const;

    friend bool operator==(const InstanceSettings &, const InstanceSettings &) = default;
};

/// Letters and digits of a model name in lower case: how MODEL_MAP_* names are compared.
[[nodiscard]] std::string foldedModelName(std::string_view name);

} // namespace penstock
