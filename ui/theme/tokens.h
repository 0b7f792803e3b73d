#pragma once

#include "theme/scheme.h"
#include "theme/tone.h"

#include <QColor>

#include <array>

namespace penstock::theme
{

/// The colours of one tone. `mark` is for icons, bars and lines; `text` is the same hue, readable
/// as words on `ground` and on every surface.
struct ToneColors {
    QColor mark;
    QColor text;
    QColor ground;
};

/// Every colour of the console, by role. Nothing outside this folder writes a colour as a number.
struct Tokens {
    Scheme scheme = Scheme::Light;

    // Surfaces, and the lines between them.
    QColor window;
    QColor rail; ///< navigation, header and status bar
    QColor card;
    QColor raised; ///< on a card: cells, tracks, hovered rows
    QColor hairline;
    QColor controlBorder;

    QColor text;
    QColor muted;
    QColor faint; ///< beside something readable, never the only copy of a fact
    QColor disabledText;
    QColor link;

    QColor accent; ///< icons, underlines, bars; for words take `link`
    QColor selection; ///< the ground of what is selected; text keeps its colour on it
    QColor textSelection; ///< the ground of selected characters
    QColor focus;
    QColor primary; ///< the fill of the button that matters most
    QColor primaryHover;
    QColor primaryPressed;
    QColor onPrimary;
    QColor hover; ///< the fill of a flat control under the pointer
    QColor pressed;

    std::array<QColor, 8> series;

    ToneColors good;
    ToneColors warning;
    ToneColors bad;
    ToneColors info;
    ToneColors config;
    ToneColors neutral;

    [[nodiscard]] const ToneColors &of(Tone tone) const;
};

/// The same two sets for the whole run of the program.
[[nodiscard]] const Tokens &tokensFor(Scheme scheme);

} // namespace penstock::theme
