#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace penstock::wire
{

/// Reads the inside of one JSON text while it arrives: counts its decoded bytes, and keeps the
/// beginning of them where somebody wants it.
class JsonTextReader final
{
public:
    enum class Capture { No = 1, Yes };
    enum class Progress { More = 1, Ended, Broken };

    static constexpr std::size_t mostCaptured = 4096;

    /// To be called behind the opening quote.
    void begin(Capture capture);
    /// Takes bytes from `at` on and moves it: behind the closing quote, to the end, or onto the
    /// byte that must not be there.
    Progress feed(std::string_view bytes, std::size_t &at);

    [[nodiscard]] std::uint64_t decodedBytes() const { return m_decodedBytes; }
    [[nodiscard]] const std::string &captured() const { return m_captured; }
    [[nodiscard]] bool isCut() const { return m_isCut; }
    /// Why it is broken.
    [[nodiscard]] std::string_view problem() const { return m_problem; }

private:
    enum class State { Plain, Escape, Unicode };

    void takeRun(std::string_view run);
    [[nodiscard]] bool takeEscape(char byte);
    [[nodiscard]] bool takeUnicodeDigit(char byte);
    void takeUnicode();
    void addDecoded(char32_t character);
    Progress broken(std::string_view problem);

    State m_state = State::Plain;
    bool m_isCapturing = false;
    bool m_isCut = false;
    std::uint32_t m_unicode = 0;
    std::uint32_t m_highSurrogate = 0; ///< the half of a pair that came just before
    int m_unicodeDigits = 0;
    std::uint64_t m_decodedBytes = 0;
    std::string m_captured;
    std::string_view m_problem;
};

} // namespace penstock::wire
