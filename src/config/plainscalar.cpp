#include "config/plainscalar.h"

#include <charconv>
#include <cmath>
#include <cstdint>

namespace penstock::config
{

namespace
{

bool isOneOf(std::string_view text, std::initializer_list<std::string_view> words)
{
    for (const std::string_view word : words) {
        if (text == word) {
            return true;
        }
    }
    return false;
}

bool isDecimalNumber(std::string_view text)
{
    std::size_t i = !text.empty() && (text[0] == '-' || text[0] == '+') ? 1 : 0;
    std::size_t digits = 0;
    bool hasDot = false;
    for (; i < text.size(); ++i) {
        if (text[i] >= '0' && text[i] <= '9') {
            ++digits;
        } else if (text[i] == '.' && !hasDot) {
            hasDot = true;
        } else {
            break;
        }
    }
    if (digits == 0) {
        return false;
    }
    if (i == text.size()) {
        return true;
    }
    if (text[i] != 'e' && text[i] != 'E') {
        return false;
    }
    ++i;
    if (i < text.size() && (text[i] == '-' || text[i] == '+')) {
        ++i;
    }
    return i < text.size() && text.find_first_not_of("0123456789", i) == std::string_view::npos;
}

} // namespace

std::optional<Node> parseNumber(std::string_view text)
{
    if (!isDecimalNumber(text)) {
        return std::nullopt;
    }
    const std::string_view digits = text[0] == '+' ? text.substr(1) : text;
    const char *end = digits.data() + digits.size();
    std::int64_t whole = 0;
    if (const auto parsed = std::from_chars(digits.data(), end, whole);
        parsed.ec == std::errc() && parsed.ptr == end) {
        return Node::whole(whole);
    }
    double real = 0;
    const auto parsed = std::from_chars(digits.data(), end, real);
    if (parsed.ec != std::errc() || parsed.ptr != end || !std::isfinite(real)) {
        return std::nullopt;
    }
    return Node::real(real);
}

Node resolvePlain(std::string_view text)
{
    Node node;
    if (isOneOf(text, {"", "~", "null", "Null", "NULL"})) {
        return node;
    }
    if (isOneOf(text, {"true", "True", "TRUE"})) {
        node = Node::boolean(true);
    } else if (isOneOf(text, {"false", "False", "FALSE"})) {
        node = Node::boolean(false);
    } else if (auto number = parseNumber(text)) {
        node = std::move(*number);
    } else {
        return Node::text(std::string(text));
    }
    node.written = text;
    return node;
}

} // namespace penstock::config
