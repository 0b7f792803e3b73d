#include "theme/styleinputs.h"

#include "theme/icon.h"
#include "theme/metrics.h"
#include "theme/paint.h"
#include "theme/tokens.h"

#include <QPainter>
#include <QStyleOption>

namespace penstock::theme
{

namespace
{

constexpr int textMargin = 9;
constexpr int comboArrowWidth = 28;
constexpr int comboArrowSide = 16;
constexpr int spinButtonsWidth = 24;
constexpr int spinArrowSide = 12;

void paintField(const StylePart &part, const QStyleOption &option)
{
    const Tokens &t = part.tokens;
    if (!has(option.state, QStyle::State_Enabled)) {
        paintBox(part.painter, option.rect, metrics::controlRadius, t.raised, t.hairline);
        return;
    }
    const bool isFocused = has(option.state, QStyle::State_HasFocus);
    QColor border = isFocused ? t.focus : t.controlBorder;
    if (!isFocused && isPointedAt(option.state)) {
        border = t.faint;
    }
    paintBox(part.painter, option.rect, metrics::controlRadius, t.card, border);
}

bool isFrameless(const QStyleOption &option)
{
    const auto *frame = qstyleoption_cast<const QStyleOptionFrame *>(&option);
    return frame != nullptr && frame->lineWidth <= 0;
}

QRect visual(const QStyleOption &option, const QRect &rect)
{
    return QStyle::visualRect(option.direction, option.rect, rect);
}

void paintSpinButton(const StylePart &part, const QStyleOptionSpinBox &option,
                     QStyle::SubControl which, Glyph glyph, bool isAble)
{
    const QRect rect = spinBoxPart(option, which);
    const bool isActive = (option.activeSubControls & which) != 0 && isAble;
    if (isActive && isPointedAt(option.state)) {
        const bool isDown = has(option.state, QStyle::State_Sunken);
        paintBox(part.painter, rect.adjusted(2, 1, -2, -1), metrics::space4,
                 isDown ? part.tokens.pressed : part.tokens.hover, QColor());
    }
    QRect arrow(0, 0, spinArrowSide, spinArrowSide);
    arrow.moveCenter(rect.center());
    paintGlyph(part.painter, arrow, glyph, isAble ? part.tokens.muted : part.tokens.disabledText);
}

} // namespace

void paintLineEdit(const StylePart &part, const QStyleOption &option)
{
    // Without a frame it stands in something that has drawn one.
    if (!isFrameless(option)) {
        paintField(part, option);
    }
}

void paintComboBox(const StylePart &part, const QStyleOptionComboBox &option)
{
    const Tokens &t = part.tokens;
    const bool isEnabled = has(option.state, QStyle::State_Enabled);
    if (option.editable || !isEnabled) {
        paintField(part, option);
    } else {
        const bool isOpen = has(option.state, QStyle::State_On);
        const QColor fill = isPointedAt(option.state) && !isOpen ? t.hover : t.card;
        paintBox(part.painter, option.rect, metrics::controlRadius, option.frame ? fill : QColor(),
                 option.frame ? t.controlBorder : QColor());
    }
    QRect arrow(0, 0, comboArrowSide, comboArrowSide);
    arrow.moveCenter(comboBoxPart(option, QStyle::SC_ComboBoxArrow).center());
    paintGlyph(part.painter, arrow, Glyph::ChevronDown, isEnabled ? t.muted : t.disabledText);
}

void paintSpinBox(const StylePart &part, const QStyleOptionSpinBox &option)
{
    if (option.frame) {
        paintField(part, option);
    }
    if (option.buttonSymbols == QAbstractSpinBox::NoButtons) {
        return;
    }
    const bool isEnabled = has(option.state, QStyle::State_Enabled);
    paintSpinButton(part, option, QStyle::SC_SpinBoxUp, Glyph::ChevronUp,
                    isEnabled && (option.stepEnabled & QAbstractSpinBox::StepUpEnabled) != 0);
    paintSpinButton(part, option, QStyle::SC_SpinBoxDown, Glyph::ChevronDown,
                    isEnabled && (option.stepEnabled & QAbstractSpinBox::StepDownEnabled) != 0);
}

QRect lineEditContents(const QStyleOption &option, const QRect &usual)
{
    // QLineEdit itself adds 2 on either side.
    return isFrameless(option) ? usual
                               : option.rect.adjusted(textMargin - 2, 1, -(textMargin - 2), -1);
}

QRect comboBoxPart(const QStyleOptionComboBox &option, QStyle::SubControl part)
{
    const QRect &all = option.rect;
    switch (part) {
    case QStyle::SC_ComboBoxArrow:
        return visual(
            option,
            QRect(all.right() + 1 - comboArrowWidth, all.top(), comboArrowWidth, all.height()));
    case QStyle::SC_ComboBoxEditField:
        return visual(
            option, all.adjusted(textMargin - (option.editable ? 2 : 1), 1, -comboArrowWidth, -1));
    default:
        return all;
    }
}

QRect spinBoxPart(const QStyleOptionSpinBox &option, QStyle::SubControl part)
{
    const QRect &all = option.rect;
    const bool hasButtons = option.buttonSymbols != QAbstractSpinBox::NoButtons;
    const int width = hasButtons ? spinButtonsWidth : 0;
    const int left = all.right() + 1 - width;
    const int half = all.height() / 2;
    switch (part) {
    case QStyle::SC_SpinBoxUp:
        return visual(option, QRect(left, all.top() + 1, width, half - 1));
    case QStyle::SC_SpinBoxDown:
        return visual(option, QRect(left, all.top() + half, width, half - 1));
    case QStyle::SC_SpinBoxEditField:
        return visual(option,
                      all.adjusted(textMargin - 2, 1, -std::max(width, textMargin - 2), -1));
    default:
        return all;
    }
}

} // namespace penstock::theme
