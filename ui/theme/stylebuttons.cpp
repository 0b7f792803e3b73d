#include "theme/stylebuttons.h"

#include "theme/icon.h"
#include "theme/lookproperties.h"
#include "theme/looks.h"
#include "theme/metrics.h"
#include "theme/paint.h"
#include "theme/tokens.h"

#include <QPainter>
#include <QStyleOption>
#include <QVariant>
#include <QWidget>

namespace penstock::theme
{

namespace
{

constexpr int sidePadding = 13;
constexpr int iconGap = 6;
constexpr int arrowSide = 14;

struct Colors {
    QColor fill;
    QColor border;
    QColor text;
};

ButtonKind kindOf(const QStyleOption &option, const QWidget *widget)
{
    const ButtonKind said = widget == nullptr ? ButtonKind::Normal : buttonKind(*widget);
    const auto *button = qstyleoption_cast<const QStyleOptionButton *>(&option);
    if (said != ButtonKind::Normal || button == nullptr) {
        return said;
    }
    if ((button->features & QStyleOptionButton::DefaultButton) != 0) {
        return ButtonKind::Primary;
    }
    return (button->features & QStyleOptionButton::Flat) != 0 ? ButtonKind::Flat
                                                              : ButtonKind::Normal;
}

ButtonKind toolKindOf(const QStyleOption &option, const QWidget *widget)
{
    const ButtonKind said = kindOf(option, widget);
    const bool isFlat = has(option.state, QStyle::State_AutoRaise);
    return said == ButtonKind::Normal && isFlat ? ButtonKind::Flat : said;
}

Colors primaryColors(QStyle::State state, const Tokens &t)
{
    if (has(state, QStyle::State_Sunken)) {
        return {t.primaryPressed, {}, t.onPrimary};
    }
    return {isPointedAt(state) ? t.primaryHover : t.primary, {}, t.onPrimary};
}

QColor flatFill(QStyle::State state, const Tokens &t)
{
    if (has(state, QStyle::State_On)) {
        return t.selection;
    }
    if (has(state, QStyle::State_Sunken)) {
        return t.pressed;
    }
    return isPointedAt(state) ? t.hover : QColor();
}

Colors normalColors(QStyle::State state, const Tokens &t)
{
    const QColor fill = flatFill(state, t);
    return {fill.isValid() ? fill : t.card, t.controlBorder, t.text};
}

Colors colorsOf(ButtonKind kind, QStyle::State state, const Tokens &t)
{
    if (!has(state, QStyle::State_Enabled)) {
        return kind == ButtonKind::Flat ? Colors{{}, {}, t.disabledText}
                                        : Colors{t.raised, t.hairline, t.disabledText};
    }
    switch (kind) {
    case ButtonKind::Primary:
        return primaryColors(state, t);
    case ButtonKind::Flat:
        return {flatFill(state, t), {}, t.text};
    case ButtonKind::Danger: {
        Colors colors = normalColors(state, t);
        colors.text = t.bad.text;
        return colors;
    }
    case ButtonKind::Normal:
        break;
    }
    return normalColors(state, t);
}

/// Flat ones may be as quiet as the words beside them, until somebody points at them.
bool isQuiet(const QWidget *widget, QStyle::State state)
{
    return widget != nullptr && has(state, QStyle::State_Enabled) && !isPointedAt(state)
        && buttonKind(*widget) == ButtonKind::Flat
        && widget->property(properties::textTone).toInt() == static_cast<int>(TextTone::Muted);
}

bool opensMenu(const QStyleOptionButton &option)
{
    return (option.features & QStyleOptionButton::HasMenu) != 0;
}

/// Icon, text and arrow side by side.
struct Row {
    int icon = 0;
    int text = 0;
    int arrow = 0;

