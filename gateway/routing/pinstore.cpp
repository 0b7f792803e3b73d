#include "routing/pinstore.h"

namespace penstock::routing
{

std::optional<InstanceId> MemoryPins::find(std::uint64_t key, SteadyTime now) const
{
    const auto place = m_places.find(key);
    if (place == m_places.end() || now - place->second->usedAt >= lifetime) {
        return std::nullopt;
    }
    return place->second->instance;
}

void MemoryPins::put(std::uint64_t key, const InstanceId &instance, SteadyTime now)
{
    if (const auto place = m_places.find(key); place != m_places.end()) {
        m_pins.splice(m_pins.begin(), m_pins, place->second);
        m_pins.front().instance = instance;
        m_pins.front().usedAt = now;
        return;
    }
    m_pins.push_front({key, instance, now});
    m_places.emplace(key, m_pins.begin());
    while (m_pins.size() > mostPins || now - m_pins.back().usedAt >= lifetime) {
        m_places.erase(m_pins.back().key);
        m_pins.pop_back();
    }
}

} // namespace penstock::routing
