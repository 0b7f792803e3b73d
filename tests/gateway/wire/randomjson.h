#pragma once

#include "support/generate.h"

#include <array>
#include <string>
#include <string_view>

namespace penstock::test
{

/// JSON as no sane writer would write it: odd blanks, escaped and repeated keys, big numbers, every
/// kind of escape, characters of one to four bytes.
class RandomJson final
{
public:
    explicit RandomJson(SeededRandom &random) : m_random(random) { }

    std::string body(int members)
    {
        std::string text = blanks() + '{';
        for (int i = 0; i < members; ++i) {
            text += (i > 0 ? "," : "") + blanks() + topKey() + blanks() + ':' + blanks() + value(0)
                + blanks();
        }
        return text + blanks() + '}' + blanks();
    }

    std::string value(int depth)
    {
        switch (m_random.below(depth > 5 ? 5 : 8)) {
        case 0:
            return "null";
        case 1:
            return pick(std::array<std::string_view, 2>{"true", "false"});
        case 2:
            return pick(std::array<std::string_view, 9>{"0", "-0", "-1", "1e5", "1.25E+3",
                                                        "123456789012345678901234567890", "0.1",
                                                        "-2.5e-7", "10"});
        case 3:
        case 4:
            return text();
        case 5:
            return list(depth);
        default:
            return map(depth);
        }
    }

    std::string text()
    {
        static constexpr std::array<std::string_view, 22> pieces{"a",
                                                                 "usage",
                                                                 "model",
                                                                 " ",
                                                                 "\\\"",
                                                                 "\\\\",
                                                                 "\\/",
                                                                 "\\n",
                                                                 "\\u0041",
                                                                 "\\u00e9",
                                                                 "\\u20AC",
                                                                 "\\ud83d\\ude00",
                                                                 "\\ud83d",
                                                                 "\\ude00",
                                                                 "\xC3\xA9",
                                                                 "\xE2\x82\xAC",
                                                                 "\xF0\x9F\x98\x80",
                                                                 "{",
                                                                 "}",
                                                                 ",",
                                                                 ":",
                                                                 "["};
        std::string result = "\"";
        for (std::uint64_t i = m_random.below(8); i > 0; --i) {
            result += pick(pieces);
        }
        return result + '"';
    }

    std::string blanks()
    {
        static constexpr std::array<std::string_view, 6> all{"", "", "", " ", "\n", "\t\r\n  "};
        return pick(all);
    }

private:
    template<std::size_t N>
    std::string pick(const std::array<std::string_view, N> &choices)
    {
        return std::string(choices.at(m_random.below(N)));
    }

    std::string topKey()
    {
        static constexpr std::array<std::string_view, 8> keys{
            "\"model\"",      "\"mod\\u0065l\"", "\"stream_options\"", "\"messages\"",
            "\"max_tokens\"", "\"\\u006dodel\"", "\"stream\"",         "\"input\""};
        return m_random.below(3) == 0 ? text() : pick(keys);
    }

    std::string innerKey()
    {
        static constexpr std::array<std::string_view, 5> keys{
            "\"include_usage\"", "\"content\"", "\"image_url\"", "\"url\"", "\"detail\""};
        return m_random.below(2) == 0 ? text() : pick(keys);
    }

    std::string list(int depth)
    {
        std::string result = "[" + blanks();
        const std::uint64_t size = m_random.below(4);
        for (std::uint64_t i = 0; i < size; ++i) {
            result += (i > 0 ? "," + blanks() : "") + value(depth + 1) + blanks();
        }
        return result + ']';
    }

    std::string map(int depth)
    {
        std::string result = "{" + blanks();
        const std::uint64_t size = m_random.below(4);
        for (std::uint64_t i = 0; i < size; ++i) {
            result += (i > 0 ? "," + blanks() : "") + innerKey() + blanks() + ':' + blanks()
                + value(depth + 1) + blanks();
        }
        return result + '}';
    }

    SeededRandom &m_random;
};

} // namespace penstock::test
