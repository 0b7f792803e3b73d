#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <limits>
#include <mutex>
#include <utility>

namespace penstock
{

enum class Posted {
    Yes,
    Dropped, ///< the mailbox was full
    Closed,
};

/// How values cross threads. Everything may be called from any thread; values of one poster arrive
/// in its order.
///
/// `wake` is called in the posting thread, outside the lock, once whenever the mailbox turns from
/// empty to filled: the receiver answers it with one drain(), later and in its own thread. It may
/// not hold a reference to something that dies before the last post() has returned, which is also
/// how long the mailbox itself has to live; share it with the posters.
template<class T>
class Mailbox final
{
public:
    using Wake = std::function<void()>;
    static constexpr std::size_t unbounded = std::numeric_limits<std::size_t>::max();

    explicit Mailbox(Wake wake, std::size_t bound = unbounded)
        : m_wake(std::move(wake))
        , m_bound(bound)
    {
    }
    Mailbox(const Mailbox &) = delete;
    Mailbox &operator=(const Mailbox &) = delete;

    /// What does not fit is dropped, not what waits: the receiver sees an unbroken beginning.
    Posted post(T value)
    {
        {
            const std::lock_guard lock(m_mutex);
            if (m_closed) {
                return Posted::Closed;
            }
            if (m_values.size() >= m_bound) {
                ++m_dropped;
                return Posted::Dropped;
            }
            m_values.push_back(std::move(value));
            if (m_values.size() > 1) {
                return Posted::Yes;
            }
        }
        if (m_wake) {
            m_wake();
        }
        return Posted::Yes;
    }

    /// Everything that waits, oldest first.
    [[nodiscard]] std::deque<T> drain()
    {
        std::deque<T> values;
        const std::lock_guard lock(m_mutex);
        values.swap(m_values);
        return values;
    }

    /// From now on post() refuses. What waits can still be drained.
    void close()
    {
        const std::lock_guard lock(m_mutex);
        m_closed = true;
    }

    [[nodiscard]] bool isClosed() const
    {
        const std::lock_guard lock(m_mutex);
        return m_closed;
    }

    /// How many values found the mailbox full so far.
    [[nodiscard]] std::uint64_t dropped() const
    {
        const std::lock_guard lock(m_mutex);
        return m_dropped;
    }

private:
    Wake m_wake; ///< like the bound never changed, and therefore read without the lock
    std::size_t m_bound;
    mutable std::mutex m_mutex;
    std::deque<T> m_values;
    std::uint64_t m_dropped = 0;
    bool m_closed = false;
};

} // namespace penstock
