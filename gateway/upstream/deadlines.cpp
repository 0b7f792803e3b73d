#include "upstream/deadlines.h"

#include "upstream/transfer.h"

namespace penstock::upstream
{

Deadlines::Deadlines(std::function<void(Transfer &)> passed)
    : m_passed(std::move(passed))
    , m_timer([this] { timerFired(); })
{
}

void Deadlines::set(Transfer &transfer, TimePoint at)
{
    Deadline &deadline = transfer.deadline();
    deadline.m_at = at;
    if (at < deadline.m_listed) {
        list(transfer, at);
        m_timer.setDue(m_list.begin()->first);
    }
}

void Deadlines::remove(Transfer &transfer)
{
    Deadline &deadline = transfer.deadline();
    if (deadline.m_listed != never) {
        m_list.erase({deadline.m_listed, &transfer});
    }
    deadline = Deadline();
}

void Deadlines::timerFired()
{
    const TimePoint now = std::chrono::steady_clock::now();
    // Each turn moves the first one behind `now` or takes it away; what `m_passed` does to others
    // does no harm, as nothing is kept over the call.
    while (!m_list.empty() && m_list.begin()->first <= now) {
        Transfer &transfer = *m_list.begin()->second;
        if (transfer.deadline().m_at > now) {
            list(transfer, transfer.deadline().m_at);
        } else {
            remove(transfer);
            m_passed(transfer);
        }
    }
    m_timer.setDue(m_list.empty() ? never : m_list.begin()->first);
}

void Deadlines::list(Transfer &transfer, TimePoint at)
{
    Deadline &deadline = transfer.deadline();
    if (deadline.m_listed == never) {
        m_list.emplace(at, &transfer);
    } else {
        auto node = m_list.extract({deadline.m_listed, &transfer});
        if (at != never) {
            node.value().first = at;
            m_list.insert(std::move(node));
        }
    }
    deadline.m_listed = at;
}

} // namespace penstock::upstream
