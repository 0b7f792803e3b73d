#pragma once

#include "theme/tone.h"
#include "theme/type.h"

class QAbstractButton;
class QCheckBox;
class QWidget;

/// What a widget says of itself for AppStyle to dress it, kept through every change of the theme.
namespace penstock::theme
{

enum class ButtonKind { Normal = 1, Primary, Flat, Danger };
enum class CheckKind { Box = 1, Switch };
enum class Surface { Window = 1, Rail, Card, Raised };
enum class TextTone { Normal = 1, Muted, Faint, Link, Good, Warning, Bad, Info, Config };

void setButtonKind(QAbstractButton &button, ButtonKind kind);
[[nodiscard]] ButtonKind buttonKind(const QWidget &button);

/// A switch is for what takes effect at once.
void setCheckKind(QCheckBox &box, CheckKind kind);
[[nodiscard]] CheckKind checkKind(const QWidget &box);

/// The font of a label or control.
void setTypeRole(QWidget &widget, TypeRole role);
/// The colour of its text.
void setTextTone(QWidget &widget, TextTone tone);
/// The ground; a Card that is a QFrame also gets the hairline and the corners.
void setSurface(QWidget &widget, Surface surface);
[[nodiscard]] TextTone textToneOf(Tone tone);

} // namespace penstock::theme
