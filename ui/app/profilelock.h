#pragma once

#include "app/profilepaths.h"
#include "base/result.h"

#include <QLockFile>

#include <filesystem>
#include <memory>

namespace penstock::app
{

/// Keeps a profile for one console. Of a console that died nothing is left to stand in the way.
class ProfileLock final
{
public:
    /// Makes the folder where there is none. The error names who has it.
    [[nodiscard]] static Result<std::unique_ptr<ProfileLock>> take(const ProfilePaths &paths);
    /// Leaves no folder behind that was made for the lock alone.
    ~ProfileLock();
    ProfileLock(const ProfileLock &) = delete;
    ProfileLock &operator=(const ProfileLock &) = delete;

    /// Whether there is anything in the profile besides.
    [[nodiscard]] bool isProfileUsed() const;

private:
    explicit ProfileLock(const std::filesystem::path &folder);

    std::filesystem::path m_folder;
    QLockFile m_file;
};

} // namespace penstock::app
