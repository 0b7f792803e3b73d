#include "parts.h"
#include "sections.h"
#include "theme/icon.h"
#include "theme/metrics.h"

#include <QLabel>
#include <QMenu>
#include <QSplitter>
#include <QTabWidget>
#include <QToolTip>

namespace penstock::gallery
{

namespace
{

using theme::Glyph;

QWidget *makeTabWidget()
{
    auto *tabs = new QTabWidget;
    for (const char *word : {"Overview", "Connection test", "Deployments", "Limits", "Secret"}) {
        auto *page = makeLabel(QStringLiteral("%1 of eu-2").arg(QLatin1String(word)));
        page->setMargin(theme::metrics::space8);
        tabs->addTab(page, QLatin1String(word));
    }
    tabs->setTabIcon(4, theme::icon(Glyph::KeyRound, theme::IconRole::Muted));
    tabs->setTabEnabled(3, false);
    tabs->setCurrentIndex(1);
    tabs->setFixedSize(520, 110);
    return tabs;
}

/// As a part of the page, so that it can be seen without being opened.
QWidget *makeOpenMenu()
{
    auto *menu = new QMenu;
    menu->addAction(theme::icon(Glyph::RefreshCw), QStringLiteral("Test again"))
        ->setShortcut(QKeySequence(Qt::Key_T));
    QAction *copy = menu->addAction(theme::icon(Glyph::Copy), QStringLiteral("Duplicate"));
    copy->setShortcut(QKeySequence(Qt::CTRL | Qt::Key_D));
    QAction *enabled = menu->addAction(QStringLiteral("Enabled"));
    enabled->setCheckable(true);
    enabled->setChecked(true);
    menu->addSeparator();
    menu->addMenu(QStringLiteral("Copy as"))->setIcon(theme::icon(Glyph::Clipboard));
    QAction *off = menu->addAction(theme::icon(Glyph::Trash2), QStringLiteral("Delete"));
    off->setEnabled(false);
    menu->setWindowFlags(Qt::Widget);
    menu->setActiveAction(copy);
    menu->setFixedSize(menu->sizeHint());
    return menu;
}

QWidget *makeTip()
{
    auto *tip = new QLabel(QStringLiteral("One target, throttled"));
    tip->setObjectName(QStringLiteral("tip"));
    return tip;
}

QWidget *makeSplit()
{
    auto *splitter = new QSplitter;
    splitter->addWidget(makeLabel(QStringLiteral("left of a splitter")));
    splitter->addWidget(makeLabel(QStringLiteral("  and right of it")));
    splitter->setFixedHeight(48);
    return makeColumn({splitter, makeTip()});
}

} // namespace

QWidget *makeTabs()
{
    return makeRow({makeTabWidget(), makeOpenMenu(), makeSplit()});
}

} // namespace penstock::gallery
