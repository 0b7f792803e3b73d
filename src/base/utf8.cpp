#include "base/utf8.h"

#include <cstdint>
#include <cstring>

namespace penstock
{

namespace
{

struct Form {
    std::size_t length = 0;
    // Only the second byte has a range of its own: it keeps out overlong forms and surrogates.
    unsigned char secondLow = 0x80;
    unsigned char secondHigh = 0xBF;
};

Form formOf(unsigned char lead)
{
    if (lead < 0x80) {
        return {1};
    }
    if (lead < 0xC2 || lead > 0xF4) {
        return {0};
    }
    if (lead < 0xE0) {
        return {2};
    }
    switch (lead) {
    case 0xE0:
        return {3, 0xA0, 0xBF};
    case 0xED:
        return {3, 0x80, 0x9F};
    case 0xF0:
        return {4, 0x90, 0xBF};
    case 0xF4:
        return {4, 0x80, 0x8F};
    default:
        return {lead < 0xF0 ? std::size_t{3} : std::size_t{4}};
    }
}

// How many bytes at the start could still become one character; at least 1.
std::size_t wellFormedPrefix(std::string_view text, const Form &form)
{
    std::size_t length = 1;
    while (length < form.length && length < text.size()) {
        const auto byte = static_cast<unsigned char>(text[length]);
        const unsigned char low = length == 1 ? form.secondLow : 0x80;
        const unsigned char high = length == 1 ? form.secondHigh : 0xBF;
        if (byte < low || byte > high) {
            break;
        }
        ++length;
    }
    return length;
}

// Eight bytes at a time: most texts are nothing else.
std::size_t asciiPrefix(std::string_view text)
{
    constexpr std::uint64_t highBits = 0x8080808080808080U;
    std::size_t length = 0;
    std::uint64_t word = 0;
    for (; length + sizeof word <= text.size(); length += sizeof word) {
        std::memcpy(&word, text.data() + length, sizeof word);
        if ((word & highBits) != 0) {
            break;
        }
    }
    return length;
}

constexpr std::string_view replacement = "\xEF\xBF\xBD";

} // namespace

std::size_t utf8CharacterLength(std::string_view text)
{
    if (text.empty()) {
        return 0;
    }
    const Form form = formOf(static_cast<unsigned char>(text.front()));
    return wellFormedPrefix(text, form) == form.length ? form.length : 0;
}

std::optional<std::size_t> firstInvalidUtf8(std::string_view text)
{
    std::size_t position = asciiPrefix(text);
    while (position < text.size()) {
        const std::size_t length = utf8CharacterLength(text.substr(position));
        if (length == 0) {
            return position;
        }
        position += length;
    }
    return std::nullopt;
}

bool isUtf8(std::string_view text)
{
    return !firstInvalidUtf8(text);
}

std::string sanitizedUtf8(std::string_view text)
{
    std::string clean;
    clean.reserve(text.size());
    while (const auto bad = firstInvalidUtf8(text)) {
        clean += text.substr(0, *bad);
        clean += replacement;
        text.remove_prefix(*bad);
        const Form form = formOf(static_cast<unsigned char>(text.front()));
        text.remove_prefix(wellFormedPrefix(text, form));
    }
    clean += text;
    return clean;
}

} // namespace penstock
