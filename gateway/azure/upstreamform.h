#pragma once

#include "azure/operation.h"
#include "domain/instancesettings.h"

#include <string>
#include <string_view>

namespace penstock::azure
{

/// Where the name of the deployment stands.
enum class NameIn { Path = 1, Body };

/// The form of one call to one instance.
struct UpstreamForm {
    std::string url;
    NameIn name = NameIn::Body;
    /// Whether `stream_options` is known there; older dated versions refuse it.
    bool knowsStreamOptions = true;
};

/// `clientVersion` is the api-version of a request that came in Azure's own dated form, else empty:
/// such a request keeps it on an instance with dated versions.
[[nodiscard]] UpstreamForm upstreamForm(const InstanceSettings &instance, Operation operation,
                                        const DeploymentId &deployment,
                                        std::string_view clientVersion);

/// Where the instance lists models: to be asked with GET, and free.
[[nodiscard]] std::string modelsAddress(const InstanceSettings &instance);

/// 2024-10-21, 2024-09-01-preview and what came later, and everything without a date.
[[nodiscard]] bool versionKnowsStreamOptions(std::string_view apiVersion);

} // namespace penstock::azure
