#pragma once

#include "theme/icon.h"

#include <QIconEngine>

namespace penstock::theme
{

/// Renders a glyph for the size, device pixel ratio and mode asked for, in the colour that the
/// application's AppStyle has for the role at that moment.
class SvgIconEngine final : public QIconEngine
{
public:
    SvgIconEngine(Glyph glyph, IconRole role);

    void paint(QPainter *painter, const QRect &rect, QIcon::Mode mode, QIcon::State state) override;
    [[nodiscard]] QPixmap pixmap(const QSize &size, QIcon::Mode mode, QIcon::State state) override;
    [[nodiscard]] QPixmap scaledPixmap(const QSize &size, QIcon::Mode mode, QIcon::State state,
                                       qreal scale) override;
    [[nodiscard]] QIconEngine *clone() const override;
    [[nodiscard]] QString key() const override;
    [[nodiscard]] QString iconName() override;
    [[nodiscard]] bool isNull() override;

private:
    Glyph m_glyph;
    IconRole m_role;
};

} // namespace penstock::theme
