#include "http/requestids.h"

#include <string_view>

namespace penstock::http
{

namespace
{

void addHex(std::string &text, std::uint64_t number, int digits)
{
    constexpr std::string_view hexDigits = "0123456789abcdef";
    for (int shift = (digits - 1) * 4; shift >= 0; shift -= 4) {
        text += hexDigits[(number >> static_cast<unsigned>(shift)) & 0xFU];
    }
}

} // namespace

std::string RequestIds::next()
{
    std::string id = "req_";
    addHex(id, m_prefix, 16);
    addHex(id, ++m_count, 8);
    return id;
}

} // namespace penstock::http
