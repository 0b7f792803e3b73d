#include "routing/trafficcontrol.h"

namespace penstock::routing
{

bool TrafficControl::leave(WaitId wait)
{
    Grants grants;
    bool wasThere = false;
    {
        const std::lock_guard lock(m_mutex);
        wasThere = m_queue.leave(wait);
        serve(grants); // it may have been the head
    }
    hand(std::move(grants));
    return wasThere;
}

void TrafficControl::serveWaiting()
{
    Grants grants;
    {
        const std::lock_guard lock(m_mutex);
        serve(grants);
    }
    hand(std::move(grants));
}

std::optional<SteadyTime> TrafficControl::nextWake() const
{
    const std::lock_guard lock(m_mutex);
    return m_queue.isEmpty() ? std::nullopt : earlier(m_nextRoom, m_queue.nextDeadline());
}

void TrafficControl::serve(Grants &grants)
{
    m_nextRoom.reset();
    for (auto &[pool, line] : m_queue.lines()) {
        serveLine(line, grants);
    }
    m_queue.tidy();
}

void TrafficControl::serveLine(HoldQueue::Line &line, Grants &grants)
{
    const auto grant = [&](const Waiter &waiter, Admission admission) {
        admission.wait = waiter.id;
        grants.push_back({waiter.sink, waiter.plan, std::move(admission)});
    };
    std::optional<Decision> waiting; ///< what keeps one of them and all behind it
    std::size_t place = 0;
    while (place < line.size() && !waiting) {
        Waiter &waiter = line[place];
        Admission admission = decideFor(*waiter.plan, waiter.facts, waiter.trail);
        if (admission.decision.kind == Decision::Kind::Wait) {
            m_nextRoom = earlier(m_nextRoom, admission.decision.until);
            waiter.holdsOthers = !admission.decision.isOwnWait;
            if (waiter.holdsOthers) {
                waiting = admission.decision;
            }
            ++place;
            continue;
        }
        admission.trail = waiter.trail;
        if (admission.decision.kind == Decision::Kind::Send) {
            take(*waiter.plan, waiter.facts, admission);
        }
        grant(m_queue.take(line, place), std::move(admission));
    }
    if (!waiting) {
        return;
    }
    // Those behind cannot go before it, but they need not wait longer than they wanted to.
    while (auto expired = m_queue.takeExpired(line, m_clock.steadyNow())) {
        Admission admission{
            .decision = *waiting, .pool = expired->facts.pool, .trail = expired->trail};
        admission.decision.kind = Decision::Kind::Refuse;
        grant(*expired, std::move(admission));
    }
}

void TrafficControl::hand(Grants grants)
{
    for (Grant &grant : grants) {
        const bool isThere = grant.sink->admitted(grant.admission.wait, grant.admission);
        if (!isThere && grant.admission.decision.kind == Decision::Kind::Send) {
            (void)report(*grant.plan, grant.admission.ticket,
                         {.facts = {.end = AttemptEnd::Abandoned, .wasSent = false}});
        }
    }
}

} // namespace penstock::routing
