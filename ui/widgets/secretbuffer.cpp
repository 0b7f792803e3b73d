#include "widgets/secretbuffer.h"

#include <QChar>
#include <QStringEncoder>

#include <algorithm>
#include <string>

namespace penstock::widgets
{

SecretBuffer::SecretBuffer()
{
    m_text.reserve(capacity);
}

SecretBuffer::~SecretBuffer()
{
    wipe();
}

int SecretBuffer::selectionStart() const
{
    return std::min(m_cursor, m_anchor);
}

int SecretBuffer::selectionLength() const
{
    return std::abs(m_cursor - m_anchor);
}

QStringView SecretBuffer::reveal() const
{
    return {m_text.data(), length()};
}

void SecretBuffer::moveTo(int position, Move move)
{
    m_cursor = std::clamp(position, 0, length());
    if (move == Move::Cursor) {
        m_anchor = m_cursor;
    }
}

void SecretBuffer::selectAll()
{
    m_anchor = 0;
    m_cursor = length();
}

bool SecretBuffer::insert(QStringView text)
{
    const auto isWanted
        = [](QChar character) { return character.category() != QChar::Other_Control; };
    const auto wanted = std::count_if(text.begin(), text.end(), isWanted);
    if (length() - selectionLength() + wanted > capacity) {
        return false;
    }
    eraseSelection();
    for (const QChar character : text) {
        if (isWanted(character)) {
            m_text.insert(m_text.begin() + m_cursor, character.unicode());
            ++m_cursor;
        }
    }
    m_anchor = m_cursor;
    return true;
}

void SecretBuffer::eraseSelection()
{
    erase(selectionStart(), selectionLength());
}

void SecretBuffer::eraseBefore()
{
    if (selectionLength() > 0) {
        eraseSelection();
    } else if (m_cursor > 0) {
        erase(m_cursor - 1, 1);
    }
}

void SecretBuffer::eraseAfter()
{
    if (selectionLength() > 0) {
        eraseSelection();
    } else if (m_cursor < length()) {
        erase(m_cursor, 1);
    }
}

void SecretBuffer::erase(int from, int count)
{
    // What moves down leaves its old place as it was; that tail is overwritten before it is given
    // up.
    std::move(m_text.begin() + from + count, m_text.end(), m_text.begin() + from);
    volatile char16_t *tail = m_text.data() + length() - count;
    for (int i = 0; i < count; ++i) {
        tail[i] = 0;
    }
    m_text.resize(m_text.size() - static_cast<std::size_t>(count));
    m_cursor = from;
    m_anchor = from;
}

SecretString SecretBuffer::copy() const
{
    std::string utf8;
    QStringEncoder encoder(QStringEncoder::Utf8);
    // Room for the worst case, so that it is not moved while it grows.
    utf8.resize(static_cast<std::size_t>(encoder.requiredSpace(length())));
    const char *end = encoder.appendToBuffer(utf8.data(), reveal());
    utf8.resize(static_cast<std::size_t>(end - utf8.data()));
    return SecretString(std::move(utf8));
}

SecretString SecretBuffer::take()
{
    SecretString secret = copy();
    wipe();
    return secret;
}

void SecretBuffer::wipe()
{
    erase(0, length());
}

} // namespace penstock::widgets
