#include "widgets/segment.h"

#include "theme/appstyle.h"
#include "theme/metrics.h"
#include "theme/paint.h"

#include <QKeyEvent>
#include <QPainter>

#include <algorithm>

namespace penstock::widgets
{

using namespace theme::metrics;

Segment::Segment(const QString &text, QWidget *parent) : QAbstractButton(parent)
{
    setText(text);
    setCheckable(true);
    setFocusPolicy(Qt::StrongFocus);
    setSizePolicy(QSizePolicy::Minimum, QSizePolicy::Fixed);
}

QSize Segment::sizeHint() const
{
    const QFontMetrics metrics = fontMetrics();
    return {metrics.horizontalAdvance(text()) + 2 * space12,
            std::max(controlHeight, metrics.height() + 2 * space4)};
}

void Segment::paintEvent(QPaintEvent *)
{
    const theme::Tokens &tokens = theme::tokensOf(*this);
    QPainter painter(this);
    const bool isPointedAt = isEnabled() && underMouse();
    if (isChecked() || isPointedAt) {
        // One pixel is the hairline's that the control draws around all of them.
        theme::paintBox(painter, rect().adjusted(1, 1, -1, -1), controlRadius - 1,
                        isChecked() ? tokens.selection : tokens.hover, QColor());
    }
    const QColor color = isChecked() ? tokens.text : tokens.muted;
    painter.setPen(isEnabled() ? color : tokens.disabledText);
    painter.drawText(rect(), Qt::AlignCenter | Qt::TextSingleLine, text());
}

void Segment::keyPressEvent(QKeyEvent *event)
{
    switch (event->key()) {
    case Qt::Key_Left:
    case Qt::Key_Right:
    case Qt::Key_Up:
    case Qt::Key_Down:
        // The control's; a button would only move the focus.
        event->ignore();
        return;
    default:
        QAbstractButton::keyPressEvent(event);
    }
}

void Segment::enterEvent(QEnterEvent *event)
{
    QAbstractButton::enterEvent(event);
    update();
}

void Segment::leaveEvent(QEvent *event)
{
    QAbstractButton::leaveEvent(event);
    update();
}

} // namespace penstock::widgets
