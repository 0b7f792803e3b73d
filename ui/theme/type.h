#pragma once

#include <QFont>

namespace penstock::theme
{

enum class TypeRole {
    Display = 1, ///< the figure on a tile
    Title, ///< of a page
    Heading, ///< of a card
    Body,
    Strong, ///< body, semibold: names in a table
    Action, ///< on buttons
    Label, ///< of fields and columns, in the navigation
    Caption,
    Mono, ///< numbers, models, addresses, keys
    MonoStrong,
};

/// The font of a role, in points, relative to `base`, which is that of Body: a person's larger text
/// enlarges all of them. Digits of every role are of one width, so that live figures do not dance;
/// see resources/README.md for how.
[[nodiscard]] QFont fontFor(TypeRole role, const QFont &base);
/// Relative to the application's font.
[[nodiscard]] QFont fontFor(TypeRole role);

} // namespace penstock::theme
