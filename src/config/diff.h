#pragma once

#include "config/node.h"
#include "config/path.h"

#include <span>
#include <vector>

namespace penstock::config
{

enum class ChangeKind { Added = 1, Removed, Changed };

/// One difference between two documents. Elements of lists that have names are compared by name;
/// other lists are one value.
struct Change {
    ChangeKind kind = ChangeKind::Changed;
    Path path;
    Node before; ///< null when added
    Node after; ///< null when removed
};

[[nodiscard]] std::vector<Change> difference(const Node &before, const Node &after);

/// Does to a document what the changes say. Applied to the `before` of a difference it gives the
/// `after`, the order of keys and of named elements aside.
[[nodiscard]] Node applied(const Node &document, std::span<const Change> changes);

} // namespace penstock::config
