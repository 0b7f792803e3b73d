#pragma once

#include "base/error.h"

#include <filesystem>
#include <system_error>

namespace penstock
{

enum class FileAction {
    Read,
    Write,
};

/// What the system said about a file, as a code and a sentence of ours.
[[nodiscard]] Error fileError(FileAction action, const std::filesystem::path &path,
                              const std::error_code &code);

} // namespace penstock
