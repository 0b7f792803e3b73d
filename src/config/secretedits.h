#pragma once

#include "config/node.h"
#include "domain/secretreference.h"

#include <map>

namespace penstock::config
{

/// The document with other references in the place of some, such as keychain entries in the place
/// of the `memory:` ones that clear texts of a file became.
[[nodiscard]] Node withReferences(const Node &document,
                                  const std::map<SecretReference, SecretReference> &moved);

} // namespace penstock::config
