#pragma once

#include <string>
#include <string_view>

namespace penstock::simulator
{

enum class UrlForm {
    Classic = 1, ///< /openai/deployments/{d}/..., dated versions
    V1, ///< /openai/v1/...
    Account, ///< /openai/models, /openai/deployments: dated versions, no deployment
};

/// What depends on the api-version that a request names.
struct ApiVersion {
    UrlForm form = UrlForm::Classic;
    std::string text; ///< as the client wrote it; may be empty on v1

    [[nodiscard]] bool isKnown() const;
    [[nodiscard]] bool knowsStreamOptions() const;
    [[nodiscard]] bool knowsEmbeddingFormats() const;
    /// The key under which answers tell what the filter found in the prompt.
    [[nodiscard]] std::string_view promptFindings() const;
    /// The old list of deployments, which later versions dropped.
    [[nodiscard]] bool listsDeployments() const;
    /// For messages of the service.
    [[nodiscard]] std::string_view shown() const;
};

} // namespace penstock::simulator
