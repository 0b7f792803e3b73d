#pragma once

#include <QStyle>

class QPainter;
class QWidget;

namespace penstock::theme
{

struct Tokens;

/// What the painting of every family of controls gets.
struct StylePart {
    QPainter &painter;
    const Tokens &tokens;
    const QStyle &style;
    const QWidget *widget = nullptr;
};

[[nodiscard]] inline bool has(QStyle::State state, QStyle::StateFlag flag)
{
    return (state & flag) != 0;
}

/// Whether the letter of the shortcut is underlined, as a flag for drawing text.
[[nodiscard]] inline int mnemonicFlag(const StylePart &part, const QStyleOption &option)
{
    const bool isShown
        = part.style.styleHint(QStyle::SH_UnderlineShortcut, &option, part.widget) != 0;
    return isShown ? Qt::TextShowMnemonic : Qt::TextHideMnemonic;
}

[[nodiscard]] inline bool isPointedAt(QStyle::State state)
{
    return has(state, QStyle::State_Enabled) && has(state, QStyle::State_MouseOver);
}

} // namespace penstock::theme
