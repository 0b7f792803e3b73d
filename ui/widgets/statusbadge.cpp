#include "widgets/statusbadge.h"

#include "theme/appstyle.h"
#include "widgets/accessiblerole.h"

#include <QEvent>
#include <QPainter>

#include <algorithm>

namespace penstock::widgets
{

namespace
{

// Below this only an icon and a dot or two are left.
constexpr int leastWidth = 56;

} // namespace

StatusBadge::StatusBadge(QWidget *parent) : QWidget(parent)
{
    setSizePolicy(QSizePolicy::Maximum, QSizePolicy::Fixed);
    setAccessibleRole(*this, QAccessible::StaticText);
    setState(InstanceState::Unknown);
}

void StatusBadge::setBadge(const Badge &badge)
{
    if (badge == m_badge) {
        return;
    }
    const QSize before = sizeHint();
    m_badge = badge;
    widgets::setAccessibleName(*this, badge.text);
    if (sizeHint() != before) {
        updateGeometry();
    }
    update();
}

void StatusBadge::setState(InstanceState state, std::optional<std::chrono::seconds> remaining,
                           std::optional<Outcome> cause)
{
    setBadge(badgeFor(stateLook(state, cause), remaining));
}

QSize StatusBadge::sizeHint() const
{
    return badgeSize(m_badge, font());
}

QSize StatusBadge::minimumSizeHint() const
{
    const QSize wanted = sizeHint();
    return {std::min(wanted.width(), leastWidth), wanted.height()};
}

void StatusBadge::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    paintBadge(painter, rect(), m_badge, font(), theme::tokensOf(*this), layoutDirection());
}

void StatusBadge::changeEvent(QEvent *event)
{
    if (event->type() == QEvent::FontChange) {
        updateGeometry();
    }
    QWidget::changeEvent(event);
}

} // namespace penstock::widgets
