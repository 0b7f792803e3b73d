#pragma once

#include "base/outputfile.h"
#include "base/result.h"

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

namespace penstock
{

// Our texts are UTF-8; the paths of Windows are not.
[[nodiscard]] std::string toUtf8(const std::filesystem::path &path);
[[nodiscard]] std::filesystem::path pathFromUtf8(std::string_view text);

/// The whole file, which may also be a pipe or a device; never takes more memory than `maxBytes`.
[[nodiscard]] Result<std::string> readFile(const std::filesystem::path &path,
                                           std::uint64_t maxBytes);

/// Makes a folder, and those above it that are missing, for this user alone. One that is there
/// already stays as it is.
[[nodiscard]] Result<void> makePrivateFolder(const std::filesystem::path &folder);

struct WriteOptions {
    FileAccess access = FileAccess::Owner;
    bool keepBackup = false; ///< what was there before stays beside it as "NAME.bak"
};

/// Readers see the old content or the new one, and so does whoever starts after a power cut. Goes
/// through symbolic links. The folder has to exist.
[[nodiscard]] Result<void> writeFileAtomically(const std::filesystem::path &path,
                                               std::string_view bytes, WriteOptions options = {});

} // namespace penstock
