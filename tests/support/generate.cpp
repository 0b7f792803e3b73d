#include "support/generate.h"

#include <charconv>
#include <cstdlib>

namespace penstock::test
{

namespace
{

template<class Number>
Number environmentNumber(const char *name, Number fallback)
{
    const char *value = std::getenv(name);
    if (value == nullptr) {
        return fallback;
    }
    const std::string_view text = value;
    Number number = fallback;
    const auto parsed = std::from_chars(text.data(), text.data() + text.size(), number);
    return parsed.ec == std::errc() ? number : fallback;
}

} // namespace

std::uint64_t baseSeed()
{
    static const std::uint64_t fresh = SystemRandom().nextU64();
    return environmentNumber("PENSTOCK_TEST_SEED", fresh);
}

int rounds(int preferred)
{
    return environmentNumber("PENSTOCK_TEST_ROUNDS", preferred);
}

std::string randomText(RandomSource &random, std::string_view alphabet, std::size_t maxLength)
{
    std::string text(static_cast<std::size_t>(random.below(maxLength + 1)), '\0');
    for (char &character : text) {
        character = alphabet[static_cast<std::size_t>(random.below(alphabet.size()))];
    }
    return text;
}

std::string randomBytes(RandomSource &random, std::size_t maxLength)
{
    std::string bytes(static_cast<std::size_t>(random.below(maxLength + 1)), '\0');
    for (char &byte : bytes) {
        byte = static_cast<char>(static_cast<unsigned char>(random.below(256)));
    }
    return bytes;
}

} // namespace penstock::test
