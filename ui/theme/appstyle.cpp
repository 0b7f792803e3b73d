#include "theme/appstyle.h"

#include "theme/contrast.h"
#include "theme/icon.h"
#include "theme/lookproperties.h"
#include "theme/metrics.h"
#include "theme/paint.h"
#include "theme/stylebuttons.h"
#include "theme/stylechecks.h"
#include "theme/stylegroups.h"
#include "theme/styleinputs.h"
#include "theme/stylemenus.h"
#include "theme/stylemetrics.h"
#include "theme/styleranges.h"
#include "theme/styletabs.h"
#include "theme/styleviews.h"
#include "theme/type.h"

#include <QApplication>
#include <QHeaderView>
#include <QMenu>
#include <QPainter>
#include <QStyleOption>
#include <QTableView>

namespace penstock::theme
{

namespace
{

template<class Option>
const Option &as(const QStyleOption *option)
{
    return *static_cast<const Option *>(option);
}

std::optional<Glyph> arrowOf(QStyle::PrimitiveElement element)
{
    switch (element) {
    case QStyle::PE_IndicatorArrowDown:
        return Glyph::ChevronDown;
    case QStyle::PE_IndicatorArrowUp:
        return Glyph::ChevronUp;
    case QStyle::PE_IndicatorArrowLeft:
        return Glyph::ChevronLeft;
    case QStyle::PE_IndicatorArrowRight:
        return Glyph::ChevronRight;
    default:
        return {};
    }
}

void paintArrow(const StylePart &part, const QStyleOption &option, Glyph glyph)
{
    const bool isEnabled = has(option.state, QStyle::State_Enabled);
    paintGlyph(part.painter, option.rect, glyph,
               isEnabled ? part.tokens.muted : part.tokens.disabledText);
}

/// The arrow before an entry of a tree that has others below it.
void paintBranch(const StylePart &part, const QStyleOption &option)
{
    if (!has(option.state, QStyle::State_Children)) {
        return;
    }
    QRect square(0, 0, metrics::iconSmall, metrics::iconSmall);
    square.moveCenter(option.rect.center());
    const bool isMirrored = option.direction == Qt::RightToLeft;
    const Glyph closed = isMirrored ? Glyph::ChevronLeft : Glyph::ChevronRight;
    paintGlyph(part.painter, square,
               has(option.state, QStyle::State_Open) ? Glyph::ChevronDown : closed,
               part.tokens.muted);
}

std::optional<Glyph> glyphOf(QStyle::StandardPixmap standard)
{
    switch (standard) {
    case QStyle::SP_LineEditClearButton:
    case QStyle::SP_TitleBarCloseButton:
    case QStyle::SP_DockWidgetCloseButton:
        return Glyph::X;
    case QStyle::SP_MessageBoxInformation:
        return Glyph::Info;
    case QStyle::SP_MessageBoxWarning:
        return Glyph::TriangleAlert;
    case QStyle::SP_MessageBoxCritical:
        return Glyph::CircleX;
    case QStyle::SP_MessageBoxQuestion:
        return Glyph::CircleQuestionMark;
    case QStyle::SP_ToolBarHorizontalExtensionButton:
        return Glyph::Ellipsis;
    default:
        return {};
    }
}

IconRole roleOf(QStyle::StandardPixmap standard)
{
    switch (standard) {
    case QStyle::SP_MessageBoxInformation:
    case QStyle::SP_MessageBoxQuestion:
        return IconRole::Info;
    case QStyle::SP_MessageBoxWarning:
        return IconRole::Warning;
    case QStyle::SP_MessageBoxCritical:
        return IconRole::Bad;
    default:
        return IconRole::Muted;
    }
}

} // namespace

AppStyle::AppStyle(const Tokens &tokens) : QProxyStyle(QStringLiteral("Fusion")), m_tokens(tokens)
{
}

void AppStyle::polish(QWidget *widget)
{
    QProxyStyle::polish(widget);
    if (auto *header = qobject_cast<QHeaderView *>(widget)) {
        header->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    } else if (auto *table = qobject_cast<QTableView *>(widget)) {
        // Qt can draw a grid of both directions only; ours is a line under each row.
        table->setShowGrid(false);
        table->setWordWrap(false);
    } else if (qobject_cast<QMenu *>(widget) != nullptr) {
        // Or what is outside of the round corners would be painted.
        widget->setAttribute(Qt::WA_TranslucentBackground);
    }
    if (widget->inherits("QLineEdit") || widget->inherits("QTabBar")) {
        widget->setAttribute(Qt::WA_Hover);
    }
    applyLooks(*widget, m_tokens);
}

void AppStyle::drawPrimitive(PrimitiveElement element, const QStyleOption *option,
                             QPainter *painter, const QWidget *widget) const
{
    const StylePart part{*painter, m_tokens, *proxy(), widget};
    if (const auto arrow = arrowOf(element)) {
        return paintArrow(part, *option, *arrow);
    }
    switch (element) {
    case PE_PanelButtonCommand:
        return paintButtonPanel(part, *option);
    case PE_PanelButtonTool:
        return paintToolButtonPanel(part, *option);
    case PE_PanelLineEdit:
        return paintLineEdit(part, *option);
    case PE_IndicatorCheckBox:
    case PE_IndicatorItemViewItemCheck:
        return paintCheckBox(part, *option);
    case PE_IndicatorRadioButton:
        return paintRadioButton(part, *option);
    case PE_PanelItemViewRow:
        return paintRow(part, as<QStyleOptionViewItem>(option));
    case PE_PanelItemViewItem:
        return paintCell(part, as<QStyleOptionViewItem>(option));
    case PE_IndicatorBranch:
        return paintBranch(part, *option);
    case PE_FrameFocusRect:
        // Around controls stands the FocusRing.
        if (qstyleoption_cast<const QStyleOptionFocusRect *>(option) != nullptr && widget != nullptr
            && widget->inherits("QAbstractItemView")) {
            paintCellFocus(part, *option);
        }
        return;
    case PE_Frame:
        return paintFrame(part, *option);
    case PE_PanelMenu:
        return paintMenuPanel(part, *option);
    case PE_PanelTipLabel:
        return paintToolTip(part, *option);
    case PE_FrameTabBarBase:
        return paintTabBase(part, option->rect);
    case PE_FrameTabWidget:
        return paintTabPane(part, option->rect);
    case PE_FrameMenu:
    case PE_FrameStatusBarItem:
    case PE_PanelStatusBar:
    case PE_PanelMenuBar:
    case PE_PanelToolBar:
    case PE_FrameLineEdit:
        return;
    default:
        QProxyStyle::drawPrimitive(element, option, painter, widget);
    }
}

void AppStyle::drawControl(ControlElement element, const QStyleOption *option, QPainter *painter,
                           const QWidget *widget) const
{
    const StylePart part{*painter, m_tokens, *proxy(), widget};
    switch (element) {
    case CE_PushButtonBevel:
        return paintButtonPanel(part, *option);
    case CE_PushButtonLabel:
        return paintButtonLabel(part, as<QStyleOptionButton>(option));
    case CE_ToolButtonLabel:
        if (paintToolButtonLabel(part, as<QStyleOptionToolButton>(option))) {
            return;
        }
        break;
    case CE_Header:
        paintHeaderSection(part, as<QStyleOptionHeader>(option));
        return paintHeaderLabel(part, as<QStyleOptionHeader>(option));
    case CE_HeaderSection:
    case CE_HeaderEmptyArea:
        return paintHeaderSection(part, as<QStyleOptionHeader>(option));
    case CE_TabBarTabShape:
        return paintTabShape(part, as<QStyleOptionTab>(option));
    case CE_TabBarTabLabel:
        return paintTabLabel(part, as<QStyleOptionTab>(option));
    case CE_MenuItem:
        return paintMenuItem(part, as<QStyleOptionMenuItem>(option));
    case CE_MenuBarItem:
        return paintMenuBarItem(part, as<QStyleOptionMenuItem>(option));
    case CE_MenuEmptyArea:
    case CE_MenuBarEmptyArea:
    case CE_ToolBar:
    case CE_SizeGrip:
        return;
    case CE_ProgressBar:
        return paintProgress(part, as<QStyleOptionProgressBar>(option));
    case CE_Splitter:
        return paintSplitter(part, option->rect, has(option->state, State_Horizontal));
    case CE_FocusFrame:
        return paintFocusRing(*painter, option->rect, metrics::controlRadius + metrics::focusRing,
                              m_tokens.focus);
    case CE_ShapedFrame:
        if (paintLineFrame(part, as<QStyleOptionFrame>(option))) {
            return;
        }
        break;
    default:
        break;
    }
    QProxyStyle::drawControl(element, option, painter, widget);
}

void AppStyle::drawComplexControl(ComplexControl control, const QStyleOptionComplex *option,
                                  QPainter *painter, const QWidget *widget) const
{
    const StylePart part{*painter, m_tokens, *proxy(), widget};
    switch (control) {
    case CC_ComboBox:
        return paintComboBox(part, as<QStyleOptionComboBox>(option));
    case CC_SpinBox:
        return paintSpinBox(part, as<QStyleOptionSpinBox>(option));
    case CC_GroupBox:
        return paintGroupBox(part, as<QStyleOptionGroupBox>(option));
    case CC_ScrollBar:
        return paintScrollBar(part, as<QStyleOptionSlider>(option));
    case CC_Slider:
        return paintSlider(part, as<QStyleOptionSlider>(option));
    default:
        QProxyStyle::drawComplexControl(control, option, painter, widget);
    }
}

int AppStyle::pixelMetric(PixelMetric metric, const QStyleOption *option,
                          const QWidget *widget) const
{
    const auto length = lengthOf(metric, widget);
    return length ? *length : QProxyStyle::pixelMetric(metric, option, widget);
}

int AppStyle::styleHint(StyleHint hint, const QStyleOption *option, const QWidget *widget,
                        QStyleHintReturn *data) const
{
    const auto habit = habitOf(hint, m_tokens);
    return habit ? *habit : QProxyStyle::styleHint(hint, option, widget, data);
}

QSize AppStyle::sizeFromContents(ContentsType type, const QStyleOption *option,
                                 const QSize &contents, const QWidget *widget) const
{
    const QSize usual = QProxyStyle::sizeFromContents(type, option, contents, widget);
    switch (type) {
    case CT_PushButton:
        return buttonSize(as<QStyleOptionButton>(option), *proxy(), widget);
    case CT_ToolButton:
        return toolButtonSize(as<QStyleOptionToolButton>(option), contents);
    case CT_LineEdit:
    case CT_ComboBox:
    case CT_SpinBox:
        return {
            usual.width() + metrics::space8,
            std::max(metrics::controlHeight, option->fontMetrics.height() + 2 * metrics::space4)};
    case CT_GroupBox:
        return groupBoxSize(as<QStyleOptionGroupBox>(option), contents);
    case CT_HeaderSection:
        return headerSize(as<QStyleOptionHeader>(option));
    case CT_TabBarTab:
        return tabSize(as<QStyleOptionTab>(option), usual);
    case CT_MenuItem:
        return menuItemSize(as<QStyleOptionMenuItem>(option));
    case CT_ItemViewItem:
        return {usual.width(), std::max(usual.height(), metrics::rowHeight)};
    default:
        return usual;
    }
}

QRect AppStyle::subElementRect(SubElement element, const QStyleOption *option,
                               const QWidget *widget) const
{
    const QRect usual = QProxyStyle::subElementRect(element, option, widget);
    switch (element) {
    case SE_LineEditContents:
        return lineEditContents(*option, usual);
    case SE_TabBarTabText:
        return tabText(as<QStyleOptionTab>(option));
    default:
        return usual;
    }
}

QRect AppStyle::subControlRect(ComplexControl control, const QStyleOptionComplex *option,
                               SubControl part, const QWidget *widget) const
{
    switch (control) {
    case CC_ComboBox:
        return comboBoxPart(as<QStyleOptionComboBox>(option), part);
    case CC_SpinBox:
        return spinBoxPart(as<QStyleOptionSpinBox>(option), part);
    case CC_GroupBox:
        return groupBoxPart(as<QStyleOptionGroupBox>(option), part);
    case CC_ScrollBar:
        return scrollBarPart(as<QStyleOptionSlider>(option), part);
    case CC_Slider:
        return sliderPart(as<QStyleOptionSlider>(option), part);
    default:
        return QProxyStyle::subControlRect(control, option, part, widget);
    }
}

QIcon AppStyle::standardIcon(StandardPixmap standard, const QStyleOption *option,
                             const QWidget *widget) const
{
    if (const auto glyph = glyphOf(standard)) {
        return icon(*glyph, roleOf(standard));
    }
    return QProxyStyle::standardIcon(standard, option, widget);
}

const Tokens &tokensOf(const QWidget &widget)
{
    if (const auto *style = qobject_cast<const AppStyle *>(widget.style())) {
        return style->tokens();
    }
    const QPalette &palette = widget.palette();
    const bool isDark = luminance(palette.color(QPalette::Window))
        < luminance(palette.color(QPalette::WindowText));
    return tokensFor(isDark ? Scheme::Dark : Scheme::Light);
}

const Tokens &tokensOfApplication()
{
    const auto *style = qobject_cast<const AppStyle *>(QApplication::style());
    return style != nullptr ? style->tokens() : tokensFor(Scheme::Light);
}

} // namespace penstock::theme
