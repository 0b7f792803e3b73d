#include "wire/jsonnumber.h"

namespace penstock::wire
{

bool JsonNumberReader::take(char byte)
{
    if (byte >= '0' && byte <= '9') {
        return takeDigit(byte);
    }
    const bool isWhole = m_part == Part::Zero || m_part == Part::Whole;
    if (byte == '.' && isWhole) {
        m_part = Part::Point;
        return true;
    }
    if ((byte == 'e' || byte == 'E') && (isWhole || m_part == Part::Fraction)) {
        m_part = Part::Exponent;
        return true;
    }
    if ((byte == '+' || byte == '-') && m_part == Part::Exponent) {
        m_part = Part::ExponentSign;
        return true;
    }
    return false;
}

bool JsonNumberReader::takeDigit(char byte)
{
    switch (m_part) {
    case Part::Sign:
        m_part = byte == '0' ? Part::Zero : Part::Whole;
        return true;
    case Part::Zero:
        return false; // a number has no leading zero
    case Part::Whole:
    case Part::Fraction:
    case Part::ExponentDigits:
        return true;
    case Part::Point:
        m_part = Part::Fraction;
        return true;
    case Part::Exponent:
    case Part::ExponentSign:
        m_part = Part::ExponentDigits;
        return true;
    }
    return false;
}

} // namespace penstock::wire
