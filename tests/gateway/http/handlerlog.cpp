#include "gateway/http/handlerlog.h"

#include <utility>

namespace penstock::test
{

void HandlerLog::add(SeenRequest request)
{
    const std::lock_guard lock(m_mutex);
    m_requests.push_back(std::move(request));
    m_changed.notify_all();
}

void HandlerLog::change(const std::function<void(Counts &)> &change)
{
    const std::lock_guard lock(m_mutex);
    change(m_counts);
    m_changed.notify_all();
}

std::vector<SeenRequest> HandlerLog::requests() const
{
    const std::lock_guard lock(m_mutex);
    return m_requests;
}

int HandlerLog::requestCount() const
{
    const std::lock_guard lock(m_mutex);
    return static_cast<int>(m_requests.size());
}

HandlerLog::Counts HandlerLog::counts() const
{
    const std::lock_guard lock(m_mutex);
    return m_counts;
}

bool HandlerLog::waitForRequests(int count) const
{
    std::unique_lock lock(m_mutex);
    return m_changed.wait_for(lock, patience, [this, count] {
        return m_requests.size() >= static_cast<std::size_t>(count);
    });
}

bool HandlerLog::waitFor(const std::function<bool(const Counts &)> &isTrue) const
{
    std::unique_lock lock(m_mutex);
    return m_changed.wait_for(lock, patience, [this, &isTrue] { return isTrue(m_counts); });
}

} // namespace penstock::test
