// How a SecretLine is painted, and where the mouse and the cursor are in it.

#include "theme/appstyle.h"
#include "theme/metrics.h"
#include "widgets/secretline.h"

#include <QGuiApplication>
#include <QMouseEvent>
#include <QPainter>
#include <QStyleHints>
#include <QStyleOptionFrame>

#include <algorithm>

namespace penstock::widgets
{

namespace
{

constexpr QChar bullet(0x2022);

} // namespace

QStyleOptionFrame SecretLine::frame() const
{
    QStyleOptionFrame option;
    option.initFrom(this);
    option.lineWidth = style()->pixelMetric(QStyle::PM_DefaultFrameWidth, &option, this);
    option.state |= QStyle::State_Sunken;
    return option;
}

QRect SecretLine::textRoom() const
{
    return rect().adjusted(theme::metrics::space8 + 1, 0, -theme::metrics::space8 - 1, 0);
}

QString SecretLine::shownText() const
{
    return m_visibility == Visibility::Revealed ? m_buffer.reveal().toString()
                                                : QString(m_buffer.length(), bullet);
}

int SecretLine::xOf(int position) const
{
    return textRoom().left() - m_scroll
        + fontMetrics().horizontalAdvance(shownText().left(position));
}

int SecretLine::positionAt(int x) const
{
    int best = 0;
    for (int i = 0; i <= m_buffer.length(); ++i) {
        if (std::abs(xOf(i) - x) < std::abs(xOf(best) - x)) {
            best = i;
        }
    }
    return best;
}

void SecretLine::paintEvent(QPaintEvent *)
{
    const theme::Tokens &tokens = theme::tokensOf(*this);
    QPainter painter(this);
    const QStyleOptionFrame option = frame();
    style()->drawPrimitive(QStyle::PE_PanelLineEdit, &option, &painter, this);

    const QRect room = textRoom();
    painter.setClipRect(room);
    if (isEmpty()) {
        painter.setPen(isEnabled() ? tokens.faint : tokens.disabledText);
        painter.drawText(room, Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine,
                         m_placeholder);
    }
    const int line = fontMetrics().height();
    const int top = room.center().y() - line / 2;
    if (m_buffer.selectionLength() > 0) {
        const int from = xOf(m_buffer.selectionStart());
        const int to = xOf(m_buffer.selectionStart() + m_buffer.selectionLength());
        painter.fillRect(from, top, to - from, line, tokens.textSelection);
    }
    painter.setPen(isEnabled() ? tokens.text : tokens.disabledText);
    painter.drawText(
        QRect(room.left() - m_scroll, room.top(), room.width() + m_scroll, room.height()),
        Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine | Qt::TextDontClip, shownText());
    if (m_isCursorShown && hasFocus()) {
        painter.fillRect(xOf(m_buffer.cursor()), top, 1, line, tokens.text);
    }
}

void SecretLine::mousePressEvent(QMouseEvent *event)
{
    if (event->button() == Qt::LeftButton) {
        moveTo(positionAt(event->position().toPoint().x()), event->modifiers());
    }
}

void SecretLine::mouseMoveEvent(QMouseEvent *event)
{
    if (event->buttons().testFlag(Qt::LeftButton)) {
        moveTo(positionAt(event->position().toPoint().x()), Qt::ShiftModifier);
    }
}

void SecretLine::mouseDoubleClickEvent(QMouseEvent *)
{
    m_buffer.selectAll();
    noteMove();
}

void SecretLine::focusInEvent(QFocusEvent *event)
{
    QWidget::focusInEvent(event);
    blink();
    update();
}

void SecretLine::focusOutEvent(QFocusEvent *event)
{
    QWidget::focusOutEvent(event);
    stopBlinking();
    m_isCursorShown = false;
    update();
}

void SecretLine::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    noteMove();
}

void SecretLine::hideEvent(QHideEvent *event)
{
    setVisibility(Visibility::Masked);
    QWidget::hideEvent(event);
}

void SecretLine::timerEvent(QTimerEvent *event)
{
    if (event->timerId() == m_blinkTimer) {
        m_isCursorShown = !m_isCursorShown;
        update();
    }
}

void SecretLine::blink()
{
    m_isCursorShown = true;
    stopBlinking();
    const int period = QGuiApplication::styleHints()->cursorFlashTime();
    if (period > 0) {
        m_blinkTimer = startTimer(period / 2);
    }
}

void SecretLine::stopBlinking()
{
    if (m_blinkTimer != 0) {
        killTimer(m_blinkTimer);
        m_blinkTimer = 0;
    }
}

} // namespace penstock::widgets
