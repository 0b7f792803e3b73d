#pragma once

#include "base/random.h"
#include "config/node.h"
#include "config/variables.h"

#include <string>

namespace penstock::test
{

/// A text that readers of YAML and JSON may stumble over: empty, in need of quotes, like a number,
/// of many lines, with control characters and signs of all lengths. Valid UTF-8.
[[nodiscard]] std::string randomText(RandomSource &random);
/// The same without control characters, and never empty.
[[nodiscard]] std::string randomLine(RandomSource &random);

enum class Nulls { None = 1, Some };

/// A mapping of anything, some levels deep; never with two equal keys.
[[nodiscard]] config::Node randomTree(RandomSource &random, Nulls nulls);

/// How a document of settings is made.
struct SettingsStyle {
    Nulls nulls = Nulls::None;
    /// Writes some values as `${V1}` and puts what they stand for here; null: no variables.
    config::Environment *variables = nullptr;
    /// Single values for lists, texts for mappings, mappings for named lists: what files may say
    /// and merged documents do not.
    bool hasInputForms = false;
};

/// A random part of the settings table with values that it allows. Names of instances, agents and
/// clients are taken from a few, so that two documents share some.
[[nodiscard]] config::Node randomSettings(RandomSource &random, const SettingsStyle &style);

/// The names that `randomSettings` gives to elements.
[[nodiscard]] std::string randomElementName(RandomSource &random);

} // namespace penstock::test
