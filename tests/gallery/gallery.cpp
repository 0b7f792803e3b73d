#include "gallery.h"

#include "parts.h"
#include "sections.h"
#include "theme/applogo.h"
#include "theme/metrics.h"

#include <QLabel>
#include <QVBoxLayout>

namespace penstock::gallery
{

namespace
{

constexpr int pageWidth = 1280;

QWidget *makeCard(const Section &section)
{
    auto *card = new QFrame;
    theme::setSurface(*card, theme::Surface::Card);
    auto *layout = new QVBoxLayout(card);
    layout->setContentsMargins(theme::metrics::cardPadding, theme::metrics::cardPadding,
                               theme::metrics::cardPadding, theme::metrics::cardPadding);
    layout->setSpacing(theme::metrics::space12);
    layout->addWidget(makeLabel(section.title, theme::TypeRole::Heading));
    layout->addWidget(section.make());
    return card;
}

} // namespace

Gallery::Gallery()
{
    setFrameShape(QFrame::NoFrame);
    setWidgetResizable(true);
    setWindowIcon(theme::appIcon());
    setWindowTitle(QStringLiteral("Penstock controls"));
    auto *page = new QWidget;
    auto *layout = new QVBoxLayout(page);
    constexpr int margin = theme::metrics::pageMargin;
    layout->setContentsMargins(margin, margin, margin, margin);
    layout->setSpacing(theme::metrics::space16);
    auto *logo = new QLabel;
    logo->setPixmap(theme::appIcon().pixmap(QSize(24, 24), devicePixelRatioF()));
    layout->addWidget(
        makeRow({logo, makeLabel(QStringLiteral("Controls"), theme::TypeRole::Title)}));
    for (const Section &section : allSections()) {
        layout->addWidget(makeCard(section));
    }
    layout->addStretch();
    setWidget(page);
    resize(pageWidth, 820);
}

QPixmap Gallery::picture()
{
    setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    show();
    // Only what is shown knows how large it wants to be.
    resize(pageWidth, widget()->sizeHint().height());
    // The rings are parts of the window, not of the page.
    return grab();
}

void Gallery::showEvent(QShowEvent *event)
{
    QScrollArea::showEvent(event);
    showRings(*widget());
}

} // namespace penstock::gallery
