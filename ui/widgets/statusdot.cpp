#include "widgets/statusdot.h"

#include "theme/appstyle.h"
#include "theme/metrics.h"
#include "theme/paint.h"

#include <QPainter>

namespace penstock::widgets
{

StatusDot::StatusDot(theme::Tone tone, QWidget *parent) : QWidget(parent), m_tone(tone)
{
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
}

void StatusDot::setTone(theme::Tone tone)
{
    if (tone != m_tone) {
        m_tone = tone;
        update();
    }
}

QSize StatusDot::sizeHint() const
{
    return {theme::metrics::space8, theme::metrics::space8};
}

void StatusDot::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    QRect dot(QPoint(), sizeHint());
    dot.moveCenter(rect().center());
    theme::paintPill(painter, dot, theme::tokensOf(*this).of(m_tone).mark);
}

} // namespace penstock::widgets
