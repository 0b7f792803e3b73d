#include "base/secretstring.h"

#include <cstddef>
#include <utility>

namespace penstock
{

namespace
{

// A plain memset of memory that nobody reads afterwards may be removed by the optimiser.
void wipeText(std::string &text) noexcept
{
    // What a longer text left behind its end counts as well. Never allocates: the room is there.
    text.resize(text.capacity());
    volatile char *byte = text.data();
    for (std::size_t i = 0; i < text.size(); ++i) {
        byte[i] = 0;
    }
    text.clear();
}

bool isUtf8Continuation(char byte)
{
    return (static_cast<unsigned char>(byte) & 0xC0U) == 0x80U;
}

constexpr std::size_t shownCharacters = 4;
// Four of twelve would already be a third of the secret.
constexpr std::size_t leastLengthForHint = 16;

} // namespace

SecretString::SecretString(std::string &&text) noexcept : m_text(std::move(text))
{
    // Short texts live inside the string object itself: moving copies them and leaves the original.
    wipeText(text);
}

SecretString SecretString::copyOf(std::string_view text)
{
    SecretString copy;
    copy.m_text.reserve(text.size());
    copy.m_text.assign(text);
    return copy;
}

SecretString::SecretString(SecretString &&other) noexcept : m_text(std::move(other.m_text))
{
    other.wipe();
}

SecretString &SecretString::operator=(SecretString &&other) noexcept
{
    if (this != &other) {
        wipe();
        m_text = std::move(other.m_text);
        other.wipe();
    }
    return *this;
}

SecretString::~SecretString()
{
    wipe();
}

std::string SecretString::hint() const
{
    constexpr std::string_view dots = "\xE2\x80\xA6";
    if (m_text.size() < leastLengthForHint) {
        return std::string(dots);
    }
    std::size_t start = m_text.size() - shownCharacters;
    while (start < m_text.size() && isUtf8Continuation(m_text[start])) {
        ++start;
    }
    return std::string(dots).append(m_text, start);
}

bool SecretString::matches(std::string_view candidate) const
{
    // A key that nobody has set must not let everybody in who sends none.
    unsigned difference = m_text.size() == candidate.size() && !m_text.empty() ? 0U : 1U;
    for (std::size_t i = 0; i < candidate.size(); ++i) {
        const char own = m_text.empty() ? '\0' : m_text[i % m_text.size()];
        difference |= static_cast<unsigned>(static_cast<unsigned char>(own ^ candidate[i]));
    }
    return difference == 0;
}

void SecretString::wipe() noexcept
{
    wipeText(m_text);
}

} // namespace penstock
