#pragma once

#include "base/result.h"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>
#include <string_view>

namespace penstock
{

/// A file without a name, for bytes that are too many for memory: nobody else can open it, and it
/// is gone with this object or with the process, however that ends.
class SpoolFile final
{
public:
    [[nodiscard]] static Result<SpoolFile> create(const std::filesystem::path &folder);

    SpoolFile(SpoolFile &&other) noexcept;
    SpoolFile &operator=(SpoolFile &&other) noexcept;
    SpoolFile(const SpoolFile &) = delete;
    SpoolFile &operator=(const SpoolFile &) = delete;
    ~SpoolFile();

    /// All of it or an error; after an error the file is as long as before.
    [[nodiscard]] Result<void> append(std::string_view bytes);
    [[nodiscard]] std::uint64_t size() const { return m_size; }
    /// Fills `into` as far as there are bytes from `offset` on, and answers how many.
    [[nodiscard]] Result<std::size_t> read(std::uint64_t offset, std::span<char> into) const;

private:
    SpoolFile(std::intptr_t handle, std::filesystem::path folder);

    static constexpr std::intptr_t closed = -1;

    std::intptr_t m_handle = closed; ///< a descriptor or a HANDLE
    std::filesystem::path m_folder; ///< for messages
    std::uint64_t m_size = 0;
};

} // namespace penstock
