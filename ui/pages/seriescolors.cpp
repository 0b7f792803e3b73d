#include "pages/seriescolors.h"

#include <algorithm>
#include <iterator>
#include <utility>

namespace penstock::pages
{

namespace
{

// Who is there already stays until somebody else is clearly ahead.
constexpr double staying = 1.25;

} // namespace

std::set<InstanceId> SeriesColors::choose(const std::vector<Candidate> &candidates)
{
    std::vector<Candidate> order = candidates;
    if (order.size() > mostCurves) {
        for (Candidate &candidate : order) {
            candidate.weight *= m_chosen.contains(candidate.id) ? staying : 1;
        }
        std::ranges::stable_sort(order, std::ranges::greater(), &Candidate::weight);
        order.resize(mostCurves - 1); // the rest takes a place as well
    }
    const std::set<InstanceId> before = std::exchange(m_chosen, {});
    for (const Candidate &candidate : order) {
        m_chosen.insert(candidate.id);
    }
    const bool isThereARest = order.size() < candidates.size();
    giveColors(before, isThereARest ? std::set<int>{colorOfTheRest} : std::set<int>());
    return m_chosen;
}

// Who comes takes another one where its own is taken, and who was there keeps it.
void SeriesColors::giveColors(const std::set<InstanceId> &before, std::set<int> taken)
{
    std::vector<InstanceId> order;
    std::ranges::copy(m_chosen, std::back_inserter(order));
    std::ranges::stable_partition(order, [&](const InstanceId &id) { return before.contains(id); });
    std::vector<InstanceId> without;
    for (const InstanceId &id : order) {
        if (!taken.insert(colorOf(id)).second) {
            without.push_back(id);
        }
    }
    for (const InstanceId &id : without) {
        int color = 0;
        while (!taken.insert(color).second) {
            ++color;
        }
        m_colors[id] = color;
    }
}

int SeriesColors::colorOf(const InstanceId &id)
{
    constexpr int palette = 8;
    return m_colors.try_emplace(id, static_cast<int>(m_colors.size()) % palette).first->second;
}

} // namespace penstock::pages
