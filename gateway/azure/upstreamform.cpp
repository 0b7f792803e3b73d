#include "azure/upstreamform.h"

#include "wire/percent.h"

namespace penstock::azure
{

namespace
{

// People copy the address with and without what follows the host.
std::string_view resourceRoot(std::string_view apiBase)
{
    while (apiBase.ends_with('/')) {
        apiBase.remove_suffix(1);
    }
    for (const std::string_view ending : {"/openai/v1", "/openai"}) {
        if (apiBase.ends_with(ending)) {
            apiBase.remove_suffix(ending.size());
            break;
        }
    }
    return apiBase;
}

UpstreamForm datedForm(std::string_view root, Operation operation, const DeploymentId &deployment,
                       std::string_view version)
{
    return {std::string(root) + "/openai/deployments/" + wire::percentEncoded(deployment.value())
                + '/' + std::string(pathOf(operation))
                + "?api-version=" + wire::percentEncoded(version),
            NameIn::Path, versionKnowsStreamOptions(version)};
}

bool isDated(const InstanceSettings &instance)
{
    return instance.provider == Provider::Azure && !instance.apiVersion.empty()
        && instance.apiVersion != "v1" && instance.apiVersion != "preview";
}

std::string genericAddress(std::string_view base, std::string_view path)
{
    while (base.ends_with('/')) {
        base.remove_suffix(1);
    }
    return std::string(base) + '/' + std::string(path);
}

std::string v1Address(const InstanceSettings &instance, std::string_view path)
{
    return std::string(resourceRoot(instance.apiBase)) + "/openai/v1/" + std::string(path)
        + (instance.apiVersion == "preview" ? "?api-version=preview" : "");
}

} // namespace

UpstreamForm upstreamForm(const InstanceSettings &instance, Operation operation,
                          const DeploymentId &deployment, std::string_view clientVersion)
{
    const std::string_view path = pathOf(operation);
    if (instance.provider == Provider::Generic) {
        return {genericAddress(instance.apiBase, path), NameIn::Body, true};
    }
    if (isDated(instance)) {
        const bool keepsClients
            = !clientVersion.empty() && clientVersion != "v1" && clientVersion != "preview";
        return datedForm(resourceRoot(instance.apiBase), operation, deployment,
                         keepsClients ? clientVersion : std::string_view(instance.apiVersion));
    }
    return {v1Address(instance, path), NameIn::Body, true};
}

std::string modelsAddress(const InstanceSettings &instance)
{
    constexpr std::string_view path = "models";
    if (instance.provider == Provider::Generic) {
        return genericAddress(instance.apiBase, path);
    }
    return isDated(instance) ? std::string(resourceRoot(instance.apiBase))
            + "/openai/models?api-version=" + wire::percentEncoded(instance.apiVersion)
                             : v1Address(instance, path);
}

bool versionKnowsStreamOptions(std::string_view apiVersion)
{
    constexpr std::string_view firstStable = "2024-10-21";
    constexpr std::string_view firstPreview = "2024-09-01-preview";
    if (!apiVersion.starts_with("20")) {
        return true;
    }
    return apiVersion >= (apiVersion.ends_with("-preview") ? firstPreview : firstStable);
}

} // namespace penstock::azure
