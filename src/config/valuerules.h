#pragma once

#include "config/node.h"
#include "config/schema.h"

#include <optional>
#include <string>

namespace penstock::config
{

/// Where a value was spelled: only as text (a variable, the environment), or with a type of its
/// own.
enum class Spelling { Typed = 1, TextOnly };

/// Brings a single value into the form that its row wants, or says why that cannot be done: "must
/// be a whole number from 1 to 65535, not "many".". The value is changed only on success.
[[nodiscard]] std::optional<std::string> acceptValue(const Setting &setting, Node &value,
                                                     Spelling spelling);

/// What a row accepts, for people: "a whole number from 1 to 65535".
[[nodiscard]] std::string describeRule(const Setting &setting);

/// A number as people write it: no decimals where there are none.
[[nodiscard]] std::string numberText(double number);

} // namespace penstock::config
