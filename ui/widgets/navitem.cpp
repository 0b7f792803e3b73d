#include "widgets/navitem.h"

#include "theme/appstyle.h"
#include "theme/icon.h"
#include "theme/metrics.h"
#include "theme/paint.h"
#include "theme/type.h"
#include "widgets/accessiblerole.h"

#include <QKeyEvent>
#include <QPainter>
#include <QStyle>

#include <algorithm>

namespace penstock::widgets
{

namespace
{

using namespace theme::metrics;

constexpr int iconSide = 18;
constexpr int beforeIcon = 10;
constexpr int beforeText = 37;
constexpr int afterBadge = 10;

} // namespace

NavItem::NavItem(theme::Glyph glyph, const QString &text, QWidget *parent)
    : QAbstractButton(parent)
    , m_glyph(glyph)
{
    setText(text);
    setCheckable(true);
    setFocusPolicy(Qt::StrongFocus);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    setBadge({}, {});
}

void NavItem::setBadge(const QString &text, const QString &spoken)
{
    m_badge = text;
    //: An entry of the navigation and what its badge says: "Instances, 5"
    widgets::setAccessibleName(
        *this,
        text.isEmpty() ? this->text()
                       : tr("%1, %2").arg(this->text(), spoken.isEmpty() ? text : spoken));
    showToolTip();
    update();
}

void NavItem::showToolTip()
{
    setToolTip(m_width == RailWidth::IconsOnly ? accessibleName() : QString());
}

void NavItem::setRailWidth(RailWidth width)
{
    m_width = width;
    showToolTip();
    updateGeometry();
    update();
}

QSize NavItem::sizeHint() const
{
    const int height = std::max(rowHeight, fontMetrics().height() + 2 * space8);
    if (m_width == RailWidth::IconsOnly) {
        return {iconSide + 2 * beforeIcon, height};
    }
    return {beforeText + fontMetrics().horizontalAdvance(text()) + space24 + afterBadge, height};
}

void NavItem::paintEvent(QPaintEvent *)
{
    const theme::Tokens &tokens = theme::tokensOf(*this);
    QPainter painter(this);
    if (isChecked() || underMouse()) {
        theme::paintBox(painter, rect(), controlRadius,
                        isChecked() ? tokens.selection : tokens.hover, QColor());
    }
    const QRect icon = m_width == RailWidth::IconsOnly
        ? QStyle::alignedRect(layoutDirection(), Qt::AlignCenter, {iconSide, iconSide}, rect())
        : QStyle::visualRect(layoutDirection(), rect(), QRect(beforeIcon, 0, iconSide, height()));
    theme::paintGlyph(painter, icon, m_glyph, isChecked() ? tokens.accent : tokens.muted);

    if (m_width == RailWidth::Full) {
        paintWords(painter, rect());
    }
}

void NavItem::paintWords(QPainter &painter, const QRect &room) const
{
    const theme::Tokens &tokens = theme::tokensOf(*this);
    const auto flagsFor = [this](Qt::Alignment side) {
        return static_cast<int>(QStyle::visualAlignment(layoutDirection(), side)) | Qt::AlignVCenter
            | Qt::TextSingleLine;
    };
    QRect words = room.adjusted(beforeText, 0, -afterBadge, 0);
    if (!m_badge.isEmpty()) {
        painter.setFont(theme::fontFor(theme::TypeRole::Caption));
        painter.setPen(tokens.muted);
        painter.drawText(QStyle::visualRect(layoutDirection(), room, words),
                         flagsFor(Qt::AlignRight), m_badge);
        words.adjust(0, 0, -painter.fontMetrics().horizontalAdvance(m_badge) - space8, 0);
    }
    painter.setFont(font());
    painter.setPen(isChecked() ? tokens.text : tokens.muted);
    painter.drawText(QStyle::visualRect(layoutDirection(), room, words), flagsFor(Qt::AlignLeft),
                     fontMetrics().elidedText(text(), Qt::ElideRight, words.width()));
}

void NavItem::keyPressEvent(QKeyEvent *event)
{
    switch (event->key()) {
    case Qt::Key_Up:
    case Qt::Key_Down:
        // The rail's; a button would only move the focus.
        event->ignore();
        return;
    case Qt::Key_Return:
    case Qt::Key_Enter:
        click();
        return;
    default:
        QAbstractButton::keyPressEvent(event);
    }
}

void NavItem::enterEvent(QEnterEvent *event)
{
    QAbstractButton::enterEvent(event);
    update();
}

void NavItem::leaveEvent(QEvent *event)
{
    QAbstractButton::leaveEvent(event);
    update();
}

} // namespace penstock::widgets
