#pragma once

#include "config/node.h"

#include <string>

namespace penstock::test
{

/// What two documents do not have in common, for people; empty when there is nothing. Stricter than
/// `==`: 1 and 1.0, 0.0 and -0.0 and another order of keys are differences.
[[nodiscard]] std::string firstDifference(const config::Node &left, const config::Node &right);

/// The document with every named list sorted by name: where order does not count.
[[nodiscard]] config::Node sortedByName(const config::Node &document);

} // namespace penstock::test
