#include "widgets/segmentedcontrol.h"

#include "theme/appstyle.h"
#include "theme/looks.h"
#include "theme/metrics.h"
#include "theme/paint.h"
#include "widgets/accessiblerole.h"
#include "widgets/segment.h"

#include <QButtonGroup>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QPainter>

#include <algorithm>

namespace penstock::widgets
{

SegmentedControl::SegmentedControl(const QString &what, QWidget *parent)
    : QWidget(parent)
    , m_segments(new QButtonGroup(this))
    , m_layout(new QHBoxLayout(this))
{
    setAccessibleRole(*this, QAccessible::Grouping);
    QWidget::setAccessibleName(what);
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    m_layout->setContentsMargins(0, 0, 0, 0);
    m_layout->setSpacing(0);
    connect(m_segments, &QButtonGroup::idToggled, this, [this](int index, bool isChosen) {
        if (isChosen) {
            Q_EMIT currentChanged(index);
        }
    });
}

void SegmentedControl::setOptions(const QStringList &texts, const QStringList &names)
{
    const QSignalBlocker silent(m_segments);
    const QList<QAbstractButton *> before = m_segments->buttons();
    qDeleteAll(before);
    for (int i = 0; i < texts.size(); ++i) {
        auto *segment = new Segment(texts.at(i), this);
        theme::setTypeRole(*segment, theme::TypeRole::Label);
        segment->setAccessibleName(names.value(i, texts.at(i)));
        m_segments->addButton(segment, i);
        m_layout->addWidget(segment);
    }
    if (QAbstractButton *first = m_segments->button(0)) {
        first->setChecked(true);
    }
}

int SegmentedControl::count() const
{
    return static_cast<int>(m_segments->buttons().size());
}

int SegmentedControl::currentIndex() const
{
    return m_segments->checkedId();
}

void SegmentedControl::setCurrentIndex(int index)
{
    if (QAbstractButton *segment = m_segments->button(index)) {
        segment->setChecked(true);
    }
}

void SegmentedControl::keyPressEvent(QKeyEvent *event)
{
    const int forwards = layoutDirection() == Qt::RightToLeft ? -1 : 1;
    switch (event->key()) {
    case Qt::Key_Left:
        return moveTo(currentIndex() - forwards);
    case Qt::Key_Right:
        return moveTo(currentIndex() + forwards);
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

void SegmentedControl::moveTo(int index)
{
    if (QAbstractButton *segment = m_segments->button(std::clamp(index, 0, count() - 1))) {
        segment->setFocus(Qt::TabFocusReason);
        segment->setChecked(true);
    }
}

void SegmentedControl::paintEvent(QPaintEvent *)
{
    const theme::Tokens &tokens = theme::tokensOf(*this);
    QPainter painter(this);
    theme::paintBox(painter, rect(), theme::metrics::controlRadius, tokens.card,
                    tokens.controlBorder);
}

} // namespace penstock::widgets
