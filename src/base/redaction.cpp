#include "base/redaction.h"

#include "base/secretnames.h"
#include "base/text.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <utility>

// One walk from left to right. Each rule looks ahead only over what it then masks or passes by, or
// over a bounded stretch, which is what keeps the whole linear.
namespace penstock
{

namespace
{

constexpr std::size_t npos = std::string_view::npos;

bool isAlphaNumeric(char c)
{
    return (c >= '0' && c <= '9') || (toLower(c) >= 'a' && toLower(c) <= 'z');
}

bool isWord(char c)
{
    return isAlphaNumeric(c) || c == '-' || c == '_';
}

bool isQuote(char c)
{
    return c == '"' || c == '\'';
}

bool isLineEnd(char c)
{
    return c == '\n' || c == '\r';
}

bool isVariable(std::string_view name)
{
    return !name.empty() && std::all_of(name.begin(), name.end(), [](char c) {
        return isAlphaNumeric(c) || c == '_';
    });
}

// Nothing to hide, and worth reading when somebody looks for a mistake in a configuration.
bool isHarmless(std::string_view value)
{
    constexpr std::array<std::string_view, 5> words{"", "null", "true", "false", "~"};
    if (std::find(words.begin(), words.end(), value) != words.end()) {
        return true;
    }
    if (value.starts_with("${") && value.ends_with('}')) {
        return isVariable(value.substr(2, value.size() - 3));
    }
    return value.starts_with("env:") && isVariable(value.substr(4));
}

// What follows "Bearer" when people write about it.
bool isProse(std::string_view word)
{
    constexpr std::array<std::string_view, 11> words{
        "token", "tokens", "auth",   "authentication", "authorization", "scheme",
        "key",   "keys",   "header", "credential",     "credentials"};
    return std::any_of(words.begin(), words.end(),
                       [word](std::string_view one) { return equalsIgnoreCase(word, one); });
}

class PatternScanner final
{
public:
    explicit PatternScanner(std::string_view text) : m_text(text) { }

    std::string run();

private:
    [[nodiscard]] char at(std::size_t position) const
    {
        return position < m_text.size() ? m_text[position] : '\0';
    }
    template<class Predicate>
    [[nodiscard]] std::size_t skip(std::size_t position, Predicate belongs) const
    {
        while (position < m_text.size() && belongs(m_text[position])) {
            ++position;
        }
        return position;
    }
    [[nodiscard]] std::size_t skipBlanks(std::size_t position) const
    {
        return skip(position, [](char c) { return c == ' ' || c == '\t'; });
    }
    [[nodiscard]] std::size_t skipSpace(std::size_t position) const
    {
        return skip(position, [](char c) { return c == ' ' || c == '\t' || isLineEnd(c); });
    }
    [[nodiscard]] bool opensQuote(std::size_t position) const
    {
        return isQuote(at(skip(position, [](char c) { return c == '\\'; })));
    }
    [[nodiscard]] std::size_t wordEnd(std::size_t position) const { return skip(position, isWord); }
    [[nodiscard]] std::size_t keyEnd(std::size_t position) const;
    [[nodiscard]] std::size_t closingQuote(std::size_t position, std::size_t depth) const;
    [[nodiscard]] bool quoteStandsAt(std::size_t position) const;
    [[nodiscard]] bool startsLine(std::size_t position) const;
    [[nodiscard]] std::size_t valueEnd(SecretName kind, std::size_t name, std::size_t begin) const;
    [[nodiscard]] std::size_t headerEnd(std::size_t begin, char closing) const;

    void scanWord();
    void scanAuthority();
    bool maskNamed(std::size_t begin, std::size_t end);
    bool maskValue(SecretName kind, std::size_t name, std::size_t begin);
    bool maskQuoted(std::size_t begin);
    bool maskList(SecretName kind, std::size_t begin);
    bool maskBlock(std::size_t name, std::size_t begin);
    bool maskBearer(std::size_t end);
    bool maskKeyLike(std::size_t begin, std::size_t end);
    bool maskWebToken(std::size_t begin, std::size_t end);
    bool maskPrivateKey(std::size_t begin, std::size_t end);
    bool mask(std::size_t begin, std::size_t end);

