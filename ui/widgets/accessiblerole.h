#pragma once

#include <QAccessible>

class QWidget;

namespace penstock::widgets
{

/// What a painted widget is to a screen reader; its name is QWidget::accessibleName(). Without this
/// a widget that Qt does not know is just a client area. To be called first in a constructor, as Qt
/// keeps what it finds.
void setAccessibleRole(QWidget &widget, QAccessible::Role role);
/// QWidget::setAccessibleName() tells screen readers of a new name even when it is the old one.
void setAccessibleName(QWidget &widget, const QString &name);

} // namespace penstock::widgets
