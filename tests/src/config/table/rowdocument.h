#pragma once

#include "config/layerreader.h"
#include "config/node.h"
#include "config/path.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace penstock::config::test
{

/// A document on one line that sets one key of the table, with what has to stand around it.
struct RowDocument {
    std::string text;
    Path path; ///< of the value
    std::uint32_t column = 0; ///< of the value
};

/// `instances[].max_tpm` and `5` give `{"instances":[{"name":"one","max_tpm":5}]}`. Without a value
/// the same document without the key.
[[nodiscard]] RowDocument rowDocument(std::string_view key, std::string_view json = {});

/// Held against the table, as a YAML file without a folder of its own.
[[nodiscard]] ReadLayer readRow(const RowDocument &document);

/// The only variable that is set while rows are read.
inline constexpr std::string_view rowVariable = "SOME_SECRET";

} // namespace penstock::config::test
