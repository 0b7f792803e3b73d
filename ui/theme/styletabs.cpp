#include "theme/styletabs.h"

#include "theme/metrics.h"
#include "theme/paint.h"
#include "theme/tokens.h"

#include <QPainter>
#include <QStyleOption>
#include <QTabBar>

namespace penstock::theme
{

namespace
{

constexpr int tabHeight = 34;
constexpr int underline = 2;
constexpr int iconGap = 6;

int iconPart(const QStyleOptionTab &option)
{
    return option.icon.isNull() ? 0 : option.iconSize.width() + iconGap;
}

} // namespace

void paintTabShape(const StylePart &part, const QStyleOptionTab &option)
{
    if (!has(option.state, QStyle::State_Selected)) {
        return;
    }
    QRect line = tabText(option);
    line.setTop(option.rect.bottom() + 1 - underline);
    line.setHeight(underline);
    part.painter.fillRect(line,
                          has(option.state, QStyle::State_Enabled) ? part.tokens.accent
                                                                   : part.tokens.disabledText);
}

void paintTabLabel(const StylePart &part, const QStyleOptionTab &option)
{
    const Tokens &t = part.tokens;
    const bool isEnabled = has(option.state, QStyle::State_Enabled);
    const bool isCurrent = has(option.state, QStyle::State_Selected);
    QColor color = isCurrent || isPointedAt(option.state) ? t.text : t.muted;
    if (!isEnabled) {
        color = t.disabledText;
    }
    QRect place = tabText(option);
    if (has(option.state, QStyle::State_HasFocus)
        && has(option.state, QStyle::State_KeyboardFocusChange)) {
        paintFocusRing(part.painter, place.adjusted(-6, 4, 6, -4), metrics::space4, t.focus);
    }
    if (!option.icon.isNull()) {
        QRect icon(QPoint(), option.iconSize);
        icon.moveCenter(QPoint(place.left() + option.iconSize.width() / 2, place.center().y()));
        option.icon.paint(&part.painter, QStyle::visualRect(option.direction, place, icon),
                          Qt::AlignCenter, isEnabled ? QIcon::Normal : QIcon::Disabled);
        place = QStyle::visualRect(option.direction, place,
                                   place.adjusted(iconPart(option), 0, 0, 0));
    }
    part.painter.setPen(color);
    part.painter.drawText(place, Qt::AlignCenter | mnemonicFlag(part, option), option.text);
}

void paintTabBase(const StylePart &part, const QRect &rect)
{
    paintBottomLine(part.painter, rect, part.tokens.hairline);
}

void paintTabPane(const StylePart &part, const QRect &rect)
{
    part.painter.fillRect(QRect(rect.left(), rect.top(), rect.width(), metrics::hairline),
                          part.tokens.hairline);
}

QSize tabSize(const QStyleOptionTab &option, const QSize &usual)
{
    const int text = option.fontMetrics.size(Qt::TextShowMnemonic, option.text).width();
    const int height = std::max(tabHeight, option.fontMetrics.height() + metrics::space16);
    // What Qt counts beside icon and text is a close button and the like.
    const int buttons = option.leftButtonSize.width() + option.rightButtonSize.width();
    const int width = iconPart(option) + text + std::max(0, buttons) + tabSpacing;
    return {option.shape == QTabBar::RoundedNorth ? width : usual.width(), height};
}

QRect tabText(const QStyleOptionTab &option)
{
    // The first word stands flush with what is below, so all space is after the words.
    return QStyle::visualRect(option.direction, option.rect,
                              option.rect.adjusted(0, 0, -tabSpacing, 0));
}

} // namespace penstock::theme
