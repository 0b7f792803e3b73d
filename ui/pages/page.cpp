#include "pages/page.h"

#include "theme/looks.h"
#include "theme/metrics.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QScrollArea>
#include <QVBoxLayout>

namespace penstock::pages
{

namespace metrics = theme::metrics;

Page::Page(const QString &title, QWidget *parent)
    : QWidget(parent)
    , m_titleRow(new QHBoxLayout)
    , m_body(new QVBoxLayout(this))
{
    m_body->setContentsMargins(metrics::pageMargin, metrics::space16, metrics::pageMargin,
                               metrics::pageMargin);
    m_body->setSpacing(metrics::space12);
    m_titleRow->setSpacing(metrics::space8);
    m_titleRow->addStrut(metrics::controlHeight); // with buttons in it or without
    auto *const label = new QLabel(title);
    theme::setTypeRole(*label, theme::TypeRole::Title);
    m_titleRow->addWidget(label);
    m_titleRow->addStretch();
    m_body->addLayout(m_titleRow);
    setAccessibleName(title);
}

void Page::addToTitleRow(QWidget *widget)
{
    m_titleRow->addWidget(widget);
}

QScrollArea *scrolled(QWidget *content)
{
    auto *const area = new QScrollArea;
    area->setWidget(content);
    area->setWidgetResizable(true);
    area->setFrameShape(QFrame::NoFrame);
    area->setFocusPolicy(Qt::NoFocus);
    area->setMinimumHeight(metrics::rowHeight);
    area->viewport()->setAutoFillBackground(false);
    content->setAutoFillBackground(false);
    return area;
}

} // namespace penstock::pages
