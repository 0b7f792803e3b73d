#pragma once

#include "stormcrowd.h"
#include "stormplan.h"

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace penstock::test
{

/// Whether the answer tells that this instance was asked for it.
using WasAsked = std::function<bool(const RawAnswer &answer, std::size_t instance)>;

/// Who could have answered instead: alive during the last part of the request, and never asked.
[[nodiscard]] std::optional<std::size_t> missedChance(const StormOutcome &outcome,
                                                      const StormHistory &history,
                                                      std::size_t instances,
                                                      const WasAsked &wasAsked);
/// The same behind Penstock, which tells it by name.
[[nodiscard]] std::optional<std::string> missedChance(const StormOutcome &outcome,
                                                      const StormHistory &history,
                                                      const std::vector<std::string> &instances);

/// What a storm was like for its clients, as a table.
struct StormReport {
    explicit StormReport(const std::vector<StormOutcome> &outcomes);

    std::size_t requests = 0;
    std::size_t good = 0;
    std::chrono::milliseconds median{0};
    std::chrono::milliseconds p95{0};
    std::int64_t wastedCalls = 0; ///< upstream calls that no client got the answer of
    std::size_t heldRequests = 0;
    std::chrono::milliseconds held{0}; ///< of all of them together

    [[nodiscard]] double goodShare() const;
    [[nodiscard]] std::string text() const;
};

} // namespace penstock::test
