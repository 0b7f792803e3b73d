#include "parts.h"
#include "sections.h"
#include "theme/icon.h"
#include "theme/metrics.h"

#include <QGridLayout>
#include <QToolButton>

namespace penstock::gallery
{

namespace
{

using theme::Glyph;
using theme::IconRole;

constexpr int columns = 28;

QToolButton *makeIconButton(Glyph glyph, IconRole role, int side)
{
    auto *button = new QToolButton;
    button->setAutoRaise(true);
    button->setIcon(theme::icon(glyph, role));
    button->setIconSize(QSize(side, side));
    button->setToolTip(theme::glyphName(glyph));
    return button;
}

QWidget *makeGlyphs()
{
    auto *page = new QWidget;
    auto *grid = new QGridLayout(page);
    grid->setContentsMargins(0, 0, 0, 0);
    for (int number = 0; number < theme::glyphCount; ++number) {
        grid->addWidget(
            makeIconButton(static_cast<Glyph>(number), IconRole::Text, theme::metrics::icon),
            number / columns, number % columns);
    }
    return page;
}

QWidget *makeRoles()
{
    QList<QWidget *> row;
    for (const auto role : {IconRole::Text, IconRole::Muted, IconRole::Faint, IconRole::Accent,
                            IconRole::OnPrimary, IconRole::Good, IconRole::Warning, IconRole::Bad,
                            IconRole::Info, IconRole::Config, IconRole::Neutral}) {
        row.append(makeIconButton(Glyph::Gauge, role, 20));
    }
    QToolButton *off = makeIconButton(Glyph::Gauge, IconRole::Good, 20);
    off->setEnabled(false);
    row.append(off);
    for (const int side : {12, 14, 16, 20, 24, 32}) {
        row.append(makeIconButton(Glyph::ShieldCheck, IconRole::Muted, side));
    }
    return makeRow(row);
}

} // namespace

QWidget *makeIcons()
{
    return makeColumn({makeGlyphs(), makeRoles()});
}

} // namespace penstock::gallery
