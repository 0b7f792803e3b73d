#include "theme/stylemenus.h"

#include "theme/icon.h"
#include "theme/metrics.h"
#include "theme/paint.h"
#include "theme/tokens.h"

#include <QPainter>
#include <QStyleOption>

namespace penstock::theme
{

namespace
{

constexpr int itemHeight = 28;
constexpr int sidePadding = 8;
constexpr int iconGap = 8;
constexpr int shortcutGap = 24;
constexpr int arrowSide = 14;

bool isSeparator(const QStyleOptionMenuItem &option)
{
    return option.menuItemType == QStyleOptionMenuItem::Separator;
}

bool isSubMenu(const QStyleOptionMenuItem &option)
{
    return option.menuItemType == QStyleOptionMenuItem::SubMenu;
}

/// One column for icons and check marks, as soon as one entry of the menu has either.
int leadingWidth(const QStyleOptionMenuItem &option)
{
    return option.maxIconWidth > 0 || option.menuHasCheckableItems ? metrics::icon + iconGap : 0;
}

QString words(const QStyleOptionMenuItem &option)
{
    return option.text.section(QLatin1Char('\t'), 0, 0);
}

QString shortcut(const QStyleOptionMenuItem &option)
{
    return option.text.section(QLatin1Char('\t'), 1);
}

void paintLeading(const StylePart &part, const QStyleOptionMenuItem &option, const QRect &place)
{
    const bool isEnabled = has(option.state, QStyle::State_Enabled);
    const QColor color = isEnabled ? part.tokens.text : part.tokens.disabledText;
    if (option.checkType != QStyleOptionMenuItem::NotCheckable && option.checked) {
        const bool isOneOfMany = option.checkType == QStyleOptionMenuItem::Exclusive;
        paintGlyph(part.painter, place, isOneOfMany ? Glyph::CircleDot : Glyph::Check, color);
    } else if (!option.icon.isNull()) {
        option.icon.paint(&part.painter, place, Qt::AlignCenter,
                          isEnabled ? QIcon::Normal : QIcon::Disabled);
    }
}

} // namespace

void paintMenuPanel(const StylePart &part, const QStyleOption &option)
{
    paintBox(part.painter, option.rect, metrics::cardRadius, part.tokens.card,
             part.tokens.controlBorder);
}

void paintMenuItem(const StylePart &part, const QStyleOptionMenuItem &option)
{
    const Tokens &t = part.tokens;
    const auto visual = [&option](const QRect &rect) {
        return QStyle::visualRect(option.direction, option.rect, rect);
    };
    if (isSeparator(option)) {
        const QRect line(option.rect.left() + sidePadding, option.rect.center().y(),
                         option.rect.width() - 2 * sidePadding, metrics::hairline);
        part.painter.fillRect(line, t.hairline);
        return;
    }
    const bool isEnabled = has(option.state, QStyle::State_Enabled);
    if (isEnabled && has(option.state, QStyle::State_Selected)) {
        paintBox(part.painter, option.rect, metrics::space4, t.selection, QColor());
    }
    QRect row = option.rect.adjusted(sidePadding, 0, -sidePadding, 0);
    if (leadingWidth(option) > 0) {
        QRect place(row.left(), 0, metrics::icon, metrics::icon);
        place.moveTop(row.top() + (row.height() - metrics::icon) / 2);
        paintLeading(part, option, visual(place));
        row.setLeft(row.left() + leadingWidth(option));
    }
    const int flags = Qt::AlignVCenter | Qt::TextSingleLine | mnemonicFlag(part, option);
    const bool isMirrored = option.direction == Qt::RightToLeft;
    part.painter.setFont(option.font);
    part.painter.setPen(isEnabled ? t.text : t.disabledText);
    part.painter.drawText(visual(row), flags | (isMirrored ? Qt::AlignRight : Qt::AlignLeft),
                          words(option));
    if (isSubMenu(option)) {
        const QRect arrow(row.right() + 1 - arrowSide, row.top(), arrowSide, row.height());
        paintGlyph(part.painter, visual(arrow),
                   isMirrored ? Glyph::ChevronLeft : Glyph::ChevronRight,
                   isEnabled ? t.muted : t.disabledText);
    } else if (!shortcut(option).isEmpty()) {
        part.painter.setPen(isEnabled ? t.muted : t.disabledText);
        part.painter.drawText(visual(row), flags | (isMirrored ? Qt::AlignLeft : Qt::AlignRight),
                              shortcut(option));
    }
}

void paintMenuBarItem(const StylePart &part, const QStyleOptionMenuItem &option)
{
    const Tokens &t = part.tokens;
    if (has(option.state, QStyle::State_Selected)) {
        paintBox(part.painter, option.rect.adjusted(0, 2, 0, -2), metrics::space4, t.hover,
                 QColor());
    }
    part.painter.setPen(has(option.state, QStyle::State_Enabled) ? t.text : t.disabledText);
    part.painter.drawText(option.rect, Qt::AlignCenter | mnemonicFlag(part, option), option.text);
}

void paintToolTip(const StylePart &part, const QStyleOption &option)
{
    part.painter.fillRect(option.rect, part.tokens.raised);
    paintBox(part.painter, option.rect, 0.5, QColor(), part.tokens.controlBorder);
}

QSize menuItemSize(const QStyleOptionMenuItem &option)
{
    if (isSeparator(option)) {
        return {2 * sidePadding, 2 * metrics::space4 + metrics::hairline};
    }
    const QFontMetrics font(option.font);
    int width = 2 * sidePadding + leadingWidth(option);
    width += font.size(Qt::TextShowMnemonic | Qt::TextSingleLine, words(option)).width();
    // Qt adds the widest shortcut of the menu itself.
    width += isSubMenu(option) ? arrowSide + iconGap : 0;
    width += option.reservedShortcutWidth > 0 ? shortcutGap : 0;
    return {width, std::max(itemHeight, font.height() + metrics::space8)};
}

} // namespace penstock::theme
