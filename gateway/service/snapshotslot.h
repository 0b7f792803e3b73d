#pragma once

#include "proxy/snapshot.h"

#include <memory>
#include <mutex>
#include <utility>

namespace penstock::service
{

/// The configuration of the moment: renewed by one thread, asked by all workers for each request.
class SnapshotSlot final
{
public:
    [[nodiscard]] std::shared_ptr<const proxy::Snapshot> get() const
    {
        const std::scoped_lock lock(m_mutex);
        return m_snapshot;
    }

    /// What was there before goes with the last request that uses it.
    void set(std::shared_ptr<const proxy::Snapshot> snapshot)
    {
        const std::scoped_lock lock(m_mutex);
        std::swap(m_snapshot, snapshot);
    }

private:
    mutable std::mutex m_mutex;
    std::shared_ptr<const proxy::Snapshot> m_snapshot;
};

} // namespace penstock::service
