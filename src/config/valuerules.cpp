#include "config/valuerules.h"

#include "base/redaction.h"
#include "base/text.h"
#include "config/jsonwriter.h"
#include "config/plainscalar.h"
#include "config/textforms.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

namespace penstock::config
{

namespace
{

std::string quotedChoices(std::span<const std::string_view> choices)
{
    std::string text;
    for (std::size_t i = 0; i < choices.size(); ++i) {
        text += (i == 0 ? "" : i + 1 == choices.size() ? " or " : ", ") + std::string(choices[i]);
    }
    return text;
}

std::string describeRange(const ValueRule &rule, const std::string &kind)
{
    if (std::isinf(rule.most)) {
        return rule.aboveLeast ? kind + " above " + numberText(rule.least)
            : rule.type == ValueType::Whole && rule.least == 1
            ? kind + " above 0"
            : kind + " of " + numberText(rule.least) + " or more";
    }
    if (rule.aboveLeast) {
        return kind + " above " + numberText(rule.least) + " and at most " + numberText(rule.most);
    }
    return kind + " from " + numberText(rule.least) + " to " + numberText(rule.most);
}

/// A long word of letters and digits in the wrong place is more often a key than not.
bool looksLikeKey(std::string_view text)
{
    constexpr std::size_t shortest = 20;
    const auto isIn = [](char first, char last) {
        return [first, last](char c) { return c >= first && c <= last; };
    };
    const auto hasLetter = [&] {
        return std::ranges::any_of(text, isIn('a', 'z'))
            || std::ranges::any_of(text, isIn('A', 'Z'));
    };
    return text.size() >= shortest && text.find_first_of(" :/,") == std::string_view::npos
        && std::ranges::any_of(text, isIn('0', '9')) && hasLetter();
}

/// The value as the message may show it. A variable's content never: it may be a key in the wrong
/// place.
std::string shown(const Node &value)
{
    constexpr std::size_t most = 40;
    if (value.written.find("${") != std::string::npos) {
        return "the value of " + value.written;
    }
    if (value.isList()) {
        return "a list";
    }
    if (value.isMap()) {
        return "a mapping";
    }
    if (value.isText() && looksLikeKey(value.asText())) {
        return "a text of " + std::to_string(value.asText().size()) + " characters";
    }
    std::string text = redactedByPattern(writeJson(value));
    if (text.size() > most) {
        std::size_t end = most;
        while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U) {
            --end;
        }
        text = text.substr(0, end) + "\xE2\x80\xA6";
    }
    return text;
}

void replace(Node &value, Node by)
{
    by.position = value.position;
    by.layer = value.layer;
    // A number keeps its spelling only where it is one, or stands for a variable.
    if (by.written.empty() && (value.written.find("${") != std::string::npos || by.isNumber())) {
        by.written = value.written;
    }
    value = std::move(by);
}

enum class Lines { One = 1, Several };

bool acceptText(Node &value, Lines lines = Lines::One)
{
    if (!value.isText() && (value.isNumber() || value.isBool()) && !value.written.empty()) {
        Node text = Node::text(value.written);
        text.position = value.position;
        value = std::move(text);
    }
    if (!value.isText()) {
        return false;
    }
    return lines == Lines::One ? !hasControlCharacters(value.asText())
                               : value.asText().find('\0') == std::string::npos;
}

bool acceptBool(Node &value, Spelling spelling)
{
    if (value.isBool()) {
        return true;
    }
    if (!value.isText()) {
        return false;
    }
    // YAML 1.1 wrote these for booleans, and people still do.
    const std::string word = toLower(value.asText());
    if (word == "true" || word == "yes" || word == "on"
        || (spelling == Spelling::TextOnly && word == "1")) {
        replace(value, Node::boolean(true));
        return true;
    }
    if (word == "false" || word == "no" || word == "off"
        || (spelling == Spelling::TextOnly && word == "0")) {
        replace(value, Node::boolean(false));
        return true;
    }
    return false;
}

bool acceptNumber(const ValueRule &rule, Node &value, Spelling spelling)
{
    if (!rule.word.empty() && value.isText() && value.asText() == rule.word) {
        return true;
    }
    Node candidate = value;
    if (spelling == Spelling::TextOnly && value.isText()) {
        if (auto number = parseNumber(trimmed(value.asText()))) {
            replace(candidate, std::move(*number));
        }
    }
    if (!candidate.isNumber()) {
        return false;
    }
    const double number = candidate.asNumber();
    constexpr double mostExact = 9007199254740992.0;
    if (rule.type == ValueType::Whole && candidate.isReal()) {
        if (number != std::floor(number) || std::abs(number) > mostExact) {
            return false;
        }
        replace(candidate, Node::whole(static_cast<std::int64_t>(number)));
    }
    const bool aboveBottom = rule.aboveLeast ? number > rule.least : number >= rule.least;
    if (!aboveBottom || number > rule.most) {
        return false;
    }
    value = std::move(candidate);
    return true;
}

/// Levels of Python's logging that older proxies accept.
std::string_view knownSynonym(std::string_view word)
{
    static constexpr std::array<std::pair<std::string_view, std::string_view>, 5> synonyms{{
        {"warn", "warning"},
        {"critical", "error"},
        {"fatal", "error"},
        {"trace", "debug"},
        {"notset", "debug"},
    }};
    const auto found
        = std::ranges::find(synonyms, word, &std::pair<std::string_view, std::string_view>::first);
    return found != synonyms.end() ? found->second : word;
}

bool acceptChoice(const Setting &setting, Node &value)
{
    if (!acceptText(value)) {
        return false;
    }
    std::string word = value.asText();
    if (setting.has(IgnoreCase)) {
        word = toLower(word);
        if (std::ranges::find(setting.rule.choices, word) == setting.rule.choices.end()) {
            word = knownSynonym(word);
        }
    }
    if (std::ranges::find(setting.rule.choices, word) == setting.rule.choices.end()) {
        return false;
    }
    if (word != value.asText()) {
        replace(value, Node::text(std::move(word)));
    }
    return true;
}

bool accept(const Setting &setting, Node &value, Spelling spelling)
{
    switch (setting.rule.type) {
    case ValueType::Bool:
        return acceptBool(value, spelling);
    case ValueType::Whole:
    case ValueType::Number:
        return acceptNumber(setting.rule, value, spelling);
    case ValueType::Choice:
        return acceptChoice(setting, value);
    case ValueType::Name:
        return acceptText(value) && isInstanceName(value.asText());
    case ValueType::Url:
        return acceptText(value) && isHttpUrl(value.asText());
    case ValueType::ProxyUrl:
        return acceptText(value) && isProxyUrl(value.asText());
    case ValueType::ApiVersion:
        return acceptText(value) && isApiVersion(value.asText());
    case ValueType::Address:
        return acceptText(value) && isAddress(value.asText());
    case ValueType::Digest:
        return acceptText(value) && isSha256(value.asText());
    case ValueType::Group:
        return value.isMap();
    case ValueType::Prose:
    case ValueType::Secret:
    case ValueType::SecretFile:
        return acceptText(value, Lines::Several);
    case ValueType::File:
    case ValueType::Text:
        return acceptText(value);
    }
    return false;
}

/// A mistyped proxy address is no address, and its password no user information to any pattern.
bool mayHoldSecret(const Setting &setting, const Node &value)
{
    return setting.isSecret()
        || (setting.rule.type == ValueType::ProxyUrl && value.isText()
            && value.asText().find('@') != std::string::npos);
}

std::string suggestion(const Setting &setting, const Node &value)
{
    if (setting.rule.type != ValueType::Choice || !value.isText()) {
        return {};
    }
    const auto near = nearest(setting.rule.choices, value.asText());
    return near ? " Did you mean " + *near + "?" : std::string();
}

} // namespace

