#include "proxy/upstreambody.h"

#include "wire/splice.h"

#include <utility>

namespace penstock::proxy
{

namespace
{

void nameModel(wire::Splice &splice, const wire::JsonLocator &locator,
               const DeploymentId &deployment)
{
    const wire::LocatedValue *const model = locator.last("model");
    if (model == nullptr) {
        const std::uint64_t behindBrace = locator.root().begin + 1;
        splice.replace({behindBrace, behindBrace},
                       "\"model\":" + wire::jsonText(deployment.value())
                           + (locator.isRootEmpty() ? "" : ","));
    } else if (model->kind != wire::JsonKind::Text || model->content != deployment.value()
               || model->isCut || locator.all("model").size() > 1) {
        wire::replaceAll(splice, locator, "model", wire::jsonText(deployment.value()));
    }
}

} // namespace

UpstreamBody upstreamBody(std::shared_ptr<const wire::StoredBody> original, const BodyFacts &facts,
                          const azure::UpstreamForm &form, azure::Operation operation,
                          const DeploymentId &deployment, UsageOption usage,
                          std::span<const ParameterRepair> repairs)
{
    wire::Splice splice;
    if (form.name == azure::NameIn::Body) {
        nameModel(splice, facts.locator(), deployment);
    }
    const bool asks = usage == UsageOption::MayBeAdded && operation != azure::Operation::Embeddings
        && facts.wantsStream() && !facts.asksForUsage() && facts.mayAskForUsage()
        && form.knowsStreamOptions;
    if (asks) {
        wire::askForUsage(splice, facts.locator());
    }
    std::vector<ParameterRepair> repaired;
    if (!repairs.empty()) {
        repaired = applyRepairs(splice, facts.locator(), *original, repairs);
    }
    return {wire::OutgoingBody(std::move(original), splice), asks, std::move(repaired)};
}

} // namespace penstock::proxy
