#pragma once

#include <functional>
#include <mutex>
#include <optional>
#include <utility>

namespace penstock
{

/// A value that one thread keeps renewing and another looks at now and then: only the newest
/// counts. Like a Mailbox it may be used from any thread, calls `wake` outside the lock in the
/// posting thread, once whenever it turns from empty to filled, and outlives the last post().
template<class T>
class Latest final
{
public:
    using Wake = std::function<void()>;

    explicit Latest(Wake wake) : m_wake(std::move(wake)) { }
    Latest(const Latest &) = delete;
    Latest &operator=(const Latest &) = delete;

    void post(T value)
    {
        bool wasEmpty = false;
        {
            const std::lock_guard lock(m_mutex);
            wasEmpty = !std::exchange(m_value, std::move(value)).has_value();
        }
        if (wasEmpty && m_wake) {
            m_wake();
        }
    }

    /// Nothing when there has been no post since the last take.
    [[nodiscard]] std::optional<T> take()
    {
        const std::lock_guard lock(m_mutex);
        return std::exchange(m_value, std::nullopt);
    }

private:
    Wake m_wake; ///< never changed, and therefore read without the lock
    std::mutex m_mutex;
    std::optional<T> m_value;
};

} // namespace penstock
