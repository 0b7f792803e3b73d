#include "theme/palette.h"

#include "theme/tokens.h"

#include <QPalette>

namespace penstock::theme
{

namespace
{

constexpr std::array groups{QPalette::Active, QPalette::Inactive, QPalette::Disabled};

void setSurfaces(QPalette &palette, QPalette::ColorGroup group, const Tokens &t)
{
    palette.setColor(group, QPalette::Window, t.window);
    palette.setColor(group, QPalette::Base, group == QPalette::Disabled ? t.raised : t.card);
    palette.setColor(group, QPalette::AlternateBase, t.raised);
    palette.setColor(group, QPalette::Button, t.card);
    palette.setColor(group, QPalette::ToolTipBase, t.raised);
    // Fusion mixes its bevels from these; what it still draws itself is to be flat.
    palette.setColor(group, QPalette::Light, t.raised);
    palette.setColor(group, QPalette::Midlight, t.raised);
    palette.setColor(group, QPalette::Mid, t.hairline);
    palette.setColor(group, QPalette::Dark, t.controlBorder);
    palette.setColor(group, QPalette::Shadow, t.controlBorder);
    palette.setColor(group, QPalette::Highlight, t.selection);
}

void setTexts(QPalette &palette, QPalette::ColorGroup group, const Tokens &t)
{
    const bool isDisabled = group == QPalette::Disabled;
    const QColor text = isDisabled ? t.disabledText : t.text;
    palette.setColor(group, QPalette::WindowText, text);
    palette.setColor(group, QPalette::Text, text);
    palette.setColor(group, QPalette::ButtonText, text);
    palette.setColor(group, QPalette::HighlightedText, text);
    palette.setColor(group, QPalette::ToolTipText, text);
    palette.setColor(group, QPalette::BrightText, isDisabled ? t.disabledText : t.onPrimary);
    palette.setColor(group, QPalette::PlaceholderText, isDisabled ? t.disabledText : t.muted);
    palette.setColor(group, QPalette::Link, isDisabled ? t.disabledText : t.link);
    palette.setColor(group, QPalette::LinkVisited, isDisabled ? t.disabledText : t.link);
#if QT_VERSION >= QT_VERSION_CHECK(6, 6, 0)
    palette.setColor(group, QPalette::Accent, isDisabled ? t.disabledText : t.accent);
#endif
}

} // namespace

QPalette paletteFor(const Tokens &tokens)
{
    QPalette palette;
    for (const QPalette::ColorGroup group : groups) {
        setSurfaces(palette, group, tokens);
        setTexts(palette, group, tokens);
    }
    return palette;
}

QPalette editPaletteFor(const Tokens &tokens)
{
    QPalette palette = paletteFor(tokens);
    for (const QPalette::ColorGroup group : groups) {
        palette.setColor(group, QPalette::Highlight, tokens.textSelection);
    }
    return palette;
}

} // namespace penstock::theme