    [[nodiscard]] int iconPart() const { return icon > 0 && text > 0 ? icon + iconGap : icon; }
    [[nodiscard]] int arrowPart() const { return arrow > 0 && text > 0 ? arrow + iconGap : arrow; }
    [[nodiscard]] int width() const { return iconPart() + text + arrowPart(); }
};

Row rowOf(const QStyleOptionButton &option)
{
    Row row;
    row.icon = option.icon.isNull() ? 0 : option.iconSize.width();
    row.text = option.text.isEmpty()
        ? 0
        : option.fontMetrics.size(Qt::TextShowMnemonic, option.text).width();
    row.arrow = opensMenu(option) ? arrowSide : 0;
    return row;
}

/// Draws the row into the middle of the option's rectangle.
template<class Option>
void paintRow(const StylePart &part, const Option &option, const Row &row, const QColor &color)
{
    const bool isEnabled = has(option.state, QStyle::State_Enabled);
    const auto place = [&option](int left, int width) {
        const QRect rect(left, option.rect.top(), width, option.rect.height());
        return QStyle::visualRect(option.direction, option.rect, rect);
    };
    int left = option.rect.left() + std::max(0, (option.rect.width() - row.width()) / 2);
    if (row.icon > 0) {
        option.icon.paint(&part.painter, place(left, row.icon), Qt::AlignCenter,
                          isEnabled ? QIcon::Normal : QIcon::Disabled,
                          has(option.state, QStyle::State_On) ? QIcon::On : QIcon::Off);
        left += row.iconPart();
    }
    if (row.text > 0) {
        part.painter.setPen(color);
        part.painter.drawText(place(left, row.text), Qt::AlignCenter | mnemonicFlag(part, option),
                              option.text);
        left += row.text;
    }
    if (row.arrow > 0) {
        left += row.arrowPart() - row.arrow;
        paintGlyph(part.painter, place(left, row.arrow), Glyph::ChevronDown, color);
    }
}

} // namespace

void paintButtonPanel(const StylePart &part, const QStyleOption &option)
{
    const Colors colors = colorsOf(kindOf(option, part.widget), option.state, part.tokens);
    paintBox(part.painter, option.rect, metrics::controlRadius, colors.fill, colors.border);
}

void paintButtonLabel(const StylePart &part, const QStyleOptionButton &option)
{
    const Colors colors = colorsOf(kindOf(option, part.widget), option.state, part.tokens);
    paintRow(part, option, rowOf(option),
             isQuiet(part.widget, option.state) ? part.tokens.muted : colors.text);
}

bool paintToolButtonLabel(const StylePart &part, const QStyleOptionToolButton &option)
{
    if (option.toolButtonStyle != Qt::ToolButtonTextBesideIcon || option.text.isEmpty()) {
        return false;
    }
    const Colors colors = colorsOf(toolKindOf(option, part.widget), option.state, part.tokens);
    Row row;
    row.icon = option.icon.isNull() ? 0 : option.iconSize.width();
    row.text = option.fontMetrics.size(Qt::TextShowMnemonic, option.text).width();
    paintRow(part, option, row, colors.text);
    return true;
}

void paintToolButtonPanel(const StylePart &part, const QStyleOption &option)
{
    const Colors colors = colorsOf(toolKindOf(option, part.widget), option.state, part.tokens);
    paintBox(part.painter, option.rect, metrics::controlRadius, colors.fill, colors.border);
}

QSize buttonSize(const QStyleOptionButton &option, const QStyle &style, const QWidget *widget)
{
    const Row row = rowOf(option);
    const int textHeight = option.fontMetrics.height() + 2 * metrics::space4;
    const int height = std::max({metrics::controlHeight, textHeight, option.iconSize.height()});
    if (row.text == 0) {
        return {row.width() + 2 * metrics::space8, height};
    }
    const bool isInDialog = widget != nullptr && widget->parentWidget() != nullptr
        && widget->parentWidget()->inherits("QDialogButtonBox");
    const int least = isInDialog ? style.pixelMetric(QStyle::PM_ButtonMargin) + 72 : 0;
    return {std::max(least, row.width() + 2 * sidePadding), height};
}

QSize toolButtonSize(const QStyleOptionToolButton &option, const QSize &contents)
{
    const bool hasText = option.toolButtonStyle != Qt::ToolButtonIconOnly && !option.text.isEmpty();
    const int padding = hasText ? 2 * metrics::space8 : metrics::controlHeight - metrics::icon;
    return {contents.width() + padding, std::max(metrics::controlHeight, contents.height())};
}

} // namespace penstock::theme
