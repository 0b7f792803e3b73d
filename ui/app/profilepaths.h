#pragma once

#include "base/result.h"

#include <filesystem>
#include <string>

namespace penstock::app
{

/// Where the data of one installation is. Nothing is made before something is to be written.
class ProfilePaths final
{
public:
    explicit ProfilePaths(const std::filesystem::path &folder);
    /// Where the platform keeps the data of programs: $XDG_DATA_HOME/penstock on Linux.
    [[nodiscard]] static ProfilePaths standard();

    [[nodiscard]] const std::filesystem::path &folder() const { return m_folder; }
    [[nodiscard]] std::filesystem::path configFile() const { return m_folder / "penstock.yaml"; }
    /// By which a second console of the same profile finds the first; another one for each profile.
    [[nodiscard]] std::string instanceName() const;

    /// Makes the folder, for its owner alone, where it is not there yet.
    [[nodiscard]] Result<void> ensureFolder() const;

private:
    std::filesystem::path m_folder; ///< absolute
};

} // namespace penstock::app
