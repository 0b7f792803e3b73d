#pragma once

#include "base/result.h"

#include <cstdint>
#include <filesystem>
#include <string_view>

namespace penstock
{

/// Who may read a new file; the umask of the process takes away further.
enum class FileAccess {
    Owner, ///< 0600
    Everyone, ///< 0644
};

/// A file that is open for writing, without a buffer of its own. Not inherited by child processes.
class OutputFile final
{
public:
    /// Made when it does not exist. Each write lands at the end, whoever else writes.
    [[nodiscard]] static Result<OutputFile> append(const std::filesystem::path &path,
                                                   FileAccess access);
    /// Fails with AlreadyExists rather than touch anything, a symbolic link included.
    [[nodiscard]] static Result<OutputFile> createNew(const std::filesystem::path &path,
                                                      FileAccess access);

    OutputFile(OutputFile &&other) noexcept;
    OutputFile &operator=(OutputFile &&other) noexcept;
    OutputFile(const OutputFile &) = delete;
    OutputFile &operator=(const OutputFile &) = delete;
    ~OutputFile();

    /// All of it or an error; after an error a part may have been written.
    [[nodiscard]] Result<void> write(std::string_view bytes);
    /// Returns when the disk has it.
    [[nodiscard]] Result<void> sync();
    /// Some file systems tell only here that a write has failed.
    [[nodiscard]] Result<void> close();

private:
    OutputFile(std::intptr_t handle, std::filesystem::path path);

    static constexpr std::intptr_t closed = -1;

    std::intptr_t m_handle = closed; ///< a descriptor or a HANDLE
    std::filesystem::path m_path;
};

} // namespace penstock
