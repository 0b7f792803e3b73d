#pragma once

#include <cstdint>

namespace penstock::wire
{

/// Follows the grammar of one JSON number while it arrives.
class JsonNumberReader final
{
public:
    /// With the first byte, which is a digit or a minus.
    void begin(char byte)
    {
        m_part = byte == '-' ? Part::Sign : byte == '0' ? Part::Zero : Part::Whole;
    }

    /// False when the byte does not belong to the number, which has ended then.
    [[nodiscard]] bool take(char byte);
    /// Whether what came so far is a number.
    [[nodiscard]] bool isComplete() const
    {
        return m_part == Part::Zero || m_part == Part::Whole || m_part == Part::Fraction
            || m_part == Part::ExponentDigits;
    }

private:
    enum class Part : std::uint8_t {
        Sign,
        Zero,
        Whole,
        Point,
        Fraction,
        Exponent,
        ExponentSign,
        ExponentDigits
    };

    [[nodiscard]] bool takeDigit(char byte);

    Part m_part = Part::Sign;
};

} // namespace penstock::wire
