#pragma once

#include "config/node.h"

#include <string>
#include <vector>

namespace penstock::config
{

struct ExportForm {
    Node document;
    /// Variables that stand for secrets that cannot be exported; the reader of the file sets them.
    std::vector<std::string> placeholders;
};

/// A merged document as a person would write it: short forms where there are any, and `${NAME}` in
/// the place of every secret that only this program's memory holds.
[[nodiscard]] ExportForm exportForm(const Node &document);

} // namespace penstock::config
