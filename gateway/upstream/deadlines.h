#pragma once

#include "upstream/lazytimer.h"

#include <functional>
#include <set>
#include <utility>

namespace penstock::upstream
{

class Transfer;

/// When a transfer's patience ends. Moves with every piece of an answer, so that only a move to an
/// earlier time touches the list.
class Deadline final
{
public:
    [[nodiscard]] TimePoint at() const { return m_at; }

private:
    friend class Deadlines;

    TimePoint m_at = never;
    TimePoint m_listed = never; ///< where it stands in the list
};

/// The deadlines of all transfers, with one timer.
class Deadlines final
{
public:
    explicit Deadlines(std::function<void(Transfer &)> passed);

    void set(Transfer &transfer, TimePoint at);
    void remove(Transfer &transfer);

private:
    void timerFired();
    void list(Transfer &transfer, TimePoint at);

    std::function<void(Transfer &)> m_passed;
    std::set<std::pair<TimePoint, Transfer *>> m_list;
    LazyTimer m_timer;
};

} // namespace penstock::upstream
