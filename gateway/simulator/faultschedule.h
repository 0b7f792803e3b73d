#pragma once

#include "base/clock.h"
#include "simulator/fault.h"

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace penstock::simulator
{

/// The faults of one instance: those of its scenario, and those that somebody has switched on.
/// Which request a planned fault hits follows from the seed and the number of the request.
class FaultSchedule final
{
public:
    /// Forgets everything.
    void plan(const std::vector<Fault> &faults, SteadyTime begin);
    /// In place of what was switched on before; planned faults stay.
    void switchOn(const std::vector<Fault> &faults, SteadyTime now);
    void clear();

    struct Arrival {
        std::string_view deployment;
        std::uint64_t number = 1; ///< of the requests of this deployment, from 1
        std::uint64_t seed = 0; ///< of this request
        SteadyTime now;
    };
    /// What happens to this request. To be asked once for each.
    [[nodiscard]] std::optional<Fault> next(const Arrival &arrival);

    /// The condition of this kind that this request meets, beside what next() says. To be asked
    /// once for each.
    [[nodiscard]] std::optional<Fault> condition(FaultKind kind, const Arrival &arrival);
    /// Nobody may listen now.
    [[nodiscard]] bool refuses(SteadyTime now) const;
    /// There are faults that make listening end or begin.
    [[nodiscard]] bool mayRefuse() const;
    /// Those that are in force or will be.
    [[nodiscard]] std::vector<Fault> pending(SteadyTime now) const;

private:
    enum class Origin { Planned = 1, Live };
    struct Entry {
        Fault fault;
        Origin origin = Origin::Planned;
        SteadyTime begin;
        std::optional<SteadyTime> end;
        std::uint64_t hits = 0;
        std::optional<SteadyTime> refusesUntil; ///< since a request set it off
    };

    void add(const Fault &fault, Origin origin, SteadyTime begin);
    [[nodiscard]] static bool isInForce(const Entry &entry, SteadyTime now);
    [[nodiscard]] static bool hits(const Entry &entry, const Arrival &arrival, std::size_t index);

    std::vector<Entry> m_entries;
};

} // namespace penstock::simulator
