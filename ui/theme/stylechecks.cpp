#include "theme/stylechecks.h"

#include "theme/icon.h"
#include "theme/looks.h"
#include "theme/metrics.h"
#include "theme/paint.h"
#include "theme/tokens.h"

#include <QPainter>
#include <QStyleOption>
#include <QWidget>

namespace penstock::theme
{

namespace
{

bool isSet(const QStyleOption &option)
{
    return has(option.state, QStyle::State_On) || has(option.state, QStyle::State_NoChange);
}

/// The outline tells where the control is, so it is stronger than the border of a button.
QColor outline(const QStyleOption &option, const Tokens &t)
{
    if (!has(option.state, QStyle::State_Enabled)) {
        return t.controlBorder;
    }
    return isPointedAt(option.state) ? t.muted : t.faint;
}

QColor fillWhenSet(const QStyleOption &option, const Tokens &t)
{
    if (!has(option.state, QStyle::State_Enabled)) {
        return t.disabledText;
    }
    return isPointedAt(option.state) ? t.primaryHover : t.primary;
}

QColor markWhenSet(const QStyleOption &option, const Tokens &t)
{
    return has(option.state, QStyle::State_Enabled) ? t.onPrimary : t.card;
}

void paintSwitch(const StylePart &part, const QStyleOption &option)
{
    const Tokens &t = part.tokens;
    QRect track(0, 0, switchWidth, switchHeight);
    track.moveCenter(option.rect.center());
    const bool isOn = has(option.state, QStyle::State_On);
    constexpr int margin = 3;
    constexpr int side = switchHeight - 2 * margin;
    const bool isKnobRight = isOn == (option.direction == Qt::LeftToRight);
    const QRect knob(isKnobRight ? track.right() + 1 - margin - side : track.left() + margin,
                     track.top() + margin, side, side);
    if (isOn) {
        paintPill(part.painter, track, fillWhenSet(option, t));
        paintPill(part.painter, knob, markWhenSet(option, t));
    } else {
        paintBox(part.painter, track, switchHeight / 2.0, t.card, outline(option, t));
        paintPill(part.painter, knob, outline(option, t));
    }
}

} // namespace

bool isSwitch(const QWidget *widget)
{
    return widget != nullptr && checkKind(*widget) == CheckKind::Switch;
}

void paintCheckBox(const StylePart &part, const QStyleOption &option)
{
    if (isSwitch(part.widget)) {
        paintSwitch(part, option);
        return;
    }
    const Tokens &t = part.tokens;
    QRect box(0, 0, indicatorSide, indicatorSide);
    box.moveCenter(option.rect.center());
    if (!isSet(option)) {
        paintBox(part.painter, box, metrics::space4, t.card, outline(option, t));
        return;
    }
    paintBox(part.painter, box, metrics::space4, fillWhenSet(option, t), QColor());
    const bool isPartly = has(option.state, QStyle::State_NoChange);
    paintGlyph(part.painter, box.adjusted(2, 2, -2, -2), isPartly ? Glyph::Minus : Glyph::Check,
               markWhenSet(option, t));
}

void paintRadioButton(const StylePart &part, const QStyleOption &option)
{
    const Tokens &t = part.tokens;
    QRect circle(0, 0, indicatorSide, indicatorSide);
    circle.moveCenter(option.rect.center());
    if (!isSet(option)) {
        paintBox(part.painter, circle, indicatorSide / 2.0, t.card, outline(option, t));
        return;
    }
    paintPill(part.painter, circle, fillWhenSet(option, t));
    paintPill(part.painter, circle.adjusted(5, 5, -5, -5), markWhenSet(option, t));
}

} // namespace penstock::theme
