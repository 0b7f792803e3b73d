#include "wire/storedbody.h"

#include <algorithm>
#include <utility>

namespace penstock::wire
{

namespace
{

constexpr std::size_t smallestCapacity = 1024;

} // namespace

bool BodyBudget::take(std::uint64_t bytes)
{
    std::uint64_t used = m_used.load(std::memory_order_relaxed);
    do {
        if (used > m_most || bytes > m_most - used) {
            return false;
        }
    } while (!m_used.compare_exchange_weak(used, used + bytes, std::memory_order_relaxed));
    return true;
}

void BodyBudget::give(std::uint64_t bytes)
{
    m_used.fetch_sub(bytes, std::memory_order_relaxed);
}

StoredBody::StoredBody(BodyStorage storage) : m_storage(std::move(storage)) { }

StoredBody::~StoredBody()
{
    if (m_storage.budget) {
        m_storage.budget->give(m_charged);
    }
}

Result<void> StoredBody::append(std::string_view bytes)
{
    if (bytes.empty()) {
        return {};
    }
    if (m_file) {
        return m_file->append(bytes);
    }
    if (growsInMemory(bytes.size())) {
        m_memory.append(bytes);
        return {};
    }
    if (Result<void> moved = moveToDisk(); !moved) {
        return moved;
    }
    return append(bytes);
}

std::uint64_t StoredBody::size() const
{
    return m_file ? m_file->size() : m_memory.size();
}

Result<std::size_t> StoredBody::read(std::uint64_t offset, std::span<char> into) const
{
    if (m_file) {
        return m_file->read(offset, into);
    }
    if (offset >= m_memory.size()) {
        return 0;
    }
    return m_memory.copy(into.data(), into.size(), static_cast<std::size_t>(offset));
}

// The string would grow as it likes, and the budget has to know by how much: so each growth is a
// string of its own. No length that somebody has promised counts here, only bytes that came.
bool StoredBody::growsInMemory(std::size_t bytes)
{
    if (bytes > m_storage.spoolAbove || m_memory.size() > m_storage.spoolAbove - bytes) {
        return false;
    }
    const std::size_t needed = m_memory.size() + bytes;
    if (m_charged > 0 && needed <= m_memory.capacity()) {
        return true;
    }
    const std::size_t comfortable = std::clamp(2 * m_memory.size(), needed, m_storage.spoolAbove);
    for (const std::size_t wanted : {std::max(comfortable, smallestCapacity), needed}) {
        std::string larger;
        larger.reserve(wanted);
        const std::uint64_t more = larger.capacity() - m_charged;
        if (!m_storage.budget || m_storage.budget->take(more)) {
            larger.append(m_memory);
            m_memory.swap(larger);
            m_charged += more;
            return true;
        }
    }
    return false;
}

Result<void> StoredBody::moveToDisk()
{
    Result<SpoolFile> file = SpoolFile::create(m_storage.folder);
    if (!file) {
        return Failure(std::move(file).error());
    }
    if (Result<void> written = file->append(m_memory); !written) {
        return written;
    }
    m_file = std::move(*file);
    std::string().swap(m_memory);
    if (m_storage.budget) {
        m_storage.budget->give(m_charged);
    }
    m_charged = 0;
    return {};
}

} // namespace penstock::wire
