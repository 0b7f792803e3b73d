#include "randomdocument.h"

#include <array>
#include <cstdint>
#include <string_view>

namespace penstock::test
{

namespace
{

constexpr auto trickyTexts = std::to_array<std::string_view>({
    "",
    " ",
    "x ",
    " x",
    "true",
    "True",
    "FALSE",
    "yes",
    "No",
    "on",
    "OFF",
    "y",
    "n",
    "null",
    "Null",
    "~",
    "0",
    "1",
    "-1",
    "+1",
    "1.0",
    ".5",
    "5.",
    "1e5",
    "1e999",
    "0x1F",
    "0o17",
    "017",
    "1_000",
    "2024-10-21",
    "2024-10-21T10:00:00Z",
    "12:30",
    "1:2:3",
    ".inf",
    "-.Inf",
    ".nan",
    "NaN",
    "<<",
    "=",
    "---",
    "...",
    "--- a",
    "- a",
    "-",
    "-a",
    "?",
    "? a",
    ":",
    ": ",
    ":a",
    "a: b",
    "a:b",
    "a:",
    "a #b",
    "a#b",
    "#x",
    "%x",
    "%YAML 1.2",
    "@x",
    "`x`",
    "!x",
    "!!str x",
    "&a",
    "*a",
    "|",
    ">",
    "|-",
    "[",
    "]",
    "{",
    "}",
    "[a]",
    "{a: b}",
    "a]",
    "a}",
    ",",
    "a, b",
    "'",
    "''",
    "it's",
    "'x'",
    "\"",
    "\"x\"",
    "\\",
    "\\n",
    "\\\\",
    "$",
    "$x",
    "a$",
    "/",
    "a/b",
    "C:\\x",
    "\x01",
    "\x04",
    "\x1B[0m",
    "\x7F",
    "\xC2\x85",
    "\xC2\xA0",
    "\xE2\x80\xA8",
    "\xE2\x80\xA9",
    "\xEF\xBB\xBF",
    "\xEF\xBF\xBD",
    "\xEF\xBF\xBE",
    "\xC3\xA9",
    "\xE6\x97\xA5\xE6\x9C\xAC",
    "\xF0\x9F\x98\x80",
    "\xF4\x8F\xBF\xBF",
    "a\nb",
    "\n",
    "a\n",
    "\na",
    "a\n\nb",
    "  a\n b\n",
    "a \n b",
    "\t",
    "a\tb",
    "\ta",
    "a\t",
    "\r",
    "a\r\nb",
    "a\rb",
    "- a\n- b\n",
    "a: 1\nb: 2",
    "# a\nb",
    "\n ",
    " \n",
});

bool isControl(char c)
{
    return static_cast<unsigned char>(c) < 0x20U || c == '\x7F';
}

std::string utf8Of(std::uint32_t point)
{
    const auto byte = [](std::uint32_t value) { return static_cast<char>(value); };
    if (point < 0x80U) {
        return {byte(point)};
    }
    if (point < 0x800U) {
        return {byte(0xC0U | (point >> 6U)), byte(0x80U | (point & 0x3FU))};
    }
    if (point < 0x10000U) {
        return {byte(0xE0U | (point >> 12U)), byte(0x80U | ((point >> 6U) & 0x3FU)),
                byte(0x80U | (point & 0x3FU))};
    }
    return {byte(0xF0U | (point >> 18U)), byte(0x80U | ((point >> 12U) & 0x3FU)),
            byte(0x80U | ((point >> 6U) & 0x3FU)), byte(0x80U | (point & 0x3FU))};
}

std::string randomCharacter(RandomSource &random)
{
    constexpr std::string_view marks = " :#-?,[]{}&*!|>'\"%@`\\/=<~$._\n\t";
    switch (random.below(6)) {
    case 0:
        return {marks[static_cast<std::size_t>(random.below(marks.size()))]};
    case 1:
        return utf8Of(static_cast<std::uint32_t>(random.below(0x100)));
    case 2:
        return utf8Of(static_cast<std::uint32_t>(random.below(0xD800)));
    case 3:
        return utf8Of(static_cast<std::uint32_t>(0x10000 + random.below(0x100000)));
    default:
        return {static_cast<char>('a' + random.below(26))};
    }
}

} // namespace

std::string randomText(RandomSource &random)
{
    if (random.below(2) == 0) {
        return std::string(pick(random, trickyTexts));
    }
    std::string text;
    const std::uint64_t length = random.below(50) == 0 ? 300 : random.below(8);
    for (std::uint64_t i = 0; i < length; ++i) {
        text += randomCharacter(random);
    }
    // Whether `${` is a variable is a matter of its own.
    std::erase(text, '{');
    return text;
}

std::string randomLine(RandomSource &random)
{
    std::string text = randomText(random);
    std::erase_if(text, isControl);
    return text.empty() ? "x" : text;
}

} // namespace penstock::test
