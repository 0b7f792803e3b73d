#pragma once

#include "theme/looks.h"

#include <QList>

class QBoxLayout;
class QLabel;
class QString;
class QWidget;

/// What several sections are put together from.
namespace penstock::gallery
{

[[nodiscard]] QLabel *makeLabel(const QString &text, theme::TypeRole role = theme::TypeRole::Body,
                                theme::TextTone tone = theme::TextTone::Normal);
/// Widgets side by side, at the left.
[[nodiscard]] QWidget *makeRow(const QList<QWidget *> &widgets);
/// Rows below each other.
[[nodiscard]] QWidget *makeColumn(const QList<QWidget *> &rows);
/// A caption above a widget.
[[nodiscard]] QWidget *makeCaptioned(const QString &caption, QWidget *widget);
/// Marks what gets the ring that the keyboard brings.
void addRing(QWidget *widget);
/// When the page is shown: before, a ring finds no place.
void showRings(QWidget &page);

} // namespace penstock::gallery
