#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace penstock::config
{

/// Environment variables as a value: of this process, of an `.env` file, or made up by a test.
using Environment = std::map<std::string, std::string, std::less<>>;

[[nodiscard]] Environment processEnvironment();
/// The value of a variable; nothing when it is not set, or set to nothing: an `.env` file switches
/// things off that way.
[[nodiscard]] std::optional<std::string> valueOf(const Environment &environment,
                                                 std::string_view name);

/// Letters, digits and underscores, no digit first.
[[nodiscard]] bool isVariableName(std::string_view name);

struct Expansion {
    std::string text;
    /// Every variable without value and default, in order of appearance.
    std::vector<std::string> unset;
    /// Set when the whole text is one `${NAME}` or `${NAME:-default}`.
    std::string soleVariable;
    /// What is wrong with a `${...}` that cannot be understood; empty when nothing is.
    std::string problem;
    bool hasVariables = false;
};

/// Replaces `${NAME}` and `${NAME:-default}`; `$${` stands for a plain `${`.
[[nodiscard]] Expansion expandVariables(std::string_view text, const Environment &environment);

} // namespace penstock::config
