#include "simulator/apiversion.h"

#include <algorithm>
#include <array>

namespace penstock::simulator
{

namespace
{

constexpr std::array<std::string_view, 26> datedVersions
    = {"2022-12-01",         "2023-03-15-preview", "2023-05-15",         "2023-06-01-preview",
       "2023-07-01-preview", "2023-08-01-preview", "2023-09-01-preview", "2023-10-01-preview",
       "2023-12-01-preview", "2024-02-01",         "2024-02-15-preview", "2024-03-01-preview",
       "2024-04-01-preview", "2024-05-01-preview", "2024-06-01",         "2024-07-01-preview",
       "2024-08-01-preview", "2024-09-01-preview", "2024-10-01-preview", "2024-10-21",
       "2024-11-01-preview", "2024-12-01-preview", "2025-01-01-preview", "2025-02-01-preview",
       "2025-03-01-preview", "2025-04-01-preview"};

} // namespace

bool ApiVersion::isKnown() const
{
    if (form == UrlForm::V1) {
        return text.empty() || text == "v1" || text == "preview" || text == "latest";
    }
    return std::ranges::find(datedVersions, text) != datedVersions.end();
}

bool ApiVersion::knowsStreamOptions() const
{
    return form == UrlForm::V1 || text >= "2024-09-01";
}

bool ApiVersion::knowsEmbeddingFormats() const
{
    return form == UrlForm::V1 || text >= "2024-03-01";
}

std::string_view ApiVersion::promptFindings() const
{
    return form == UrlForm::V1 || text >= "2023-07" ? "prompt_filter_results"
                                                    : "prompt_annotations";
}

bool ApiVersion::listsDeployments() const
{
    return form == UrlForm::Account && (text == "2022-12-01" || text == "2023-03-15-preview");
}

std::string_view ApiVersion::shown() const
{
    return text.empty() ? std::string_view("v1") : std::string_view(text);
}

} // namespace penstock::simulator
