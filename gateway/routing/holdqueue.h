#pragma once

#include "routing/admission.h"

#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <unordered_map>

namespace penstock::routing
{

/// The earlier of two moments, either of which may never come.
[[nodiscard]] std::optional<SteadyTime> earlier(std::optional<SteadyTime> one,
                                                std::optional<SteadyTime> other);

/// A request that waits for room.
struct Waiter {
    WaitId id = 0;
    std::shared_ptr<const RoutingPlan> plan;
    RequestFacts facts;
    Trail trail;
    std::shared_ptr<AdmissionSink> sink;
    bool holdsOthers = true; ///< false: it waits for room that is its own
};

/// Requests that wait, strictly in the order of their arrival, for each model on its own. Pure; the
/// traffic control decides when somebody's turn has come.
class HoldQueue final
{
public:
    WaitId join(Slot pool, Waiter waiter);
    /// The client has left. False when it was not waiting any more.
    bool leave(WaitId id);

    [[nodiscard]] bool isEmpty() const { return m_places.empty(); }
    [[nodiscard]] std::size_t size() const { return m_places.size(); }
    [[nodiscard]] std::size_t waiting(Slot pool) const;
    /// Whether somebody waits there for room that everybody who comes later would want too.
    [[nodiscard]] bool isHeld(Slot pool) const;

    using Line = std::deque<Waiter>;
    /// All that are not empty.
    [[nodiscard]] std::map<Slot, Line> &lines() { return m_lines; }
    [[nodiscard]] Waiter take(Line &line, std::size_t place);
    /// The first behind the head whose patience is over.
    [[nodiscard]] std::optional<Waiter> takeExpired(Line &line, SteadyTime now);
    /// Forgets the lines that have become empty.
    void tidy();

    /// The earliest end of somebody's patience.
    [[nodiscard]] std::optional<SteadyTime> nextDeadline() const;

private:
    std::map<Slot, Line> m_lines;
    std::unordered_map<WaitId, Slot> m_places;
    WaitId m_last = 0;
};

} // namespace penstock::routing
