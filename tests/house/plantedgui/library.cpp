#include "library.h"

#include <QtGui/QColor>

int plantedHue()
{
    return QColor(Qt::cyan).hue();
}
