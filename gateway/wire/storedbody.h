#pragma once

#include "base/result.h"
#include "base/spoolfile.h"

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace penstock::wire
{

/// How many bytes of bodies all connections together may hold in memory. For any thread.
class BodyBudget final
{
public:
    explicit BodyBudget(std::uint64_t most) : m_most(most) { }

    /// All of `bytes` or nothing.
    [[nodiscard]] bool take(std::uint64_t bytes);
    void give(std::uint64_t bytes);
    [[nodiscard]] std::uint64_t used() const { return m_used.load(std::memory_order_relaxed); }

private:
    std::uint64_t m_most;
    std::atomic<std::uint64_t> m_used = 0;
};

/// Where a body goes: memory up to `spoolAbove` bytes and while the budget lasts, else disk.
struct BodyStorage {
    std::size_t spoolAbove = std::size_t{1} << 20;
    std::filesystem::path folder;
    BodyBudget *budget = nullptr; ///< not owned; outlives the body
};

/// The body of a request, collected once and then read as often as it has to be sent. What has gone
/// to disk never comes back into memory as a whole.
class StoredBody final
{
public:
    explicit StoredBody(BodyStorage storage);
    StoredBody(const StoredBody &) = delete;
    StoredBody &operator=(const StoredBody &) = delete;
    ~StoredBody();

    /// After an error the body is of no use any more.
    [[nodiscard]] Result<void> append(std::string_view bytes);

    [[nodiscard]] std::uint64_t size() const;
    [[nodiscard]] bool isSpooled() const { return m_file.has_value(); }
    /// The whole body where it is not spooled; empty where it is.
    [[nodiscard]] std::string_view memory() const { return m_memory; }
    /// Fills `into` as far as there are bytes from `offset` on, and answers how many.
    [[nodiscard]] Result<std::size_t> read(std::uint64_t offset, std::span<char> into) const;

private:
    [[nodiscard]] bool growsInMemory(std::size_t bytes);
    [[nodiscard]] Result<void> moveToDisk();

    BodyStorage m_storage;
    std::string m_memory;
    std::uint64_t m_charged = 0; ///< what the budget has given: the capacity, not the size
    std::optional<SpoolFile> m_file;
};

} // namespace penstock::wire
