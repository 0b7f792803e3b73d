#pragma once

class QPalette;

namespace penstock::theme
{

struct Tokens;

/// Every role of every group is set: what a palette leaves out, Qt takes from the desktop.
[[nodiscard]] QPalette paletteFor(const Tokens &tokens);
/// For editable text, whose selected characters need a stronger ground than a selected row.
[[nodiscard]] QPalette editPaletteFor(const Tokens &tokens);

} // namespace penstock::theme
