#pragma once

#include "config/finding.h"
#include "config/layerreader.h"
#include "config/schema.h"
#include "config/secretvault.h"
#include "config/trail.h"

#include <optional>

namespace penstock::config
{

/// Turns what a document says about a secret into a reference. A clear text goes into the vault.
class SecretReader final
{
public:
    SecretReader(const LayerContext &context, SecretVault &vault, Findings &findings);

    /// The node to keep; nothing when the document effectively says nothing.
    [[nodiscard]] std::optional<Node> read(const Setting &setting, const Node &value,
                                           const Trail &trail);

private:
    [[nodiscard]] std::optional<Node> referenceOrClear(const Setting &setting,
                                                       const std::string &text, const Node &value,
                                                       const Trail &trail);
    [[nodiscard]] std::optional<Node> fromReference(const SecretReference &reference,
                                                    const Node &value, const Trail &trail);
    [[nodiscard]] Node keepClear(std::string text, const Node &value, const Trail &trail);
    [[nodiscard]] bool isSet(const std::string &variable) const;

    const LayerContext &m_context;
    SecretVault &m_vault;
    Findings &m_findings;
};

/// A path as its file means it.
[[nodiscard]] std::string resolvedPath(const std::string &path, const LayerContext &context);

} // namespace penstock::config
