#include "config/dotenv.h"

#include "base/text.h"
#include "config/documenttext.h"

#include <algorithm>

namespace penstock::config
{

namespace
{

std::string unescaped(std::string_view text)
{
    std::string result;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] != '\\' || i + 1 == text.size()) {
            result += text[i];
            continue;
        }
        ++i;
        result += text[i] == 'n' ? '\n' : text[i] == 't' ? '\t' : text[i] == 'r' ? '\r' : text[i];
    }
    return result;
}

std::size_t closingQuote(std::string_view value)
{
    for (std::size_t i = 1; i < value.size(); ++i) {
        if (value[0] == '"' && value[i] == '\\') {
            ++i;
        } else if (value[i] == value[0]) {
            return i;
        }
    }
    return std::string_view::npos;
}

/// The value behind the '='; nothing when a quote is not closed.
std::optional<std::string> valueIn(std::string_view text)
{
    const std::string_view value = trimmed(text);
    if (value.starts_with('"') || value.starts_with('\'')) {
        const std::size_t close = closingQuote(value);
        if (close == std::string_view::npos) {
            return std::nullopt;
        }
        const std::string_view inside = value.substr(1, close - 1);
        return value.front() == '"' ? unescaped(inside) : std::string(inside);
    }
    // " #" starts a comment; a '#' inside a word belongs to it.
    std::size_t comment = value.find(" #");
    if (value.starts_with('#')) {
        comment = 0;
    }
    return std::string(trimmed(value.substr(0, comment)));
}

} // namespace

DotEnv readDotEnv(std::string_view text, const std::string &source)
{
    DotEnv result;
    if (auto problem = findTextProblem(text, source)) {
        result.findings.push_back(std::move(*problem));
        return result;
    }
    Findings findings;
    std::uint32_t number = 0;
    for (std::string_view line : split(withoutByteOrderMark(text), '\n')) {
        ++number;
        line = trimmed(line);
        if (line.empty() || line.starts_with('#')) {
            continue;
        }
        if (line.starts_with("export ")) {
            line = trimmed(line.substr(7));
        }
        const std::size_t equals = line.find('=');
        const std::string_view name = trimmed(line.substr(0, equals));
        const auto value
            = equals == std::string_view::npos ? std::nullopt : valueIn(line.substr(equals + 1));
        if (!isVariableName(name) || !value) {
            findings.add({.severity = Severity::Error,
                          .code = "bad_env_line",
                          .path = {},
                          .message = equals == std::string_view::npos || !isVariableName(name)
                              ? "is not of the form NAME=value."
                              : "a quote is not closed.",
                          .source = source,
                          .position = {number, 1}});
            continue;
        }
        result.variables.insert_or_assign(std::string(name), *value);
    }
    result.findings = findings.take();
    return result;
}

} // namespace penstock::config
