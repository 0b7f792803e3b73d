#include "widgets/navrail.h"

#include "theme/appstyle.h"
#include "theme/looks.h"
#include "theme/metrics.h"
#include "widgets/accessiblerole.h"
#include "widgets/navitem.h"

#include <QButtonGroup>
#include <QKeyEvent>
#include <QPainter>
#include <QVBoxLayout>

#include <algorithm>

namespace penstock::widgets
{

namespace
{

using namespace theme::metrics;

constexpr int narrowRail = 54;

} // namespace

NavRail::NavRail(RailFollows follows, QWidget *parent)
    : QWidget(parent)
    , m_items(new QButtonGroup(this))
    , m_layout(new QVBoxLayout(this))
    , m_follows(follows)
{
    setAccessibleRole(*this, QAccessible::PageTabList);
    QWidget::setAccessibleName(tr("Pages"));
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Expanding);
    setFixedWidth(theme::metrics::railWidth);
    // One more at the trailing side: the hairline.
    m_layout->setContentsMargins(space8, space8 + 2, space8 + hairline, space8 + 2);
    m_layout->setSpacing(2);
    m_layout->addStretch(1);
    connect(m_items, &QButtonGroup::idToggled, this, [this](int index, bool isChosen) {
        if (isChosen) {
            Q_EMIT currentChanged(index);
        }
    });
}

int NavRail::addItem(theme::Glyph glyph, const QString &text, RailPlace place)
{
    const int index = count();
    auto *item = new NavItem(glyph, text, this);
    item->setRailWidth(m_width);
    if (place == RailPlace::Top) {
        m_layout->insertWidget(m_topCount, item);
        ++m_topCount;
    } else {
        m_layout->addWidget(item);
    }
    m_items->addButton(item, index);
    if (index == 0) {
        item->setChecked(true);
    }
    return index;
}

int NavRail::count() const
{
    return static_cast<int>(m_items->buttons().size());
}

void NavRail::setBadge(int index, const QString &text, const QString &spoken)
{
    if (NavItem *item = itemAt(index)) {
        item->setBadge(text, spoken);
    }
}

int NavRail::currentIndex() const
{
    return m_items->checkedId();
}

void NavRail::setCurrentIndex(int index)
{
    if (NavItem *item = itemAt(index)) {
        item->setChecked(true);
    }
}

void NavRail::setRailWidth(RailWidth width)
{
    if (width == m_width) {
        return;
    }
    m_width = width;
    setFixedWidth(width == RailWidth::Full ? theme::metrics::railWidth : narrowRail);
    for (int i = 0; i < count(); ++i) {
        itemAt(i)->setRailWidth(width);
    }
}

void NavRail::keyPressEvent(QKeyEvent *event)
{
    switch (event->key()) {
    case Qt::Key_Up:
        return moveTo(currentIndex() - 1);
    case Qt::Key_Down:
        return moveTo(currentIndex() + 1);
    case Qt::Key_Home:
        return moveTo(0);
    case Qt::Key_End:
        return moveTo(count() - 1);
    default:
        QWidget::keyPressEvent(event);
    }
}

void NavRail::moveTo(int index)
{
    if (NavItem *item = itemAt(std::clamp(index, 0, count() - 1))) {
        item->setFocus(Qt::TabFocusReason);
        item->setChecked(true);
    }
}

NavItem *NavRail::itemAt(int index) const
{
    return static_cast<NavItem *>(m_items->button(index));
}

void NavRail::paintEvent(QPaintEvent *)
{
    const theme::Tokens &tokens = theme::tokensOf(*this);
    QPainter painter(this);
    painter.fillRect(rect(), tokens.rail);
    const bool isMirrored = layoutDirection() == Qt::RightToLeft;
    painter.fillRect(isMirrored ? 0 : width() - hairline, 0, hairline, height(), tokens.hairline);
}

void NavRail::showEvent(QShowEvent *event)
{
    if (m_follows == RailFollows::Window) {
        window()->installEventFilter(this);
        followWindow();
    }
    QWidget::showEvent(event);
}

bool NavRail::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() == QEvent::Resize && watched == window()) {
        followWindow();
    }
    return QWidget::eventFilter(watched, event);
}

void NavRail::followWindow()
{
    setRailWidth(window()->width() < narrowWindow ? RailWidth::IconsOnly : RailWidth::Full);
}

} // namespace penstock::widgets
