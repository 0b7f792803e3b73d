#include "parts.h"
#include "sections.h"
#include "widgets/card.h"
#include "widgets/emptystate.h"

#include <QBoxLayout>
#include <QPushButton>

namespace penstock::gallery
{

QWidget *makeEmpty()
{
    auto *nothingYet = new widgets::EmptyState;
    nothingYet->setContent(theme::Glyph::Server, QStringLiteral("No instances yet"),
                           QStringLiteral("An instance is one Azure OpenAI resource: an address "
                                          "and a key. Requests go to all of them."));
    nothingYet->addAction(QStringLiteral("Add instance"), theme::ButtonKind::Primary);
    nothingYet->addAction(QStringLiteral("Import"));
    auto *noMatch = new widgets::EmptyState;
    noMatch->setContent(theme::Glyph::Funnel, QStringLiteral("No instance matches the filter"),
                        QStringLiteral("5 instances are hidden."));
    noMatch->addAction(QStringLiteral("Clear filter"));

    auto *row = new QWidget;
    auto *layout = new QHBoxLayout(row);
    layout->setContentsMargins(0, 0, 0, 0);
    for (widgets::EmptyState *state : {nothingYet, noMatch}) {
        auto *card = new widgets::Card;
        card->body().addWidget(state);
        layout->addWidget(card, 1);
    }
    return row;
}

} // namespace penstock::gallery
