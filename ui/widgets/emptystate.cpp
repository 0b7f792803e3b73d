#include "widgets/emptystate.h"

#include "theme/appstyle.h"
#include "theme/icon.h"
#include "theme/metrics.h"
#include "theme/paint.h"
#include "theme/tokens.h"
#include "widgets/accessiblerole.h"

#include <QBoxLayout>
#include <QEvent>
#include <QLabel>
#include <QPainter>
#include <QPushButton>

namespace penstock::widgets
{

namespace
{

using namespace theme::metrics;

// A line of this many letters is read at one glance.
constexpr int detailLetters = 60;
constexpr int plateSide = 64;
constexpr int plateRadius = 16;

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
    rows->addSpacing(space12);
    m_line = addCentred(*rows, this);
    m_detail = addCentred(*rows, this);
    rows->addSpacing(space16);
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
    const theme::Tokens &tokens = theme::tokensOf(*this);
    const double ratio = devicePixelRatioF();
    QPixmap plate(QSize(plateSide, plateSide) * ratio);
    plate.setDevicePixelRatio(ratio);
    plate.fill(Qt::transparent);
    QPainter painter(&plate);
    const QRect whole(0, 0, plateSide, plateSide);
    theme::paintBox(painter, whole, plateRadius, tokens.selection, {});
    constexpr int aside = (plateSide - iconLarge) / 2;
    theme::paintGlyph(painter, whole.adjusted(aside, aside, -aside, -aside), m_glyph,
                      tokens.accent);
    painter.end();
    m_icon->setPixmap(plate);
}

} // namespace penstock::widgets
