#pragma once

#include "config/node.h"

#include <string>

namespace penstock::config
{

enum class JsonLayout { OneLine = 1, Indented };

/// Writes a document as JSON. `${NAME}` spellings are written instead of what they stood for.
[[nodiscard]] std::string writeJson(const Node &document, JsonLayout layout = JsonLayout::OneLine);

} // namespace penstock::config
