#pragma once

#include "base/result.h"
#include "config/node.h"

#include <cstddef>
#include <string>

// Edits of the list `instances`. Each takes a document and gives the edited one; what it took stays
// as it was, so that a caller can keep it for "undo".
namespace penstock::config
{

/// At the end of the list. Fails when the name is taken or cannot be one.
[[nodiscard]] Result<Node> withInstanceAdded(const Node &document, const Node &instance);

/// A JSON merge patch: null takes a setting away. The name is changed with `withInstanceRenamed`
/// only.
[[nodiscard]] Result<Node> withInstanceChanged(const Node &document, const std::string &name,
                                               const Node &patch);

/// Everything else of the instance stays, its references to secrets included.
[[nodiscard]] Result<Node> withInstanceRenamed(const Node &document, const std::string &name,
                                               const std::string &newName);

[[nodiscard]] Result<Node> withInstanceEnabled(const Node &document, const std::string &name);
[[nodiscard]] Result<Node> withInstanceDisabled(const Node &document, const std::string &name);

[[nodiscard]] Result<Node> withInstanceRemoved(const Node &document, const std::string &name);

/// An instance and where it stands.
struct PlacedInstance {
    Node instance;
    std::size_t place = 0;
};

/// What to keep before an instance is removed.
[[nodiscard]] Result<PlacedInstance> placedInstance(const Node &document, const std::string &name);
/// Puts it back where it stood, or at the end of a list that has become shorter.
[[nodiscard]] Result<Node> withInstancePutBack(const Node &document, const PlacedInstance &placed);

} // namespace penstock::config
