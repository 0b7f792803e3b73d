#include "parts.h"

#include "theme/metrics.h"

#include <QBoxLayout>
#include <QFocusFrame>
#include <QLabel>
#include <QVariant>

namespace penstock::gallery
{

namespace
{

constexpr const char *ringed = "ringed";

QWidget *stack(const QList<QWidget *> &widgets, QBoxLayout *layout)
{
    auto *box = new QWidget;
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(theme::metrics::space12);
    for (QWidget *widget : widgets) {
        layout->addWidget(widget);
    }
    box->setLayout(layout);
    return box;
}

} // namespace

QLabel *makeLabel(const QString &text, theme::TypeRole role, theme::TextTone tone)
{
    auto *label = new QLabel(text);
    theme::setTypeRole(*label, role);
    theme::setTextTone(*label, tone);
    return label;
}

QWidget *makeRow(const QList<QWidget *> &widgets)
{
    auto *layout = new QHBoxLayout;
    QWidget *row = stack(widgets, layout);
    layout->addStretch();
    return row;
}

QWidget *makeColumn(const QList<QWidget *> &rows)
{
    return stack(rows, new QVBoxLayout);
}

QWidget *makeCaptioned(const QString &caption, QWidget *widget)
{
    QWidget *column = makeColumn(
        {makeLabel(caption, theme::TypeRole::Caption, theme::TextTone::Faint), widget});
    column->layout()->setSpacing(theme::metrics::space4);
    return column;
}

void addRing(QWidget *widget)
{
    widget->setProperty(ringed, true);
}

void showRings(QWidget &page)
{
    // A ring becomes a child of what is on top of its widget by then.
    for (QWidget *widget : page.findChildren<QWidget *>()) {
        if (widget->property(ringed).toBool()) {
            widget->setProperty(ringed, false);
            (new QFocusFrame(&page))->setWidget(widget);
        }
    }
}

} // namespace penstock::gallery
