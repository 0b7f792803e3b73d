#pragma once

/// Lengths in device-independent pixels.
namespace penstock::theme::metrics
{

inline constexpr int space4 = 4;
inline constexpr int space8 = 8;
inline constexpr int space12 = 12;
inline constexpr int space16 = 16;
inline constexpr int space24 = 24;

inline constexpr int pageMargin = space24;
inline constexpr int cardPadding = space16;
inline constexpr int cardRadius = 8;
inline constexpr int controlRadius = 6;
inline constexpr int controlHeight = 30;
inline constexpr int rowHeight = 34;
inline constexpr int headerHeight = 52;
inline constexpr int railWidth = 196;
inline constexpr int statusBarHeight = 30;
inline constexpr int badgeHeight = 22;

inline constexpr int icon = 16;
inline constexpr int iconSmall = 14; ///< in badges and the status bar
inline constexpr int iconLarge = 32; ///< on empty pages

inline constexpr int hairline = 1;
inline constexpr int focusRing = 2;
inline constexpr int focusGap = 1; ///< between the control and its ring

} // namespace penstock::theme::metrics
