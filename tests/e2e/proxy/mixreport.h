#pragma once

#include "crew.h"

#include <map>
#include <string>

namespace penstock::test
{

/// The counts of rulings in one part of the mix.
struct Tally {
    int right = 0;
    int honest = 0;
    int wrong = 0;
    int left = 0;

    void add(const Outcome &outcome);
    /// Of the right ones among those who waited for their answer.
    [[nodiscard]] double share() const;
    [[nodiscard]] std::string text() const;
};

/// The ids in the log's lines about requests, and how often each of them is there.
[[nodiscard]] std::map<std::string, int> idsIn(const std::string &log);

/// Everything that is known of one request: what was sent, what came, and what was logged.
[[nodiscard]] std::string reportOf(const Outcome &outcome, const std::string &log);

} // namespace penstock::test
