#pragma once

#include "base/secretstring.h"

#include <QStringView>

#include <vector>

namespace penstock::widgets
{

/// The characters of a SecretLine, its cursor and its selection. All of it stands in one piece of
/// memory that is never moved, and is overwritten when it goes. There is no history.
class SecretBuffer final
{
public:
    /// Longer than any key; what comes beyond is refused.
    static constexpr int capacity = 4096;

    SecretBuffer();
    ~SecretBuffer();
    SecretBuffer(const SecretBuffer &) = delete;
    SecretBuffer &operator=(const SecretBuffer &) = delete;

    [[nodiscard]] int length() const { return static_cast<int>(m_text.size()); }
    [[nodiscard]] int cursor() const { return m_cursor; }
    [[nodiscard]] int selectionStart() const;
    [[nodiscard]] int selectionLength() const;
    /// The characters, valid until the next change. Do not keep them.
    [[nodiscard]] QStringView reveal() const;

    enum class Move { Cursor = 1, Selection };
    /// Beyond the ends means to the ends. Move::Selection leaves the other end of the selection.
    void moveTo(int position, Move move);
    void selectAll();

    /// In place of the selection. Control characters, such as the line end that comes along with a
    /// pasted key, are left out. False, and nothing changes, when it does not fit.
    bool insert(QStringView text);
    void eraseSelection();
    void eraseBefore();
    void eraseAfter();

    /// As UTF-8.
    [[nodiscard]] SecretString copy() const;
    /// The same; the buffer is empty and overwritten afterwards.
    [[nodiscard]] SecretString take();
    void wipe();

private:
    void erase(int from, int count);

    std::vector<char16_t> m_text;
    int m_cursor = 0;
    int m_anchor = 0;
};

} // namespace penstock::widgets
