#pragma once

#include "theme/stylepart.h"

class QStyleOption;
class QStyleOptionButton;
class QStyleOptionToolButton;

/// Push buttons and tool buttons.
namespace penstock::theme
{

void paintButtonPanel(const StylePart &part, const QStyleOption &option);
void paintButtonLabel(const StylePart &part, const QStyleOptionButton &option);
void paintToolButtonPanel(const StylePart &part, const QStyleOption &option);
/// Icon and text side by side; anything else it leaves to the base style.
[[nodiscard]] bool paintToolButtonLabel(const StylePart &part,
                                        const QStyleOptionToolButton &option);
[[nodiscard]] QSize buttonSize(const QStyleOptionButton &option, const QStyle &style,
                               const QWidget *widget);
[[nodiscard]] QSize toolButtonSize(const QStyleOptionToolButton &option, const QSize &contents);

} // namespace penstock::theme
