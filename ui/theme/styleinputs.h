#pragma once

#include "theme/stylepart.h"

class QRect;
class QStyleOption;
class QStyleOptionComboBox;
class QStyleOptionSpinBox;

/// Line edits, combo boxes, spin boxes.
namespace penstock::theme
{

void paintLineEdit(const StylePart &part, const QStyleOption &option);
void paintComboBox(const StylePart &part, const QStyleOptionComboBox &option);
void paintSpinBox(const StylePart &part, const QStyleOptionSpinBox &option);

/// Where the text of a line edit goes, with or without a frame.
[[nodiscard]] QRect lineEditContents(const QStyleOption &option, const QRect &usual);
[[nodiscard]] QRect comboBoxPart(const QStyleOptionComboBox &option, QStyle::SubControl part);
[[nodiscard]] QRect spinBoxPart(const QStyleOptionSpinBox &option, QStyle::SubControl part);

} // namespace penstock::theme
