#include "routing/holdqueue.h"

#include <algorithm>
#include <utility>

namespace penstock::routing
{

std::optional<SteadyTime> earlier(std::optional<SteadyTime> one, std::optional<SteadyTime> other)
{
    if (!one || !other) {
        return one ? one : other;
    }
    return std::min(*one, *other);
}

WaitId HoldQueue::join(Slot pool, Waiter waiter)
{
    waiter.id = ++m_last;
    m_places.emplace(waiter.id, pool);
    m_lines[pool].push_back(std::move(waiter));
    return m_last;
}

bool HoldQueue::leave(WaitId id)
{
    const auto place = m_places.find(id);
    if (place == m_places.end()) {
        return false;
    }
    const auto line = m_lines.find(place->second);
    std::erase_if(line->second, [id](const Waiter &waiter) { return waiter.id == id; });
    if (line->second.empty()) {
        m_lines.erase(line);
    }
    m_places.erase(place);
    return true;
}

std::size_t HoldQueue::waiting(Slot pool) const
{
    const auto line = m_lines.find(pool);
    return line == m_lines.end() ? 0 : line->second.size();
}

bool HoldQueue::isHeld(Slot pool) const
{
    const auto line = m_lines.find(pool);
    return line != m_lines.end() && std::ranges::any_of(line->second, &Waiter::holdsOthers);
}

Waiter HoldQueue::take(Line &line, std::size_t place)
{
    const auto taken = line.begin() + static_cast<std::ptrdiff_t>(place);
    Waiter waiter = std::move(*taken);
    line.erase(taken);
    m_places.erase(waiter.id);
    return waiter;
}

std::optional<Waiter> HoldQueue::takeExpired(Line &line, SteadyTime now)
{
    const auto expired = std::ranges::find_if(
        line, [now](const Waiter &waiter) { return waiter.facts.waitsUntil <= now; });
    if (expired == line.end() || expired == line.begin()) {
        return std::nullopt;
    }
    Waiter waiter = std::move(*expired);
    line.erase(expired);
    m_places.erase(waiter.id);
    return waiter;
}

void HoldQueue::tidy()
{
    std::erase_if(m_lines, [](const auto &line) { return line.second.empty(); });
}

std::optional<SteadyTime> HoldQueue::nextDeadline() const
{
    std::optional<SteadyTime> earliest;
    for (const auto &[pool, line] : m_lines) {
        for (const Waiter &waiter : line) {
            earliest = earlier(earliest, waiter.facts.waitsUntil);
        }
    }
    return earliest;
}

} // namespace penstock::routing
