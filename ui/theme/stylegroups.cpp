#include "theme/stylegroups.h"

#include "theme/metrics.h"
#include "theme/paint.h"
#include "theme/stylechecks.h"
#include "theme/tokens.h"
#include "theme/type.h"

#include <QPainter>
#include <QStyleOption>

namespace penstock::theme
{

namespace
{

constexpr int titleGap = 6;

bool isCheckable(const QStyleOptionGroupBox &option)
{
    return (option.subControls & QStyle::SC_GroupBoxCheckBox) != 0;
}

/// Not the widget's font: the children of the box would inherit a change of that.
QFont titleFont()
{
    return fontFor(TypeRole::Strong);
}

int titleHeight(const QStyleOptionGroupBox &option)
{
    if (option.text.isEmpty() && !isCheckable(option)) {
        return 0;
    }
    return std::max(QFontMetrics(titleFont()).height(), indicatorSide);
}

int checkWidth(const QStyleOptionGroupBox &option)
{
    return isCheckable(option) ? indicatorSide + metrics::space8 : 0;
}

QRect frameOf(const QStyleOptionGroupBox &option)
{
    const int title = titleHeight(option);
    return option.rect.adjusted(0, title > 0 ? title + titleGap : 0, 0, 0);
}

} // namespace

void paintGroupBox(const StylePart &part, const QStyleOptionGroupBox &option)
{
    const Tokens &t = part.tokens;
    paintBox(part.painter, frameOf(option), metrics::cardRadius, QColor(), t.hairline);
    if (isCheckable(option)) {
        QStyleOption box;
        box.state = option.state;
        box.direction = option.direction;
        box.rect = groupBoxPart(option, QStyle::SC_GroupBoxCheckBox);
        paintCheckBox(part, box);
    }
    part.painter.setFont(titleFont());
    part.painter.setPen(has(option.state, QStyle::State_Enabled) ? t.text : t.disabledText);
    part.painter.drawText(groupBoxPart(option, QStyle::SC_GroupBoxLabel),
                          Qt::AlignVCenter | mnemonicFlag(part, option), option.text);
}

QRect groupBoxPart(const QStyleOptionGroupBox &option, QStyle::SubControl part)
{
    const QRect title(option.rect.left(), option.rect.top(), option.rect.width(),
                      titleHeight(option));
    QRect rect;
    switch (part) {
    case QStyle::SC_GroupBoxFrame:
        return frameOf(option);
    case QStyle::SC_GroupBoxContents:
        return frameOf(option).adjusted(1, 1, -1, -1);
    case QStyle::SC_GroupBoxCheckBox:
        rect = QRect(title.left(), title.top() + (title.height() - indicatorSide) / 2,
                     indicatorSide, indicatorSide);
        break;
    case QStyle::SC_GroupBoxLabel:
        rect = title.adjusted(checkWidth(option), 0, 0, 0);
        rect.setWidth(QFontMetrics(titleFont()).size(Qt::TextShowMnemonic, option.text).width()
                      + 1);
        break;
    default:
        return option.rect;
    }
    return QStyle::visualRect(option.direction, option.rect, rect);
}

QSize groupBoxSize(const QStyleOptionGroupBox &option, const QSize &contents)
{
    const int title = titleHeight(option);
    return {contents.width() + 2, contents.height() + 2 + (title > 0 ? title + titleGap : 0)};
}

} // namespace penstock::theme
