#include "config/profilefile.h"

#include "base/files.h"
#include "config/exportform.h"
#include "config/layerreader.h"
#include "config/yamlreader.h"
#include "config/yamlwriter.h"

#include <algorithm>
#include <functional>
#include <iterator>
#include <utility>

namespace penstock::config
{

namespace
{

namespace fs = std::filesystem;

constexpr std::string_view heading = "# Written anew by Penstock at every change of a setting; "
                                     "comments are not kept.\n";

struct ReadText {
    ReadLayer read;
    std::vector<Finding> findings; ///< of both, reading and holding against the table
    [[nodiscard]] bool hasErrors() const
    {
        return std::ranges::any_of(
            findings, [](const Finding &finding) { return finding.severity == Severity::Error; });
    }
};

ReadText readText(std::string_view text, const LayerContext &context)
{
    ReadText result;
    ParsedDocument parsed = readYaml(text, context.name);
    const bool isBroken = parsed.hasErrors();
    result.findings = std::move(parsed.findings);
    if (!isBroken) {
        result.read = readLayer(parsed.root, context);
        std::ranges::move(result.read.findings, std::back_inserter(result.findings));
        result.read.findings.clear();
    }
    return result;
}

std::string textOf(const Node &document)
{
    return std::string(heading) + writeYaml(exportForm(document).document);
}

/// What is a notice about a file that a person wrote is an error in one that the program writes.
void forbidClearSecrets(std::vector<Finding> &findings)
{
    for (Finding &finding : findings) {
        if (finding.code == "clear_secret" || finding.code == "lost_secret") {
            finding.severity = Severity::Error;
            finding.message
                = "holds a secret that would have to be written in clear; keep it in the "
                  "keychain, or name it as ${VARIABLE} or file:/path.";
        }
    }
}

std::vector<std::string> namesIn(const Node &document)
{
    std::vector<std::string> names;
    if (const Node *instances = document.find("instances");
        instances != nullptr && instances->isList()) {
        for (const Node &instance : instances->items()) {
            if (const std::string *name = elementName(instance)) {
                names.push_back(*name);
            }
        }
    }
    return names;
}

/// What saves left behind that were cut off: else they would pile up until no name is free.
void removeLeftovers(const fs::path &file)
{
    const std::string name = toUtf8(file.filename());
    std::error_code ignored;
    for (const fs::directory_entry &entry : fs::directory_iterator(file.parent_path(), ignored)) {
        const std::string other = toUtf8(entry.path().filename());
        if (other.starts_with(name + ".tmp") || other.starts_with(name + ".bak.tmp")) {
            fs::remove(entry.path(), ignored);
        }
    }
}

tl::unexpected<SaveFailure> failure(SaveProblem problem, Error error,
                                    std::vector<Finding> findings = {})
{
    return tl::unexpected(SaveFailure{problem, std::move(error), std::move(findings)});
}

} // namespace

struct ProfileFile::Checked {
    std::string text;
    std::vector<Finding> findings;
    bool hasErrors = false;
};

ProfileFile::ProfileFile(const fs::path &folder, Environment variables)
    : m_path(folder / "penstock.yaml")
    , m_variables(std::move(variables))
{
}

fs::path ProfileFile::backupPath() const
{
    fs::path backup = m_path;
    backup += ".bak";
    return backup;
}

std::optional<ProfileFile::Mark> ProfileFile::markOf(const std::optional<std::string> &bytes)
{
    if (!bytes) {
        return std::nullopt;
    }
    return Mark{bytes->size(), std::hash<std::string>{}(*bytes)};
}

Result<std::optional<std::string>> ProfileFile::bytesOnDisk() const
{
    auto bytes = readFile(m_path, mostDocumentBytes);
    if (bytes) {
        return std::optional(std::move(*bytes));
    }
    if (bytes.error().code == ErrorCode::NotFound) {
        return std::nullopt;
    }
    return Failure(std::move(bytes.error()));
}

LayerContext ProfileFile::context() const
{
    return {.kind = SourceKind::Yaml,
            .name = toUtf8(m_path),
            .folder = fs::absolute(m_path).parent_path(),
            .variables = m_variables};
}

LoadedConfig ProfileFile::load()
{
    // The mark comes first: what is written between the two readings then counts as a change.
    const auto read = bytesOnDisk();
    const std::optional<std::string> bytes = read ? *read : std::nullopt;
    m_mark = markOf(bytes);
    m_isWhole = read.has_value();
    LoadRequest request{.variables = m_variables, .legacy = LegacyVariables::Ignore};
    if (bytes) {
        const ReadText text = readText(*bytes, context());
        m_isWhole = !text.hasErrors();
        if (m_isWhole) {
            m_ids.settle(namesIn(text.read.layer.document));
        }
    }
    if (!read || bytes) {
        request.config = m_path;
    }
    Layer ids{.kind = SourceKind::Store, .name = "renamed instances"};
    ids.edits["instances"].ids = m_ids.byName();
    request.store = std::move(ids);
    return loadConfig(request);
}

Node ProfileFile::documentOf(const LoadedConfig &loaded)
{
    const auto found = std::ranges::find(loaded.layers, SourceKind::Yaml, &Layer::kind);
    return found != loaded.layers.end() ? found->document : Node::map();
}

ProfileFile::Checked ProfileFile::check(const Node &document) const
{
    // As it would be read back; what the reader makes of it is what is written, so that a default
    // in
    // `${KEY:-text}` is found and left out as in any file.
    ReadText checked = readText(writeYaml(document), context());
    forbidClearSecrets(checked.findings);
    if (checked.hasErrors()) {
        return {{}, std::move(checked.findings), true};
    }
    std::string text = textOf(checked.read.layer.document);
    LoadedConfig loaded = loadConfig({.store = std::move(checked.read.layer),
                                      .variables = m_variables,
                                      .legacy = LegacyVariables::Ignore});
    std::ranges::move(loaded.findings, std::back_inserter(checked.findings));
    return {std::move(text), std::move(checked.findings), loaded.hasErrors()};
}

tl::expected<Saved, SaveFailure> ProfileFile::save(const Node &document)
{
    Checked checked = check(document);
    if (checked.hasErrors) {
        return failure(SaveProblem::Invalid,
                       {ErrorCode::InvalidInput,
                        "The settings were not saved because some of them cannot be accepted.",
                        {}},
                       std::move(checked.findings));
    }
    auto before = bytesOnDisk();
    if (!before) {
        return failure(SaveProblem::NotWritten, std::move(before.error()));
    }
    if (markOf(*before) != m_mark) {
        return failure(SaveProblem::ChangedOnDisk,
                       {ErrorCode::AlreadyExists,
                        "The settings were not saved because another program has changed '"
                            + toUtf8(m_path) + "'; load it again, then repeat the change.",
                        {}});
    }
    if (!m_isWhole) {
        return failure(SaveProblem::BrokenOnDisk,
                       {ErrorCode::InvalidInput,
                        "The settings were not saved because '" + toUtf8(m_path)
                            + "' has errors and parts of it would be lost; correct the file first.",
                        {}});
    }
    if (*before != checked.text) {
        if (auto written = write(*before, checked.text); !written) {
            return failure(SaveProblem::NotWritten, std::move(written.error()));
        }
        m_mark = markOf(checked.text);
        removeLeftovers(m_path);
    }
    return Saved{std::move(checked.findings)};
}

Result<void> ProfileFile::write(const std::optional<std::string> &before,
                                std::string_view text) const
{
    if (auto made = makePrivateFolder(m_path.parent_path()); !made) {
        return made;
    }
    WriteOptions options{.access = FileAccess::Owner, .keepBackup = true};
    if (before) {
        // A key that a person wrote in clear has moved by now, and must not stay behind in a
        // backup.
        const ReadText old = readText(*before, context());
        if (old.read.secrets.size() > 0) {
            options.keepBackup = false;
            if (auto kept
                = writeFileAtomically(backupPath(), textOf(old.read.layer.document), options);
                !kept) {
                return kept;
            }
        }
    }
    return writeFileAtomically(m_path, text, options);
}

bool ProfileFile::isChangedOnDisk() const
{
    const auto bytes = bytesOnDisk();
    return !bytes || markOf(*bytes) != m_mark;
}

} // namespace penstock::config
