#include "widgets/emptystate.h"

#include "theme/icon.h"
#include "theme/metrics.h"
#include "widgets/accessiblerole.h"

#include <QBoxLayout>
#include <QEvent>
#include <QLabel>
#include <QPushButton>

namespace penstock::widgets
{

namespace
{

using namespace theme::metrics;

// A line of this many letters is read at one glance.
constexpr int detailLetters = 52;

QLabel *addCentred(QVBoxLayout &rows, QWidget *parent)
{
    auto *label = new QLabel(parent);
    label->setAlignment(Qt::AlignCenter);
    label->setTextFormat(Qt::PlainText);
    // Not by alignment: then the height of a broken line is asked for with the width of the row.
    auto *row = new QHBoxLayout;
    row->addStretch(1);
    row->addWidget(label);
    row->addStretch(1);
    rows.addLayout(row);
    return label;
}

} // namespace

EmptyState::EmptyState(QWidget *parent) : QWidget(parent)
{
    setAccessibleRole(*this, QAccessible::Grouping);
    auto *rows = new QVBoxLayout(this);
    rows->setContentsMargins(space24, space24, space24, space24);
    rows->setSpacing(space4);
    rows->addStretch(1);
    m_icon = addCentred(*rows, this);
    rows->addSpacing(space8);
    m_line = addCentred(*rows, this);
    m_detail = addCentred(*rows, this);
    rows->addSpacing(space12);
    m_actions = new QHBoxLayout;
    m_actions->setSpacing(space8);
    m_actions->setAlignment(Qt::AlignHCenter);
    rows->addLayout(m_actions);
    rows->addStretch(1);

    theme::setTypeRole(*m_line, theme::TypeRole::Heading);
    theme::setTextTone(*m_detail, theme::TextTone::Muted);
    m_detail->setWordWrap(true);
}

void EmptyState::setContent(theme::Glyph glyph, const QString &line, const QString &detail)
{
    m_glyph = glyph;
    m_line->setText(line);
    m_detail->setText(detail);
    m_detail->setVisible(!detail.isEmpty());
    m_detail->setMinimumWidth(std::min(fontMetrics().averageCharWidth() * detailLetters,
                                       fontMetrics().horizontalAdvance(detail) + space8));
    widgets::setAccessibleName(*this, line);
    setAccessibleDescription(detail);
    showGlyph();
}

QPushButton *EmptyState::addAction(const QString &text, theme::ButtonKind kind)
{
    auto *button = new QPushButton(text, this);
    theme::setButtonKind(*button, kind);
    m_actions->addWidget(button);
    return button;
}

void EmptyState::changeEvent(QEvent *event)
{
    if (event->type() == QEvent::PaletteChange || event->type() == QEvent::StyleChange) {
        showGlyph();
    }
    QWidget::changeEvent(event);
}

void EmptyState::showGlyph()
{
    m_icon->setPixmap(theme::icon(m_glyph, theme::IconRole::Faint)
                          .pixmap(QSize(iconLarge, iconLarge), devicePixelRatioF()));
}

} // namespace penstock::widgets
