#pragma once

#include "theme/tokens.h"

#include <QProxyStyle>

namespace penstock::theme
{

/// Fusion, with what the drawings have differently: hairlines, corners, rows, rings; no gradient
/// and no bevel. One file a family of controls; this class only sends each element to its file.
class AppStyle final : public QProxyStyle
{
    Q_OBJECT

public:
    explicit AppStyle(const Tokens &tokens);

    [[nodiscard]] const Tokens &tokens() const { return m_tokens; }

    using QProxyStyle::polish;
    void polish(QWidget *widget) override;
    void drawPrimitive(PrimitiveElement element, const QStyleOption *option, QPainter *painter,
                       const QWidget *widget) const override;
    void drawControl(ControlElement element, const QStyleOption *option, QPainter *painter,
                     const QWidget *widget) const override;
    void drawComplexControl(ComplexControl control, const QStyleOptionComplex *option,
                            QPainter *painter, const QWidget *widget) const override;
    [[nodiscard]] int pixelMetric(PixelMetric metric, const QStyleOption *option,
                                  const QWidget *widget) const override;
    [[nodiscard]] int styleHint(StyleHint hint, const QStyleOption *option, const QWidget *widget,
                                QStyleHintReturn *data) const override;
    [[nodiscard]] QSize sizeFromContents(ContentsType type, const QStyleOption *option,
                                         const QSize &contents,
                                         const QWidget *widget) const override;
    [[nodiscard]] QRect subElementRect(SubElement element, const QStyleOption *option,
                                       const QWidget *widget) const override;
    [[nodiscard]] QRect subControlRect(ComplexControl control, const QStyleOptionComplex *option,
                                       SubControl part, const QWidget *widget) const override;
    [[nodiscard]] QIcon standardIcon(StandardPixmap standard, const QStyleOption *option,
                                     const QWidget *widget) const override;

private:
    Tokens m_tokens;
};

/// The colours in force where the widget stands: those of the AppStyle that draws it. Where another
/// style does (the application chose the desktop's), the set that suits the widget's palette.
[[nodiscard]] const Tokens &tokensOf(const QWidget &widget);
/// The same for what has no widget at hand, such as an icon: asks the application's style.
[[nodiscard]] const Tokens &tokensOfApplication();

} // namespace penstock::theme
