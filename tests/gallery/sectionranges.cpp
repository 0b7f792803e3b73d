#include "parts.h"
#include "sections.h"

#include <QProgressBar>
#include <QScrollBar>
#include <QSlider>

namespace penstock::gallery
{

namespace
{

QProgressBar *makeProgress(int value)
{
    auto *bar = new QProgressBar;
    bar->setValue(value);
    bar->setFixedWidth(180);
    return bar;
}

QSlider *makeSlider(int value)
{
    auto *slider = new QSlider(Qt::Horizontal);
    slider->setValue(value);
    slider->setFixedWidth(160);
    return slider;
}

QScrollBar *makeScrollBar()
{
    auto *bar = new QScrollBar(Qt::Horizontal);
    bar->setRange(0, 100);
    bar->setPageStep(40);
    bar->setValue(30);
    bar->setFixedWidth(200);
    return bar;
}

} // namespace

QWidget *makeRanges()
{
    QProgressBar *busy = makeProgress(0);
    busy->setRange(0, 0);
    QProgressBar *off = makeProgress(40);
    off->setEnabled(false);
    QSlider *offSlider = makeSlider(50);
    offSlider->setEnabled(false);
    return makeColumn({
        makeRow({makeProgress(2), makeProgress(62), makeProgress(100), busy, off}),
        makeRow({makeSlider(0), makeSlider(40), offSlider, makeScrollBar()}),
    });
}

} // namespace penstock::gallery