std::optional<std::string> acceptValue(const Setting &setting, Node &value, Spelling spelling)
{
    if (accept(setting, value, spelling)) {
        return std::nullopt;
    }
    // What only a variable says is told by naming the variable, in the message or beside it.
    const bool isContentOfVariable
        = spelling == Spelling::TextOnly && value.written.find("${") == std::string::npos;
    const bool isSilent = mayHoldSecret(setting, value) || isContentOfVariable;
    const std::string found = isSilent ? std::string() : ", not " + shown(value);
    return "must be " + describeRule(setting) + found + '.' + suggestion(setting, value);
}

std::string describeRule(const Setting &setting)
{
    const ValueRule &rule = setting.rule;
    switch (rule.type) {
    case ValueType::Group:
        return "a mapping";
    case ValueType::Text:
        return "a text on one line";
    case ValueType::Prose:
        return "a text";
    case ValueType::Name:
        return "a name of up to 64 letters, digits, dots, dashes and underscores that starts with "
               "a letter or digit and "
               "is none of add, add-many, config, verify, all";
    case ValueType::Bool:
        return "true or false";
    case ValueType::Whole:
        return describeRange(rule, "a whole number")
            + (rule.word.empty() ? "" : ", or " + std::string(rule.word));
    case ValueType::Number:
        return describeRange(rule, "a number");
    case ValueType::Choice:
        return (rule.choices.size() > 1 ? "one of " : "") + quotedChoices(rule.choices);
    case ValueType::Url:
        return "an address that starts with http:// or https://";
    case ValueType::ProxyUrl:
        return "an address that starts with http://, https:// or socks5://";
    case ValueType::ApiVersion:
        return "a date such as 2024-10-21 or 2025-04-01-preview, or v1 or preview";
    case ValueType::Address:
        return "loopback or an IP address";
    case ValueType::File:
        return "the path of a file or folder";
    case ValueType::Secret:
        return "a secret: ${VARIABLE}, file:/path, or a text";
    case ValueType::SecretFile:
        return "a secret: a file, ${VARIABLE}, or a text in PEM form";
    case ValueType::Digest:
        return "64 hexadecimal digits (SHA-256)";
    }
    return {};
}

std::string numberText(double number)
{
    if (number == std::floor(number) && std::abs(number) < 1e15) {
        return std::to_string(static_cast<std::int64_t>(number));
    }
    return writeJson(Node::real(number));
}

} // namespace penstock::config
