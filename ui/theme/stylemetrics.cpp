#include "theme/stylemetrics.h"

#include "theme/metrics.h"
#include "theme/stylechecks.h"
#include "theme/styleranges.h"
#include "theme/tokens.h"

#include <QAbstractItemView>
#include <QListView>

namespace penstock::theme
{

namespace
{

/// Qt takes the side margin of a cell's text from the metric of the focus frame.
constexpr int cellMargin = 9;
constexpr int listMargin = 5;
/// Two pixels keep the square viewport out of the round corners of the frame.
constexpr int areaFrame = 2;

int focusFrameMargin(const QWidget *widget)
{
    if (qobject_cast<const QListView *>(widget) != nullptr) {
        return listMargin;
    }
    return qobject_cast<const QAbstractItemView *>(widget) != nullptr
        ? cellMargin
        : metrics::focusGap + metrics::focusRing;
}

std::optional<int> lengthOfControl(QStyle::PixelMetric metric, const QWidget *widget)
{
    switch (metric) {
    case QStyle::PM_IndicatorWidth:
        return isSwitch(widget) ? switchWidth : indicatorSide;
    case QStyle::PM_IndicatorHeight:
        return isSwitch(widget) ? switchHeight : indicatorSide;
    case QStyle::PM_ExclusiveIndicatorWidth:
    case QStyle::PM_ExclusiveIndicatorHeight:
        return indicatorSide;
    case QStyle::PM_CheckBoxLabelSpacing:
    case QStyle::PM_RadioButtonLabelSpacing:
        return metrics::space8;
    case QStyle::PM_ButtonShiftHorizontal:
    case QStyle::PM_ButtonShiftVertical:
        return 0;
    case QStyle::PM_SliderThickness:
    case QStyle::PM_SliderLength:
    case QStyle::PM_SliderControlThickness:
        return sliderHandle;
    case QStyle::PM_ScrollBarExtent:
        return scrollBarExtent;
    case QStyle::PM_ScrollBarSliderMin:
        return shortestThumb;
    case QStyle::PM_SplitterWidth:
        return splitterWidth;
    case QStyle::PM_SmallIconSize:
    case QStyle::PM_ButtonIconSize:
    case QStyle::PM_ToolBarIconSize:
    case QStyle::PM_ListViewIconSize:
    case QStyle::PM_TabBarIconSize:
    case QStyle::PM_LineEditIconSize:
        return metrics::icon;
    default:
        return {};
    }
}

} // namespace

std::optional<int> lengthOf(QStyle::PixelMetric metric, const QWidget *widget)
{
    switch (metric) {
    case QStyle::PM_FocusFrameHMargin:
    case QStyle::PM_FocusFrameVMargin:
        return focusFrameMargin(widget);
    case QStyle::PM_DefaultFrameWidth:
        return qobject_cast<const QAbstractScrollArea *>(widget) != nullptr ? areaFrame
                                                                            : metrics::hairline;
    case QStyle::PM_HeaderDefaultSectionSizeVertical:
        return metrics::rowHeight;
    case QStyle::PM_HeaderMargin:
        return metrics::space8;
    case QStyle::PM_HeaderMarkSize:
        return metrics::space12;
    case QStyle::PM_TabBarTabShiftVertical:
    case QStyle::PM_TabBarTabShiftHorizontal:
    case QStyle::PM_TabBarTabOverlap:
        return 0;
    case QStyle::PM_TabBarBaseOverlap:
        return metrics::hairline;
    case QStyle::PM_MenuPanelWidth:
        return metrics::hairline;
    case QStyle::PM_MenuHMargin:
    case QStyle::PM_MenuVMargin:
        return metrics::space4;
    case QStyle::PM_ToolTipLabelFrameWidth:
        return metrics::space8;
    case QStyle::PM_LayoutHorizontalSpacing:
    case QStyle::PM_LayoutVerticalSpacing:
        return metrics::space8;
    case QStyle::PM_LayoutLeftMargin:
    case QStyle::PM_LayoutTopMargin:
    case QStyle::PM_LayoutRightMargin:
    case QStyle::PM_LayoutBottomMargin:
        return metrics::space12;
    default:
        return lengthOfControl(metric, widget);
    }
}

std::optional<int> habitOf(QStyle::StyleHint hint, const Tokens &tokens)
{
    switch (hint) {
    case QStyle::SH_FocusFrame_AboveWidget:
    case QStyle::SH_ItemView_ShowDecorationSelected:
        return 1;
    case QStyle::SH_EtchDisabledText:
    case QStyle::SH_UnderlineShortcut:
    case QStyle::SH_DitherDisabledText:
    case QStyle::SH_ScrollBar_Transient:
    case QStyle::SH_ComboBox_Popup:
    case QStyle::SH_DialogButtonBox_ButtonsHaveIcons:
    case QStyle::SH_MessageBox_CenterButtons:
    case QStyle::SH_Menu_SupportsSections:
        return 0;
    case QStyle::SH_TabBar_Alignment:
        return Qt::AlignLeft;
    case QStyle::SH_ToolTipLabel_Opacity:
        return 255;
    case QStyle::SH_Table_GridLineColor:
        return static_cast<int>(tokens.hairline.rgb());
    default:
        return {};
    }
}

} // namespace penstock::theme
