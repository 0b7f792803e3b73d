#pragma once

#include "config/node.h"

namespace penstock::config
{

/// JSON merge patch (RFC 7396): null removes, mappings go deep, everything else replaces.
[[nodiscard]] Node patched(const Node &document, const Node &patch);

/// The patch that turns one document into the other. Neither may hold nulls: a merge patch cannot
/// set one.
[[nodiscard]] Node patchBetween(const Node &before, const Node &after);

} // namespace penstock::config
