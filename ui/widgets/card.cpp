#include "widgets/card.h"

#include "theme/looks.h"
#include "theme/metrics.h"
#include "widgets/elidedlabel.h"

#include <QBoxLayout>

namespace penstock::widgets
{

using namespace theme::metrics;

Card::Card(const QString &title, QWidget *parent)
    : QFrame(parent)
    , m_titleRow(new QWidget(this))
    , m_titleLayout(new QHBoxLayout(m_titleRow))
    , m_title(new ElidedLabel({}, m_titleRow))
    , m_body(new QVBoxLayout)
{
    theme::setSurface(*this, theme::Surface::Card);
    theme::setTypeRole(*m_title, theme::TypeRole::Heading);

    m_titleLayout->setContentsMargins(0, 0, 0, 0);
    m_titleLayout->setSpacing(space8);
    m_titleLayout->addWidget(m_title, 1);
    m_body->setContentsMargins(0, 0, 0, 0);
    m_body->setSpacing(space8);

    auto *all = new QVBoxLayout(this);
    all->setContentsMargins(cardPadding, cardPadding, cardPadding, cardPadding);
    all->setSpacing(space12);
    all->addWidget(m_titleRow);
    all->addLayout(m_body, 1);
    setTitle(title);
}

void Card::setTitle(const QString &title)
{
    m_title->setText(title);
    setAccessibleName(title);
    showTitleRow();
}

void Card::addToTitleRow(QWidget *widget)
{
    m_titleLayout->addWidget(widget);
    showTitleRow();
}

void Card::removePadding()
{
    // Its lines and the ground of its rows keep clear of the round corners.
    constexpr int side = 6;
    layout()->setContentsMargins(side, 0, side, space4);
    m_titleLayout->setContentsMargins(cardPadding, space12, cardPadding, 0);
}

void Card::showTitleRow()
{
    m_titleRow->setVisible(!m_title->text().isEmpty() || m_titleLayout->count() > 1);
}

} // namespace penstock::widgets
