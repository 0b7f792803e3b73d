#pragma once

class QColor;

namespace penstock::theme
{

/// Relative luminance as WCAG 2 defines it: 0 for black, 1 for white.
[[nodiscard]] double luminance(const QColor &color);
/// Contrast ratio as WCAG 2 defines it: 1 to 21, whichever of both is lighter.
[[nodiscard]] double contrast(const QColor &one, const QColor &other);

} // namespace penstock::theme
