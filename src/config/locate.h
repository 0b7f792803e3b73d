#pragma once

#include "config/node.h"
#include "config/path.h"

namespace penstock::config
{

/// The value at a path; null when there is none.
[[nodiscard]] const Node *nodeAt(const Node &document, const Path &path);
[[nodiscard]] Node *nodeAt(Node &document, const Path &path);

/// The value at a path, or the nearest value above it that there is: where a message can point to.
[[nodiscard]] const Node &nearestNode(const Node &document, const Path &path);

} // namespace penstock::config
