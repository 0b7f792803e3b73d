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

} // namespace

UpstreamForm upstreamForm(const InstanceSettings &instance, Operation operation,
                          const DeploymentId &deployment, std::string_view clientVersion)
{
    const std::string path(pathOf(operation));
    if (instance.provider == Provider::Generic) {
        std::string_view base = instance.apiBase;
        while (base.ends_with('/')) {
            base.remove_suffix(1);
        }
        return {std::string(base) + '/' + path, NameIn::Body, true};
    }
    const std::string_view root = resourceRoot(instance.apiBase);
    const bool isDated = instance.provider == Provider::Azure && !instance.apiVersion.empty()
        && instance.apiVersion != "v1" && instance.apiVersion != "preview";
    if (isDated) {
        const bool keepsClients
            = !clientVersion.empty() && clientVersion != "v1" && clientVersion != "preview";
        return datedForm(root, operation, deployment,
                         keepsClients ? clientVersion : std::string_view(instance.apiVersion));
    }
    std::string url = std::string(root) + "/openai/v1/" + path;
    if (instance.apiVersion == "preview") {
        url += "?api-version=preview";
    }
    return {std::move(url), NameIn::Body, true};
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
