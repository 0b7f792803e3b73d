#pragma once

#include "domain/ids.h"

#include <map>
#include <set>
#include <vector>

namespace penstock::pages
{

/// Which instances have a curve of their own, and in which colour. Neither may change because
/// somebody else was a little busier for a second, or was removed.
class SeriesColors final
{
public:
    /// More would be neither told apart nor painted in time: the rest is one curve together.
    static constexpr std::size_t mostCurves = 7;
    static constexpr int colorOfTheRest = 7;

    struct Candidate {
        InstanceId id;
        double weight = 0; ///< how much there is to see of it
    };
    /// The ids of those that get one: all when they are few, else all but the lightest.
    [[nodiscard]] std::set<InstanceId> choose(const std::vector<Candidate> &candidates);

    /// By its first appearance; those that were chosen last have different ones.
    [[nodiscard]] int colorOf(const InstanceId &id);

private:
    void giveColors(const std::set<InstanceId> &before, std::set<int> taken);

    std::map<InstanceId, int> m_colors;
    std::set<InstanceId> m_chosen;
};

} // namespace penstock::pages
