#pragma once

#include "theme/stylepart.h"

class QRect;
class QSize;
class QStyleOptionGroupBox;

/// Group boxes: a title, and below it a frame like that of a card.
namespace penstock::theme
{

void paintGroupBox(const StylePart &part, const QStyleOptionGroupBox &option);
[[nodiscard]] QRect groupBoxPart(const QStyleOptionGroupBox &option, QStyle::SubControl part);
[[nodiscard]] QSize groupBoxSize(const QStyleOptionGroupBox &option, const QSize &contents);

} // namespace penstock::theme
