#pragma once

#include "base/clock.h"
#include "domain/ids.h"

#include <cstddef>
#include <cstdint>
#include <list>
#include <optional>
#include <unordered_map>

namespace penstock::routing
{

/// Which instance somebody went to before. One store for preferences, which may be forgotten; the
/// bindings of stored responses will have another that survives a restart.
class PinStore
{
public:
    virtual ~PinStore() = default;

    [[nodiscard]] virtual std::optional<InstanceId> find(std::uint64_t key, SteadyTime now) const
        = 0;
    /// Also when it is there already: it counts from now again.
    virtual void put(std::uint64_t key, const InstanceId &instance, SteadyTime now) = 0;
    [[nodiscard]] virtual std::size_t size() const = 0;

protected:
    PinStore() = default;
    PinStore(const PinStore &) = default;
    PinStore &operator=(const PinStore &) = default;
};

/// Forgets what was not used for an hour, and of more than 10,000 the one that was used longest
/// ago.
class MemoryPins final : public PinStore
{
public:
    static constexpr std::size_t mostPins = 10'000;
    static constexpr Duration lifetime = std::chrono::hours(1);

    [[nodiscard]] std::optional<InstanceId> find(std::uint64_t key, SteadyTime now) const override;
    void put(std::uint64_t key, const InstanceId &instance, SteadyTime now) override;
    [[nodiscard]] std::size_t size() const override { return m_places.size(); }

private:
    struct Pin {
        std::uint64_t key = 0;
        InstanceId instance;
        SteadyTime usedAt;
    };

    std::list<Pin> m_pins; ///< last used first
    std::unordered_map<std::uint64_t, std::list<Pin>::iterator> m_places;
};

} // namespace penstock::routing
