#pragma once

#include "domain/ids.h"
#include "wire/jsonlocator.h"
#include "wire/splice.h"
#include "wire/storedbody.h"

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace penstock::proxy
{

/// A parameter that a target does not take, and what is sent instead.
struct ParameterRepair {
    std::string parameter;
    std::string instead; ///< empty: it is left out

    friend bool operator==(const ParameterRepair &, const ParameterRepair &) = default;
};

/// Every parameter that there is a repair for; BodyFacts watches them.
[[nodiscard]] std::span<const std::string_view> repairableParameters();

/// What a 400 names as the one thing that is wrong, if it is in the body and there is a known way
/// around it.
[[nodiscard]] std::optional<ParameterRepair> repairFor(int status, std::string_view errorBody,
                                                       const wire::JsonLocator &body);

/// Which repairs the targets need, so that each is refused once and not with every request. One a
/// worker.
class RepairBook final
{
public:
    /// False when it was known already.
    bool note(const TargetId &target, const ParameterRepair &repair);
    [[nodiscard]] std::span<const ParameterRepair> of(const TargetId &target) const;

private:
    std::unordered_map<TargetId, std::vector<ParameterRepair>> m_repairs;
};

/// Changes what of it is in the body, bytes around it untouched. The parameters that were changed.
std::vector<ParameterRepair> applyRepairs(wire::Splice &splice, const wire::JsonLocator &locator,
                                          const wire::StoredBody &body,
                                          std::span<const ParameterRepair> repairs);

/// "max_tokens->max_completion_tokens,temperature->"
[[nodiscard]] std::string repairsText(std::span<const ParameterRepair> repairs);

} // namespace penstock::proxy
