#pragma once

#include "theme/stylepart.h"

class QStyleOption;

/// Check boxes, radio buttons and switches.
namespace penstock::theme
{

inline constexpr int indicatorSide = 16;
inline constexpr int switchWidth = 30;
inline constexpr int switchHeight = 18;

void paintCheckBox(const StylePart &part, const QStyleOption &option);
void paintRadioButton(const StylePart &part, const QStyleOption &option);
[[nodiscard]] bool isSwitch(const QWidget *widget);

} // namespace penstock::theme
