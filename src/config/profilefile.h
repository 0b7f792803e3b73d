#pragma once

#include "base/result.h"
#include "config/finding.h"
#include "config/instanceids.h"
#include "config/layerreader.h"
#include "config/loader.h"
#include "config/node.h"
#include "config/variables.h"

#include <tl/expected.hpp>

#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace penstock::config
{

enum class SaveProblem {
    Invalid
    = 1, ///< the document has errors, or a secret that is no reference; `findings` names them
    ChangedOnDisk, ///< somebody else has written the file since it was read
    BrokenOnDisk, ///< the file could not be read as a whole; saving would lose what was not
    NotWritten, ///< the disk refused
};

struct SaveFailure {
    SaveProblem problem = SaveProblem::NotWritten;
    Error error;
    std::vector<Finding> findings;
};

/// Warnings and notices about what was saved.
struct Saved {
    std::vector<Finding> findings;
};

/// The settings of a profile as one YAML file, until a store keeps them. Every save writes the file
/// anew: it holds the settings, not the comments. What was there before is kept as `.bak`.
class ProfileFile final
{
public:
    /// The folder is made when it is needed.
    ProfileFile(const std::filesystem::path &folder, Environment variables);

    [[nodiscard]] const std::filesystem::path &path() const { return m_path; }
    [[nodiscard]] std::filesystem::path backupPath() const;

    /// A file that is not there gives the defaults.
    [[nodiscard]] LoadedConfig load();
    /// What the file itself sets: the document to edit and to save.
    [[nodiscard]] static Node documentOf(const LoadedConfig &loaded);

    /// All or nothing. Secrets have to be references that outlive this run of the program.
    [[nodiscard]] tl::expected<Saved, SaveFailure> save(const Node &document);

    /// Told of a rename before the next `load`, which settles them.
    [[nodiscard]] InstanceIds &ids() { return m_ids; }

    /// Whether somebody else has written the file since it was read or saved.
    [[nodiscard]] bool isChangedOnDisk() const;

private:
    /// A time stamp would say less: it can stay the same, and change without anything having
    /// changed.
    struct Mark {
        std::size_t size = 0;
        std::size_t hash = 0;

        friend bool operator==(const Mark &, const Mark &) = default;
    };
    struct Checked;

    [[nodiscard]] static std::optional<Mark> markOf(const std::optional<std::string> &bytes);
    [[nodiscard]] Result<std::optional<std::string>> bytesOnDisk() const;
    [[nodiscard]] LayerContext context() const;
    [[nodiscard]] Checked check(const Node &document) const;
    [[nodiscard]] Result<void> write(const std::optional<std::string> &before,
                                     std::string_view text) const;

    std::filesystem::path m_path;
    Environment m_variables;
    InstanceIds m_ids;
    std::optional<Mark> m_mark; ///< nothing: there was no file
    bool m_isWhole = true;
};

} // namespace penstock::config
