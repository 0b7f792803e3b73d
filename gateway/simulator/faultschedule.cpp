#include "simulator/faultschedule.h"

#include "base/random.h"

#include <algorithm>

namespace penstock::simulator
{

namespace
{

constexpr std::chrono::milliseconds usualRefusal = std::chrono::seconds(5);

bool concerns(const Fault &fault, std::string_view deployment)
{
    return fault.deployment.empty() || fault.deployment == deployment;
}

// These are asked for by name, and leave the answer itself alone.
bool isCondition(FaultKind kind)
{
    return kind == FaultKind::LimitReduction || kind == FaultKind::OddHeaders;
}

} // namespace

void FaultSchedule::plan(const std::vector<Fault> &faults, SteadyTime begin)
{
    m_entries.clear();
    for (const Fault &fault : faults) {
        add(fault, Origin::Planned, begin + fault.atTime.value_or(std::chrono::milliseconds(0)));
    }
}

void FaultSchedule::switchOn(const std::vector<Fault> &faults, SteadyTime now)
{
    std::erase_if(m_entries, [](const Entry &entry) { return entry.origin == Origin::Live; });
    for (const Fault &fault : faults) {
        add(fault, Origin::Live, now + fault.atTime.value_or(std::chrono::milliseconds(0)));
    }
}

void FaultSchedule::clear()
{
    m_entries.clear();
}

void FaultSchedule::add(const Fault &fault, Origin origin, SteadyTime begin)
{
    Entry entry{.fault = fault, .origin = origin, .begin = begin};
    if (fault.duration) {
        entry.end = begin + *fault.duration;
    }
    m_entries.push_back(std::move(entry));
}

bool FaultSchedule::isInForce(const Entry &entry, SteadyTime now)
{
    return now >= entry.begin && (!entry.end || now < *entry.end);
}

bool FaultSchedule::hits(const Entry &entry, const Arrival &arrival, std::size_t index)
{
    const Fault &fault = entry.fault;
    if (!concerns(fault, arrival.deployment)) {
        return false;
    }
    if (fault.atRequest) {
        // By number alone, so that requests of other deployments in between change nothing.
        const std::uint64_t count = fault.count.value_or(1);
        if (arrival.number < *fault.atRequest || arrival.number - *fault.atRequest >= count) {
            return false;
        }
        // How long a refusal lasts counts from the request that sets it off.
        if (fault.kind != FaultKind::Refuse && !isInForce(entry, arrival.now)) {
            return false;
        }
    } else if (!isInForce(entry, arrival.now) || (fault.count && entry.hits >= *fault.count)) {
        return false;
    }
    return fault.probability >= 1
        || SeededRandom(arrival.seed + 0x9e37'79b9U * (index + 1)).real() < fault.probability;
}

std::optional<Fault> FaultSchedule::next(const Arrival &arrival)
{
    for (std::size_t i = 0; i < m_entries.size(); ++i) {
        Entry &entry = m_entries[i];
        if (isCondition(entry.fault.kind) || !hits(entry, arrival, i)) {
            continue;
        }
        ++entry.hits;
        if (entry.fault.kind == FaultKind::Refuse) {
            entry.refusesUntil = arrival.now + entry.fault.duration.value_or(usualRefusal);
        }
        return entry.fault;
    }
    return std::nullopt;
}

std::optional<Fault> FaultSchedule::condition(FaultKind kind, const Arrival &arrival)
{
    for (std::size_t i = 0; i < m_entries.size(); ++i) {
        if (m_entries[i].fault.kind == kind && hits(m_entries[i], arrival, i)) {
            ++m_entries[i].hits;
            return m_entries[i].fault;
        }
    }
    return std::nullopt;
}

bool FaultSchedule::refuses(SteadyTime now) const
{
    return std::ranges::any_of(m_entries, [now](const Entry &entry) {
        if (entry.fault.kind != FaultKind::Refuse) {
            return false;
        }
        if (entry.refusesUntil && now < *entry.refusesUntil) {
            return true;
        }
        // Without a request to wait for and without chance it is the whole instance that goes.
        const bool isForAll = !entry.fault.atRequest && !entry.fault.count
            && entry.fault.probability >= 1 && entry.fault.deployment.empty();
        return isForAll && isInForce(entry, now);
    });
}

bool FaultSchedule::mayRefuse() const
{
    return std::ranges::any_of(
        m_entries, [](const Entry &entry) { return entry.fault.kind == FaultKind::Refuse; });
}

std::vector<Fault> FaultSchedule::pending(SteadyTime now) const
{
    std::vector<Fault> faults;
    for (const Entry &entry : m_entries) {
        const bool isOver = (entry.end && now >= *entry.end)
            || (!entry.fault.atRequest && entry.fault.count && entry.hits >= *entry.fault.count);
        if (!isOver) {
            faults.push_back(entry.fault);
        }
    }
    return faults;
}

} // namespace penstock::simulator
