#pragma once

class QWidget;

namespace penstock::theme
{

struct Tokens;

/// The dynamic properties behind looks.h.
namespace properties
{

inline constexpr const char *buttonKind = "_penstock_buttonKind";
inline constexpr const char *checkKind = "_penstock_checkKind";
inline constexpr const char *typeRole = "_penstock_typeRole";
inline constexpr const char *textTone = "_penstock_textTone";
inline constexpr const char *surface = "_penstock_surface";

} // namespace properties

/// What the properties of a widget ask for, in these colours and the application's font.
void applyLooks(QWidget &widget, const Tokens &tokens);

} // namespace penstock::theme
