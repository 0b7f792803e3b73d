#pragma once

#include "theme/stylepart.h"

class QSize;
class QStyleOption;
class QStyleOptionMenuItem;

/// Menus, their entries, and tool tips.
namespace penstock::theme
{

void paintMenuPanel(const StylePart &part, const QStyleOption &option);
void paintMenuItem(const StylePart &part, const QStyleOptionMenuItem &option);
void paintMenuBarItem(const StylePart &part, const QStyleOptionMenuItem &option);
void paintToolTip(const StylePart &part, const QStyleOption &option);
[[nodiscard]] QSize menuItemSize(const QStyleOptionMenuItem &option);

} // namespace penstock::theme
