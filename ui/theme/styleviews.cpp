#include "theme/styleviews.h"

#include "theme/icon.h"
#include "theme/lookproperties.h"
#include "theme/looks.h"
#include "theme/metrics.h"
#include "theme/paint.h"
#include "theme/tokens.h"

#include <QAbstractScrollArea>
#include <QPainter>
#include <QStyleOption>
#include <QTableView>
#include <QTreeView>
#include <QVariant>

namespace penstock::theme
{

namespace
{

constexpr int headerPadding = 10;
constexpr int headerHeight = 36;
constexpr int sortArrowSide = 12;

bool isCard(const QWidget *widget)
{
    return widget != nullptr
        && widget->property(properties::surface).toInt() == static_cast<int>(Surface::Card);
}

QColor frameColor(QStyle::State state, const Tokens &t)
{
    if (!has(state, QStyle::State_Enabled)) {
        return t.hairline;
    }
    return has(state, QStyle::State_HasFocus) ? t.focus : t.controlBorder;
}

/// The edge of the card ends the table.
bool isLastRow(const QTableView &table, const QRect &row)
{
    return table.model() != nullptr
        && table.rowAt(row.center().y()) == table.model()->rowCount(table.rootIndex()) - 1;
}

bool isSorted(const QStyleOptionHeader &option)
{
    return option.sortIndicator != QStyleOptionHeader::None;
}

} // namespace

void paintRow(const StylePart &part, const QStyleOptionViewItem &option)
{
    const bool isTree = qobject_cast<const QTreeView *>(part.widget) != nullptr;
    if (isTree && has(option.state, QStyle::State_Selected)) {
        // The cell does not reach under the branches.
        part.painter.fillRect(option.rect, part.tokens.selection);
    }
    const auto *const table = qobject_cast<const QTableView *>(part.widget);
    if (isTree || (table != nullptr && !isLastRow(*table, option.rect))) {
        paintBottomLine(part.painter, option.rect, part.tokens.hairline);
    }
}

void paintCell(const StylePart &part, const QStyleOptionViewItem &option)
{
    if (option.backgroundBrush.style() != Qt::NoBrush) {
        part.painter.fillRect(option.rect, option.backgroundBrush);
    }
    // The line under the row stays visible.
    const QRect ground = option.rect.adjusted(0, 0, 0, -metrics::hairline);
    if (has(option.state, QStyle::State_Selected)) {
        part.painter.fillRect(ground, part.tokens.selection);
    } else if (isPointedAt(option.state)) {
        part.painter.fillRect(ground, part.tokens.raised);
    }
}

void paintCellFocus(const StylePart &part, const QStyleOption &option)
{
    const bool isDroppedDown
        = part.widget != nullptr && part.widget->window()->windowType() == Qt::Popup;
    if (has(option.state, QStyle::State_KeyboardFocusChange) && !isDroppedDown) {
        paintFocusRing(part.painter, option.rect.adjusted(1, 1, -1, -2), metrics::space4,
                       part.tokens.focus);
    }
}

void paintHeaderSection(const StylePart &part, const QStyleOptionHeader &option)
{
    part.painter.fillRect(option.rect, part.tokens.card);
    if (option.orientation == Qt::Horizontal) {
        paintBottomLine(part.painter, option.rect, part.tokens.hairline);
    }
}

void paintHeaderLabel(const StylePart &part, const QStyleOptionHeader &option)
{
    const QRect area = option.rect.adjusted(headerPadding, 0, -headerPadding, 0);
    const int arrow = isSorted(option) ? sortArrowSide + metrics::space4 : 0;
    const QColor color
        = has(option.state, QStyle::State_Enabled) ? part.tokens.muted : part.tokens.disabledText;
    const QString text = option.fontMetrics.elidedText(option.text, Qt::ElideRight,
                                                       std::max(0, area.width() - arrow));
    const int width = option.fontMetrics.horizontalAdvance(text) + 1;
    const QRect label = QStyle::alignedRect(option.direction, option.textAlignment,
                                            QSize(width + arrow, area.height()), area);
    part.painter.setPen(isSorted(option) ? part.tokens.text : color);
    part.painter.drawText(
        QStyle::visualRect(option.direction, label,
                           QRect(label.left(), label.top(), width, label.height())),
        Qt::AlignCenter, text);
    if (arrow > 0) {
        const QRect place(label.right() + 1 - sortArrowSide, label.top(), sortArrowSide,
                          label.height());
        // Qt's arrow down says: growing downwards.
        const bool isAscending = option.sortIndicator == QStyleOptionHeader::SortDown;
        paintGlyph(part.painter, QStyle::visualRect(option.direction, label, place),
                   isAscending ? Glyph::ArrowUp : Glyph::ArrowDown, part.tokens.text);
    }
}

void paintFrame(const StylePart &part, const QStyleOption &option)
{
    if (isCard(part.widget)) {
        paintCard(part.painter, option.rect, part.tokens);
        return;
    }
    if (part.widget != nullptr && part.widget->isWindow()) {
        // A list that drops down fills its window; round corners would need a translucent one.
        part.painter.fillRect(option.rect, option.palette.color(QPalette::Base));
        paintBox(part.painter, option.rect, 0.5, QColor(), part.tokens.controlBorder);
        return;
    }
    const bool isArea = qobject_cast<const QAbstractScrollArea *>(part.widget) != nullptr;
    paintBox(part.painter, option.rect, metrics::controlRadius,
             isArea ? option.palette.color(QPalette::Base) : QColor(),
             frameColor(option.state, part.tokens));
}

bool paintLineFrame(const StylePart &part, const QStyleOptionFrame &option)
{
    QRect line = option.rect;
    switch (option.frameShape) {
    case QFrame::HLine:
        line.setTop(line.center().y());
        line.setHeight(metrics::hairline);
        break;
    case QFrame::VLine:
        line.setLeft(line.center().x());
        line.setWidth(metrics::hairline);
        break;
    default:
        return false;
    }
    part.painter.fillRect(line, part.tokens.hairline);
    return true;
}

QSize headerSize(const QStyleOptionHeader &option)
{
    const int arrow = isSorted(option) ? sortArrowSide + metrics::space4 : 0;
    const int text = option.fontMetrics.horizontalAdvance(option.text);
    return {text + arrow + 2 * headerPadding + 1,
            std::max(headerHeight, option.fontMetrics.height() + metrics::space12)};
}

} // namespace penstock::theme
