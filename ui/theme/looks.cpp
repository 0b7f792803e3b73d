#include "theme/looks.h"

#include "theme/lookproperties.h"

#include <QAbstractButton>
#include <QCheckBox>
#include <QCoreApplication>
#include <QEvent>
#include <QStyle>

namespace penstock::theme
{

namespace
{

void say(QWidget &widget, const char *property, int value)
{
    widget.setProperty(property, value);
    widget.style()->polish(&widget);
    // Or its old size hint would be kept.
    QEvent event(QEvent::StyleChange);
    QCoreApplication::sendEvent(&widget, &event);
    widget.updateGeometry();
    widget.update();
}

} // namespace

void setButtonKind(QAbstractButton &button, ButtonKind kind)
{
    say(button, properties::buttonKind, static_cast<int>(kind));
}

ButtonKind buttonKind(const QWidget &button)
{
    const int kind = button.property(properties::buttonKind).toInt();
    return kind == 0 ? ButtonKind::Normal : static_cast<ButtonKind>(kind);
}

void setCheckKind(QCheckBox &box, CheckKind kind)
{
    say(box, properties::checkKind, static_cast<int>(kind));
}

CheckKind checkKind(const QWidget &box)
{
    const int kind = box.property(properties::checkKind).toInt();
    return kind == 0 ? CheckKind::Box : static_cast<CheckKind>(kind);
}

void setTypeRole(QWidget &widget, TypeRole role)
{
    say(widget, properties::typeRole, static_cast<int>(role));
}

void setTextTone(QWidget &widget, TextTone tone)
{
    say(widget, properties::textTone, static_cast<int>(tone));
}

void setSurface(QWidget &widget, Surface surface)
{
    say(widget, properties::surface, static_cast<int>(surface));
}

TextTone textToneOf(Tone tone)
{
    switch (tone) {
    case Tone::Good:
        return TextTone::Good;
    case Tone::Warning:
        return TextTone::Warning;
    case Tone::Bad:
        return TextTone::Bad;
    case Tone::Info:
        return TextTone::Info;
    case Tone::Config:
        return TextTone::Config;
    case Tone::Neutral:
        break;
    }
    return TextTone::Muted;
}

} // namespace penstock::theme
