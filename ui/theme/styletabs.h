#pragma once

#include "theme/stylepart.h"

class QRect;
class QSize;
class QStyleOptionTab;

/// Tabs as words in a row, the current one underlined.
namespace penstock::theme
{

inline constexpr int tabSpacing = 18;

void paintTabShape(const StylePart &part, const QStyleOptionTab &option);
void paintTabLabel(const StylePart &part, const QStyleOptionTab &option);
void paintTabBase(const StylePart &part, const QRect &rect);
/// Below the tabs: only the line that they stand on.
void paintTabPane(const StylePart &part, const QRect &rect);
[[nodiscard]] QSize tabSize(const QStyleOptionTab &option, const QSize &usual);
[[nodiscard]] QRect tabText(const QStyleOptionTab &option);

} // namespace penstock::theme
