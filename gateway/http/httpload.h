#pragma once

#include "wire/storedbody.h"

#include <atomic>
#include <cstdint>

namespace penstock::http
{

/// What all workers of one listener carry together. For any thread.
struct HttpLoad {
    explicit HttpLoad(std::uint64_t mostBodyBytes) : bodies(mostBodyBytes) { }

    std::atomic<int> connections = 0;
    std::atomic<int> exchanges = 0; ///< requests that are complete and whose answer is not
    std::atomic<std::uint64_t> refusedConnections = 0;
    wire::BodyBudget bodies; ///< in memory
    wire::BodyBudget input{mostInputBytes}; ///< that waits for the rest of a head, or for its turn

    // Ordinary clients send a head in one piece and wait for its answer: they need none of this.
    static constexpr std::uint64_t mostInputBytes = std::uint64_t{16} << 20;
};

/// A share of a budget that grows and shrinks with what it stands for.
class BudgetShare final
{
public:
    explicit BudgetShare(wire::BodyBudget &budget) : m_budget(budget) { }
    BudgetShare(const BudgetShare &) = delete;
    BudgetShare &operator=(const BudgetShare &) = delete;
    ~BudgetShare() { m_budget.give(m_bytes); }

    /// False, and nothing changed, when there is not that much left.
    [[nodiscard]] bool resize(std::uint64_t bytes)
    {
        if (bytes > m_bytes && !m_budget.take(bytes - m_bytes)) {
            return false;
        }
        if (bytes < m_bytes) {
            m_budget.give(m_bytes - bytes);
        }
        m_bytes = bytes;
        return true;
    }

private:
    wire::BodyBudget &m_budget;
    std::uint64_t m_bytes = 0;
};

/// One more of something as long as it lives.
class Counted final
{
public:
    Counted() = default;
    explicit Counted(std::atomic<int> &counter) : m_counter(&counter)
    {
        counter.fetch_add(1, std::memory_order_relaxed);
    }
    Counted(Counted &&other) noexcept : m_counter(other.m_counter) { other.m_counter = nullptr; }
    Counted &operator=(Counted &&other) noexcept
    {
        if (this != &other) {
            release();
            m_counter = other.m_counter;
            other.m_counter = nullptr;
        }
        return *this;
    }
    Counted(const Counted &) = delete;
    Counted &operator=(const Counted &) = delete;
    ~Counted() { release(); }

    void release()
    {
        if (m_counter != nullptr) {
            m_counter->fetch_sub(1, std::memory_order_relaxed);
            m_counter = nullptr;
        }
    }

private:
    std::atomic<int> *m_counter = nullptr;
};

} // namespace penstock::http
