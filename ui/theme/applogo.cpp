#include "theme/applogo.h"

#include <QPainter>
#include <QPixmap>
#include <QSvgRenderer>

#include <array>

namespace penstock::theme
{

QIcon appIcon()
{
    constexpr std::array sides{16, 22, 24, 32, 48, 64, 128, 256, 512};
    QSvgRenderer renderer(QStringLiteral(":/penstock/logo/penstock.svg"));
    QIcon icon;
    for (const int side : sides) {
        QPixmap pixmap(side, side);
        pixmap.fill(Qt::transparent);
        QPainter painter(&pixmap);
        renderer.render(&painter);
        painter.end();
        icon.addPixmap(pixmap);
    }
    return icon;
}

} // namespace penstock::theme
