#include "config/variables.h"

#include "base/utf8.h"

#include <algorithm>
#include <cstdlib>

#ifdef _WIN32
#define environ _environ
#else
// POSIX wants the program to declare it, as it is.
// NOLINTNEXTLINE(readability-redundant-declaration,cppcoreguidelines-avoid-non-const-global-variables)
extern char **environ;
#endif

namespace penstock::config
{

namespace
{

constexpr std::string_view opening = "${";
constexpr std::string_view escapedOpening = "$${";
constexpr std::string_view defaultMark = ":-";

/// Appends what the inside of one `${...}` stands for.
void expandOne(std::string_view inside, const Environment &environment, Expansion &expansion)
{
    const std::size_t mark = inside.find(defaultMark);
    const std::string_view name = inside.substr(0, mark);
    if (!isVariableName(name)) {
        expansion.problem = "'${" + std::string(inside)
            + "}' is not understood; write ${NAME} or ${NAME:-default}, and $${ for a plain ${.";
        return;
    }
    const auto value = valueOf(environment, name);
    if (value) {
        expansion.text += *value;
    } else if (mark != std::string_view::npos) {
        expansion.text += inside.substr(mark + defaultMark.size());
    } else {
        expansion.unset.emplace_back(name);
    }
}

} // namespace

bool isVariableName(std::string_view name)
{
    const auto isWord = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9')
            || c == '_';
    };
    return !name.empty() && !(name.front() >= '0' && name.front() <= '9')
        && std::ranges::all_of(name, isWord);
}

Environment processEnvironment()
{
    Environment environment;
    for (char **variable = environ; variable != nullptr && *variable != nullptr; ++variable) {
        const std::string_view text(*variable);
        const std::size_t equals = text.find('=');
        if (equals != std::string_view::npos && equals > 0) {
            environment.insert_or_assign(std::string(text.substr(0, equals)),
                                         sanitizedUtf8(text.substr(equals + 1)));
        }
    }
    return environment;
}

std::optional<std::string> valueOf(const Environment &environment, std::string_view name)
{
    const auto found = environment.find(name);
    return found != environment.end() && !found->second.empty() ? std::optional(found->second)
                                                                : std::nullopt;
}

Expansion expandVariables(std::string_view text, const Environment &environment)
{
    Expansion expansion;
    std::size_t at = 0;
    while (at < text.size() && expansion.problem.empty()) {
        const std::size_t dollar = text.find('$', at);
        expansion.text += text.substr(at, dollar - at);
        if (dollar == std::string_view::npos) {
            break;
        }
        const std::string_view rest = text.substr(dollar);
        if (rest.starts_with(escapedOpening)) {
            expansion.text += opening;
            expansion.hasVariables = true;
            at = dollar + escapedOpening.size();
            continue;
        }
        if (!rest.starts_with(opening)) {
            expansion.text += '$';
            at = dollar + 1;
            continue;
        }
        const std::size_t close = rest.find('}');
        if (close == std::string_view::npos) {
            expansion.problem = "a '${' has no closing '}'.";
            break;
        }
        const std::string_view inside = rest.substr(opening.size(), close - opening.size());
        expansion.hasVariables = true;
        if (dollar == 0 && close + 1 == text.size()) {
            expansion.soleVariable = inside.substr(0, inside.find(defaultMark));
        }
        expandOne(inside, environment, expansion);
        at = dollar + close + 1;
    }
    return expansion;
}

} // namespace penstock::config
