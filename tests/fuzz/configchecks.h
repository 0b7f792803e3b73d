#pragma once

#include "config/node.h"
#include "config/treebuilder.h"
#include "config/variables.h"

#include <string_view>

namespace penstock::fuzz
{

/// What a secret begins with in inputs and in the environment, so that it is found wherever it
/// goes.
inline constexpr std::string_view marker = "MARKER";

/// The variables that inputs may use: numbers, words, a secret, an empty one.
[[nodiscard]] const config::Environment &environment();

/// Every message is a sentence with a code, points into the text, and there is one when nothing
/// was read.
void checkFindings(const config::ParsedDocument &parsed, std::string_view text);

/// A document that was read is written and read back to the same, in both spellings.
void checkCodecs(const config::Node &root);

/// The document as a layer: merged with itself, filled with defaults, decoded, exported and read
/// again. Its secrets show nowhere.
void checkLayer(const config::Node &root);

} // namespace penstock::fuzz
