#pragma once

#include "config/finding.h"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace penstock::config
{

/// Why these bytes cannot be a document at all: too many, binary, or in a foreign encoding.
[[nodiscard]] std::optional<Finding> findTextProblem(std::string_view text,
                                                     const std::string &source);

[[nodiscard]] std::string_view withoutByteOrderMark(std::string_view text);

/// Line and column of a byte, both counted from 1.
[[nodiscard]] Position positionAt(std::string_view text, std::size_t offset);

} // namespace penstock::config
