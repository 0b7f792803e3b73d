#include "theme/lookproperties.h"

#include "theme/looks.h"
#include "theme/tokens.h"

#include <QFrame>
#include <QVariant>

namespace penstock::theme
{

namespace
{

QColor textColor(TextTone tone, const Tokens &tokens)
{
    switch (tone) {
    case TextTone::Normal:
        break;
    case TextTone::Muted:
        return tokens.muted;
    case TextTone::Faint:
        return tokens.faint;
    case TextTone::Link:
        return tokens.link;
    case TextTone::Good:
        return tokens.good.text;
    case TextTone::Warning:
        return tokens.warning.text;
    case TextTone::Bad:
        return tokens.bad.text;
    case TextTone::Info:
        return tokens.info.text;
    case TextTone::Config:
        return tokens.config.text;
    }
    return tokens.text;
}

QColor groundColor(Surface surface, const Tokens &tokens)
{
    switch (surface) {
    case Surface::Window:
        break;
    case Surface::Rail:
        return tokens.rail;
    case Surface::Card:
        return tokens.card;
    case Surface::Raised:
        return tokens.raised;
    }
    return tokens.window;
}

void addTextTone(QPalette &palette, TextTone tone, const Tokens &tokens)
{
    const QColor color = textColor(tone, tokens);
    for (const auto group : {QPalette::Active, QPalette::Inactive}) {
        palette.setColor(group, QPalette::WindowText, color);
        palette.setColor(group, QPalette::Text, color);
        palette.setColor(group, QPalette::ButtonText, color);
    }
}

void addSurface(QPalette &palette, QWidget &widget, Surface surface, const Tokens &tokens)
{
    palette.setColor(QPalette::Window, groundColor(surface, tokens));
    // A card with corners is painted by the style; filling the whole rectangle would square them.
    auto *frame = surface == Surface::Card ? qobject_cast<QFrame *>(&widget) : nullptr;
    widget.setAutoFillBackground(frame == nullptr);
    if (frame != nullptr) {
        frame->setFrameStyle(QFrame::StyledPanel);
    }
}

} // namespace

void applyLooks(QWidget &widget, const Tokens &tokens)
{
    if (const int role = widget.property(properties::typeRole).toInt(); role != 0) {
        widget.setFont(fontFor(static_cast<TypeRole>(role)));
    }
    const int tone = widget.property(properties::textTone).toInt();
    const int surface = widget.property(properties::surface).toInt();
    if (tone == 0 && surface == 0) {
        return;
    }
    // Only what is asked for is set in it; all else goes on coming from the parent.
    QPalette palette;
    if (tone != 0) {
        addTextTone(palette, static_cast<TextTone>(tone), tokens);
    }
    if (surface != 0) {
        addSurface(palette, widget, static_cast<Surface>(surface), tokens);
    }
    widget.setPalette(palette);
}

} // namespace penstock::theme
