#pragma once

#include "domain/ids.h"

#include <string_view>
#include <unordered_set>

namespace penstock::proxy
{

/// Which targets refuse a request that asks for the usage chunk, so that they are not asked in the
/// client's place a second time. One a worker.
class UsageRefusals final
{
public:
    void note(const TargetId &target) { m_targets.insert(target); }
    [[nodiscard]] bool has(const TargetId &target) const { return m_targets.contains(target); }

private:
    std::unordered_set<TargetId> m_targets;
};

/// Whether a 400 is about `stream_options`.
[[nodiscard]] inline bool refusesUsage(int status, std::string_view errorBody)
{
    return status == 400 && errorBody.find("stream_options") != std::string_view::npos;
}

} // namespace penstock::proxy
