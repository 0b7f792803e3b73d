#include "simulator/listings.h"

#include "simulator/modelcard.h"
#include "wire/splice.h"

#include <algorithm>

namespace penstock::simulator
{

namespace
{

using wire::jsonText;

constexpr std::string_view yes = "true";
constexpr std::string_view no = "false";

std::string catalogueRow(const ModelCard &card)
{
    const auto whether = [](bool is) { return std::string(is ? yes : no); };
    return R"({"id":)" + jsonText(card.fullName())
        + R"(,"object":"model","status":"succeeded","created_at":1723000000,)"
          R"("lifecycle_status":"generally-available","capabilities":{"fine_tune":false,)"
          R"("inference":true,"completion":)"
        + whether(card.task == ModelTask::Completion) + R"(,"chat_completion":)"
        + whether(card.task == ModelTask::Chat) + R"(,"embeddings":)"
        + whether(card.task == ModelTask::Embedding)
        + R"(},"deprecation":{"fine_tune":0,"inference":1790000000}})";
}

std::string v1Row(const ModelCard &card)
{
    return R"({"id":)" + jsonText(card.fullName())
        + R"(,"object":"model","created":1723000000,"owned_by":"azure"})";
}

std::string modelRow(const ModelCard &card, UrlForm form)
{
    return form == UrlForm::V1 ? v1Row(card) : catalogueRow(card);
}

std::string deploymentRow(const DeploymentSetup &deployment)
{
    return R"({"id":)" + jsonText(deployment.name) + R"(,"model":)" + jsonText(deployment.model)
        + R"(,"owner":"organization-owner","status":"succeeded","scale_settings":)"
          R"({"scale_type":"standard"},"created_at":1723000000,"updated_at":1723000000,)"
          R"("object":"deployment"})";
}

template<class Rows, class MakeRow>
std::string listOf(const Rows &rows, MakeRow makeRow)
{
    std::string data;
    for (const auto &row : rows) {
        data += (data.empty() ? "" : ",") + makeRow(row);
    }
    return R"({"data":[)" + data + R"(],"object":"list"})";
}

} // namespace

tl::expected<std::string, AzureError> listing(const AzureRoute &route,
                                              const InstanceSetup &instance)
{
    const UrlForm form = route.version.form;
    switch (route.operation) {
    case Operation::Deployments:
        if (!route.version.listsDeployments()) {
            return tl::unexpected(resourceNotFound());
        }
        return listOf(instance.deployments, deploymentRow);
    case Operation::Models:
        return listOf(modelCards(), [form](const ModelCard &card) { return modelRow(card, form); });
    default:
        break;
    }
    const auto found = std::ranges::find_if(modelCards(), [&route](const ModelCard &card) {
        return card.fullName() == route.name || card.name == route.name;
    });
    if (found == modelCards().end()) {
        return tl::unexpected(modelNotFound(route.name));
    }
    return modelRow(*found, form);
}

} // namespace penstock::simulator
