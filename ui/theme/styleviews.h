#pragma once

#include "theme/stylepart.h"

class QSize;
class QStyleOption;
class QStyleOptionFrame;
class QStyleOptionHeader;
class QStyleOptionViewItem;

/// Tables, trees, lists, their headers, and the frames around them.
namespace penstock::theme
{

/// The hairline under a row.
void paintRow(const StylePart &part, const QStyleOptionViewItem &option);
/// Selection, pointer and keyboard focus of one cell.
void paintCell(const StylePart &part, const QStyleOptionViewItem &option);
void paintCellFocus(const StylePart &part, const QStyleOption &option);
void paintHeaderSection(const StylePart &part, const QStyleOptionHeader &option);
void paintHeaderLabel(const StylePart &part, const QStyleOptionHeader &option);
void paintFrame(const StylePart &part, const QStyleOption &option);
/// A frame that is no box but a line.
[[nodiscard]] bool paintLineFrame(const StylePart &part, const QStyleOptionFrame &option);
[[nodiscard]] QSize headerSize(const QStyleOptionHeader &option);

} // namespace penstock::theme
