#pragma once

#include "theme/stylepart.h"

class QRect;
class QStyleOptionProgressBar;
class QStyleOptionSlider;

/// Scroll bars, sliders, progress bars, splitters.
namespace penstock::theme
{

inline constexpr int scrollBarExtent = 10;
inline constexpr int shortestThumb = 28;
inline constexpr int sliderHandle = 16;
inline constexpr int splitterWidth = 7;

void paintScrollBar(const StylePart &part, const QStyleOptionSlider &option);
/// Without arrows: the groove is all of it.
[[nodiscard]] QRect scrollBarPart(const QStyleOptionSlider &option, QStyle::SubControl part);
void paintSlider(const StylePart &part, const QStyleOptionSlider &option);
[[nodiscard]] QRect sliderPart(const QStyleOptionSlider &option, QStyle::SubControl part);
void paintProgress(const StylePart &part, const QStyleOptionProgressBar &option);
void paintSplitter(const StylePart &part, const QRect &rect, bool isHorizontal);

} // namespace penstock::theme
