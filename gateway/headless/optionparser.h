#pragma once

#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace penstock::headless
{

struct OptionSpec {
    std::string_view name; ///< without dashes
    std::string_view value; ///< what the value is called in the help; empty: the option has none
    std::string_view help;
};

struct ParsedOptions {
    std::map<std::string, std::string, std::less<>>
        values; ///< an option without value has an empty one
    std::vector<std::string> arguments;
    std::string problem; ///< a sentence when the words cannot be understood

    [[nodiscard]] bool has(std::string_view name) const { return values.contains(name); }
    [[nodiscard]] std::string valueOr(std::string_view name, const std::string &otherwise) const;
};

/// Reads `--name value`, `--name=value` and plain arguments; `--` ends the options.
[[nodiscard]] ParsedOptions parseOptions(std::span<const std::string> words,
                                         std::span<const OptionSpec> known);

/// The options as aligned lines for the help.
[[nodiscard]] std::string optionHelp(std::span<const OptionSpec> known);

} // namespace penstock::headless