    std::string_view m_text;
    std::string m_clean;
    std::size_t m_copied = 0; ///< up to here the text stands in m_clean
    std::size_t m_position = 0;
};

std::string PatternScanner::run()
{
    m_clean.reserve(m_text.size());
    while (m_position < m_text.size()) {
        if (isWord(m_text[m_position])) {
            scanWord();
        } else if (m_text.substr(m_position, 3) == "://") {
            scanAuthority();
        } else {
            ++m_position;
        }
    }
    m_clean += m_text.substr(m_copied);
    return std::move(m_clean);
}

// Where an unquoted key ends. What closes the thing around it must stay, or the text reads broken.
std::size_t PatternScanner::keyEnd(std::size_t position) const
{
    static constexpr std::string_view ends = " \t\r\n,;&\"'`<>\\)]}";
    return skip(position, [](char c) { return ends.find(c) == npos; });
}

bool PatternScanner::quoteStandsAt(std::size_t position) const
{
    return at(position) == '"'
        || (at(position) == '\\' && (at(position + 1) == '"' || at(position + 1) == '\\'));
}

bool PatternScanner::startsLine(std::size_t position) const
{
    constexpr std::string_view before = " \t-"; // also as an item of a list
    while (position > 0 && before.find(at(position - 1)) != npos) {
        --position;
    }
    return position == 0 || at(position - 1) == '\n';
}

// JSON inside JSON: at each level of quoting the backslashes before a quote double and one is
// added. An opening quote behind `depth` of them is closed by one that belongs to the same level,
// or to one further out, which ends a text that was cut off.
std::size_t PatternScanner::closingQuote(std::size_t position, std::size_t depth) const
{
    const char quote = at(position - 1);
    std::size_t backslashes = 0;
    for (; position < m_text.size() && at(position) != '\n'; ++position) {
        if (at(position) == quote && backslashes % (2 * (depth + 1)) <= depth) {
            const bool isDoubled = quote == '\'' && at(position + 1) == quote;
            if (!isDoubled) {
                return position - std::min(backslashes, depth);
            }
            ++position; // how YAML writes a quote inside such a text
        }
        backslashes = at(position) == '\\' ? backslashes + 1 : 0;
    }
    return position;
}

void PatternScanner::scanWord()
{
    const std::size_t begin = m_position;
    const std::size_t end = wordEnd(begin);
    const bool isHit = maskNamed(begin, end)
        || (equalsIgnoreCase(m_text.substr(begin, end - begin), "bearer") && maskBearer(end))
        || maskKeyLike(begin, end) || maskWebToken(begin, end) || maskPrivateKey(begin, end);
    if (!isHit) {
        m_position = end;
    }
}

void PatternScanner::scanAuthority()
{
    const std::size_t begin = m_position + 3;
    const std::size_t end
        = std::min(m_text.find_first_of("/?# \t\r\n\"'<>\\`", begin), m_text.size());
    const std::size_t user = m_text.substr(begin, end - begin).rfind('@');
    m_position = begin;
    if (user != npos && user > 0) {
        mask(begin, begin + user);
    }
}

bool PatternScanner::maskNamed(std::size_t begin, std::size_t end)
{
    const std::string_view name = m_text.substr(begin, end - begin);
    const char before = begin > 0 ? at(begin - 1) : '\0';
    if ((before == '?' || before == '&') && at(end) == '=' && isSecretParameter(name)) {
        return mask(end + 1, keyEnd(end + 1));
    }
    const SecretName kind = secretName(name);
    if (kind == SecretName::No) {
        return false;
    }
    std::size_t next = skip(end, [](char c) { return c == '\\'; });
    const bool isQuoted = isQuote(at(next));
    next = skipBlanks(isQuoted ? next + 1 : end);
    if ((kind == SecretName::QuotedKey && !isQuoted) || (at(next) != ':' && at(next) != '=')) {
        return false;
    }
    ++next;
    if (at(next) == '=' || at(next) == '>') {
        ++next;
    }
    next = skipBlanks(next);
    if (isQuoted) {
        const std::size_t below = skipSpace(next);
        next = at(below) == '"' ? below : next;
    }
    // Where names are quoted, phrases are as well: this one is a number or a broken document.
    const bool isBare = isQuoted && kind == SecretName::Phrase;
    return maskValue(isBare ? SecretName::Key : kind, begin, next);
}

std::size_t PatternScanner::headerEnd(std::size_t begin, char closing) const
{
    // Its parameters are quoted, as in: Digest username="x", response="y".
    const bool hasQuotes = startsWithIgnoreCase(m_text.substr(begin, 7), "digest ");
    std::size_t end = begin;
    while (end < m_text.size() && !isLineEnd(at(end)) && at(end) != closing
           && (hasQuotes || !quoteStandsAt(end))) {
        ++end;
    }
    return end;
}

std::size_t PatternScanner::valueEnd(SecretName kind, std::size_t name, std::size_t begin) const
{
    const char before = name > 0 ? at(name - 1) : '\0';
    const char closing = isQuote(before) ? before : '\0'; // as in: -H 'Authorization: x'
    if (kind == SecretName::Header) {
        return headerEnd(begin, closing);
    }
    if (kind != SecretName::Phrase) {
        return keyEnd(begin);
    }
    const bool isWholeLine = startsLine(name);
    std::size_t end = begin;
    while (end < m_text.size() && !isLineEnd(at(end)) && (closing == '\0' || at(end) != closing)
           && (isWholeLine || (at(end) != ' ' && at(end) != '&' && !quoteStandsAt(end)))) {
        ++end;
    }
    return end;
}

bool PatternScanner::maskValue(SecretName kind, std::size_t name, std::size_t begin)
{
    if (at(begin) == '[') {
        return maskList(kind, begin + 1);
    }
    if (opensQuote(begin)) {
        return maskQuoted(begin);
    }
    if (at(begin) == '{') {
        return false;
    }
    if (at(begin) == '$') {
        const std::size_t brace = keyEnd(begin);
        if (at(brace) == '}' && isHarmless(m_text.substr(begin, brace + 1 - begin))) {
            return mask(begin, brace + 1);
        }
    }
    if (maskBlock(name, begin)) {
        return true;
    }
    // What reads as a value may be the next name, whose own value must not be passed by.
    const std::size_t word = wordEnd(begin);
    const char separator = at(skipBlanks(word));
    if (separator == ':' && secretName(m_text.substr(begin, word - begin)) != SecretName::No) {
        return false;
    }
    // Or only the scheme that stands before it.
    const bool isScheme = equalsIgnoreCase(m_text.substr(begin, word - begin), "bearer")
        || equalsIgnoreCase(m_text.substr(begin, word - begin), "basic");
    const std::size_t start = isScheme ? skipBlanks(word) : begin;
    return mask(begin, std::max(valueEnd(kind, name, start), valueEnd(kind, name, begin)));
}

bool PatternScanner::maskQuoted(std::size_t begin)
{
    const std::size_t quote = skip(begin, [](char c) { return c == '\\'; });
    const std::size_t closing = closingQuote(quote + 1, quote - begin);
    const std::size_t after = skip(closing, [](char c) { return c == '\\'; });
    // A quoted name, which is not the value of the one before: that has none.
    const bool isName = isQuote(at(after)) && at(skipBlanks(after + 1)) == ':';
    return !isName && mask(quote + 1, closing);
}

// How some programs print headers: {"Authorization": ["Bearer x"]} or map[Api-Key:[x]].
bool PatternScanner::maskList(SecretName kind, std::size_t begin)
{
    std::size_t next = skipSpace(begin);
    if (!opensQuote(next)) {
        next = skipBlanks(begin);
        const std::size_t word = wordEnd(next);
        if (at(skipBlanks(word)) == ':') {
            return false;
        }
        return mask(next, kind == SecretName::Header ? headerEnd(next, ']') : keyEnd(next));
    }
    bool isHit = false;
    while (opensQuote(next) && maskQuoted(next)) {
        isHit = true;
        next = skip(m_position, [](char c) { return c == '\\'; });
        next = isQuote(at(next)) ? skipSpace(next + 1) : next;
        next = at(next) == ',' ? skipSpace(next + 1) : m_text.size();
    }
    return isHit;
}

// A text block of YAML: "client_secret: |" and everything below that is indented further.
bool PatternScanner::maskBlock(std::size_t name, std::size_t begin)
{
    static constexpr std::string_view indicators = "|>+-0123456789 \t\r";
    const std::size_t head = skip(begin, [](char c) { return indicators.find(c) != npos; });
    if ((at(begin) != '|' && at(begin) != '>') || at(head) != '\n') {
        return false;
    }
    const std::size_t above = m_text.substr(0, name).rfind('\n');
    const std::size_t line = above == npos ? 0 : above + 1;
    const std::size_t indent = skipBlanks(line) - line;
    const std::size_t content = skipSpace(head);
    std::size_t end = content;
    for (std::size_t next = head + 1; next < m_text.size(); next = end + 1) {
        const std::size_t first = skipBlanks(next);
        const std::size_t last = skip(next, [](char c) { return c != '\n'; });
        if (first < last && first - next <= indent) {
            break;
        }
        end = last;
    }
    return mask(content, std::max(content, end));
}

bool PatternScanner::maskBearer(std::size_t end)
{
    const std::size_t begin = skipBlanks(end);
    constexpr std::string_view alsoFirst = "-._~+/";
    if (begin == end || (!isAlphaNumeric(at(begin)) && alsoFirst.find(at(begin)) == npos)) {
        return false;
    }
    const std::size_t stop = keyEnd(begin);
    std::string_view word = m_text.substr(begin, stop - begin);
    // A challenge names its parameters here: Bearer realm="x".
    const bool isParameter = word.ends_with('=') && at(stop) == '"';
    while (word.ends_with('.') || word.ends_with(':')) {
        word.remove_suffix(1);
    }
    return !isParameter && !isProse(word) && mask(begin, stop);
}

bool PatternScanner::maskKeyLike(std::size_t begin, std::size_t end)
{
    constexpr std::size_t longEnough = 19;
    constexpr std::size_t longEnoughWithDigit = 9;
    const std::string_view word = m_text.substr(begin, end - begin);
    if (!word.starts_with("sk-") && !word.starts_with("pk-")) {
        return false;
    }
    const bool hasDigit = word.find_first_of("0123456789") != npos;
    return word.size() >= (hasDigit ? longEnoughWithDigit : longEnough) && mask(begin, end);
}

bool PatternScanner::maskWebToken(std::size_t begin, std::size_t end)
{
    constexpr std::size_t shortest = 10;
    const std::string_view word = m_text.substr(begin, end - begin);
    const std::size_t start = word.find("eyJ");
    if (start == npos) {
        return false;
    }
    const bool isEscaped = start == 2 && begin > 0 && at(begin - 1) == '%';
    if (start > 0 && !isEscaped && isAlphaNumeric(word[start - 1])) {
        return false;
    }
    std::size_t stop = skip(begin + start, [](char c) { return isWord(c) || c == '.'; });
    while (at(stop - 1) == '.') {
        --stop;
    }
    return stop - begin - start >= shortest && mask(begin + start, stop);
}

bool PatternScanner::maskPrivateKey(std::size_t begin, std::size_t end)
{
    constexpr std::string_view headEnd = "PRIVATE KEY-----";
    constexpr std::size_t longestHead = 64;
    if (!m_text.substr(begin, end - begin).ends_with("-----BEGIN")) {
        return false;
    }
    const std::size_t kind = m_text.substr(end, longestHead).find(headEnd);
    if (kind == npos) {
        return false;
    }
    const std::size_t body = end + kind + headEnd.size();
    return mask(body, std::min(m_text.find("-----END", body), m_text.size()));
}

// Always true, so that a rule may end in it: what is harmless has been dealt with as well.
bool PatternScanner::mask(std::size_t begin, std::size_t end)
{
    if (!isHarmless(m_text.substr(begin, end - begin))) {
        m_clean += m_text.substr(m_copied, begin - m_copied);
        m_clean += redactionMask;
        m_copied = end;
    }
    m_position = end;
    return true;
}

} // namespace

std::string redactedByPattern(std::string_view text)
{
    // What is masked no longer separates what stands around it, so that a rule may find more then.
    // A second walk nearly always finds nothing; the limit is against texts that are made to hurt.
    constexpr int mostWalks = 8;
    std::string clean = PatternScanner(text).run();
    for (int walk = 1; walk < mostWalks && clean != text; ++walk) {
        std::string again = PatternScanner(clean).run();
        if (again == clean) {
            break;
        }
        clean = std::move(again);
    }
    return clean;
}

} // namespace penstock
