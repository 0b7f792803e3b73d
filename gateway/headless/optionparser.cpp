#include "headless/optionparser.h"

#include "base/text.h"

#include <algorithm>

namespace penstock::headless
{

namespace
{

constexpr std::string_view dashes = "--";

std::string unknownOption(const std::string &name, std::span<const OptionSpec> known)
{
    std::vector<std::string_view> names;
    for (const OptionSpec &option : known) {
        names.push_back(option.name);
    }
    const auto near = nearest(std::span<const std::string_view>(names), name);
    return "there is no option --" + name + '.'
        + (near ? " Did you mean --" + *near + '?' : std::string());
}

} // namespace

std::string ParsedOptions::valueOr(std::string_view name, const std::string &otherwise) const
{
    const auto found = values.find(name);
    return found != values.end() ? found->second : otherwise;
}

ParsedOptions parseOptions(std::span<const std::string> words, std::span<const OptionSpec> known)
{
    ParsedOptions parsed;
    for (std::size_t i = 0; i < words.size(); ++i) {
        const std::string &word = words[i];
        if (word == dashes) {
            parsed.arguments.insert(parsed.arguments.end(),
                                    words.begin() + static_cast<std::ptrdiff_t>(i) + 1,
                                    words.end());
            break;
        }
        if (!word.starts_with(dashes)) {
            parsed.arguments.push_back(word);
            continue;
        }
        const std::size_t equals = word.find('=');
        const std::string name = word.substr(
            dashes.size(), equals == std::string::npos ? equals : equals - dashes.size());
        const auto spec = std::ranges::find(known, name, &OptionSpec::name);
        if (spec == known.end()) {
            parsed.problem = unknownOption(name, known);
            return parsed;
        }
        std::string value = equals == std::string::npos ? std::string() : word.substr(equals + 1);
        if (spec->value.empty() && equals != std::string::npos) {
            parsed.problem = "--" + name + " takes no value.";
            return parsed;
        }
        if (!spec->value.empty() && equals == std::string::npos) {
            if (i + 1 == words.size()) {
                parsed.problem.append("--").append(name).append(" needs a value: --");
                parsed.problem.append(name).append(" ").append(spec->value).append(".");
                return parsed;
            }
            value = words[++i];
        }
        parsed.values.insert_or_assign(name, std::move(value));
    }
    return parsed;
}

std::string optionHelp(std::span<const OptionSpec> known)
{
    constexpr std::size_t helpColumn = 26;
    std::string text;
    for (const OptionSpec &option : known) {
        std::string line = "  --" + std::string(option.name);
        if (!option.value.empty()) {
            line += ' ' + std::string(option.value);
        }
        line.resize(std::max(line.size() + 2, helpColumn), ' ');
        text += line + std::string(option.help) + '\n';
    }
    return text;
}

} // namespace penstock::headless
