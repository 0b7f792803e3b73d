#include "wire/percent.h"

#include <charconv>

namespace penstock::wire
{

std::string percentDecoded(std::string_view text)
{
    std::string decoded;
    for (std::size_t i = 0; i < text.size(); ++i) {
        unsigned value = 0;
        if (text[i] == '%' && i + 2 < text.size()) {
            const char *const begin = text.data() + i + 1;
            const auto [end, problem] = std::from_chars(begin, begin + 2, value, 16);
            if (problem == std::errc() && end == begin + 2) {
                decoded += static_cast<char>(value);
                i += 2;
                continue;
            }
        }
        decoded += text[i];
    }
    return decoded;
}

std::string percentEncoded(std::string_view text)
{
    constexpr std::string_view plain = "-._~";
    constexpr std::string_view hexDigits = "0123456789ABCDEF";
    std::string encoded;
    for (const char c : text) {
        const bool isPlain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z')
            || (c >= '0' && c <= '9') || plain.find(c) != std::string_view::npos;
        if (isPlain) {
            encoded += c;
        } else {
            const auto byte = static_cast<unsigned char>(c);
            encoded += '%';
            encoded += hexDigits[byte >> 4U];
            encoded += hexDigits[byte & 0xFU];
        }
    }
    return encoded;
}

} // namespace penstock::wire
