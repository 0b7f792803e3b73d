#pragma once

#include "config/loader.h"
#include "support/tempdir.h"

#include <QStringList>

#include <string>
#include <string_view>

namespace penstock::config::test
{

/// A folder with configuration files, and what loading one of them gives.
class ConfigFolder final
{
public:
    ConfigFolder() = default;
    /// With `penstock.yaml` in it.
    explicit ConfigFolder(std::string_view yaml) { write("penstock.yaml", yaml); }

    ConfigFolder &write(std::string_view name, std::string_view text);
    ConfigFolder &set(std::string_view variable, std::string_view value);

    /// Loads a file; the folder itself when none is named.
    [[nodiscard]] LoadedConfig load(std::string_view file = "penstock.yaml") const;
    [[nodiscard]] LoadedConfig loadFolder() const { return load({}); }

    [[nodiscard]] const std::filesystem::path &path() const { return m_dir.path(); }
    /// What the request says beyond the file: overlay, state file, store.
    LoadRequest request;

    /// "error: penstock.yaml:3:5: port: must be ...": without the folder, which differs each time.
    [[nodiscard]] QStringList findings(const LoadedConfig &loaded) const;
    /// `findings` of a file in the folder.
    [[nodiscard]] QStringList findingsOf(std::string_view file = "penstock.yaml") const
    {
        return findings(load(file));
    }
    [[nodiscard]] QString withoutFolder(std::string_view text) const;

private:
    penstock::test::TempDir m_dir;
};

[[nodiscard]] QString shown(std::string_view text);
/// JSON that was written with single quotes: easier to read, and moc fails over raw strings.
[[nodiscard]] QString json(std::string_view text);
/// One instance that lacks nothing, for documents that are about something else.
inline constexpr std::string_view someInstance
    = "instances: [{name: one, api_base: \"https://one.example.com\", auth: none, "
      "supported_models: [gpt-4o]}]\n";

} // namespace penstock::config::test
