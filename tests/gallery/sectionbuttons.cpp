#include "parts.h"
#include "sections.h"
#include "theme/icon.h"

#include <QMenu>
#include <QPushButton>
#include <QToolButton>

namespace penstock::gallery
{

namespace
{

using theme::ButtonKind;
using theme::Glyph;
using theme::IconRole;

QPushButton *makeButton(const QString &text, ButtonKind kind = ButtonKind::Normal)
{
    auto *button = new QPushButton(text);
    theme::setButtonKind(*button, kind);
    return button;
}

QPushButton *withIcon(QPushButton *button, Glyph glyph, IconRole role = IconRole::Text)
{
    button->setIcon(theme::icon(glyph, role));
    return button;
}

QPushButton *disabled(QPushButton *button)
{
    button->setEnabled(false);
    return button;
}

QPushButton *checked(QPushButton *button)
{
    button->setCheckable(true);
    button->setChecked(true);
    return button;
}

QPushButton *pressed(QPushButton *button)
{
    button->setDown(true);
    return button;
}

QPushButton *withMenu(QPushButton *button)
{
    button->setMenu(new QMenu(button));
    return button;
}

QToolButton *makeTool(Glyph glyph)
{
    auto *tool = new QToolButton;
    tool->setIcon(theme::icon(glyph, IconRole::Muted));
    tool->setAutoRaise(true);
    return tool;
}

QWidget *makeKinds()
{
    return makeRow({
        withIcon(makeButton(QStringLiteral("Add instance"), ButtonKind::Primary), Glyph::Plus,
                 IconRole::OnPrimary),
        makeButton(QStringLiteral("Use gpt-4o-mini"), ButtonKind::Primary),
        withIcon(makeButton(QStringLiteral("Import")), Glyph::Download),
        makeButton(QStringLiteral("Drain")),
        withMenu(withIcon(makeButton(QStringLiteral("Export")), Glyph::Upload)),
        withIcon(makeButton(QString()), Glyph::Ellipsis),
        makeButton(QStringLiteral("Flat"), ButtonKind::Flat),
        makeButton(QStringLiteral("Delete instance"), ButtonKind::Danger),
    });
}

QWidget *makeStates()
{
    return makeRow({
        pressed(makeButton(QStringLiteral("Pressed"))),
        checked(makeButton(QStringLiteral("Checked"))),
        disabled(withIcon(makeButton(QStringLiteral("Disabled")), Glyph::Download)),
        disabled(makeButton(QStringLiteral("Disabled primary"), ButtonKind::Primary)),
        disabled(makeButton(QStringLiteral("Disabled flat"), ButtonKind::Flat)),
        pressed(makeButton(QStringLiteral("Pressed primary"), ButtonKind::Primary)),
    });
}

QWidget *makeFocused()
{
    QPushButton *normal = makeButton(QStringLiteral("Focus"));
    QPushButton *primary = makeButton(QStringLiteral("Focus primary"), ButtonKind::Primary);
    QWidget *row = makeRow({normal, primary});
    addRing(normal);
    addRing(primary);
    return row;
}

QWidget *makeTools()
{
    QToolButton *on = makeTool(Glyph::Pause);
    on->setCheckable(true);
    on->setChecked(true);
    QToolButton *off = makeTool(Glyph::Bell);
    off->setEnabled(false);
    QToolButton *worded = makeTool(Glyph::RefreshCw);
    worded->setText(QStringLiteral("Test again"));
    worded->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    QToolButton *menu = makeTool(Glyph::SlidersHorizontal);
    menu->setPopupMode(QToolButton::MenuButtonPopup);
    menu->setMenu(new QMenu(menu));
    QToolButton *framed = makeTool(Glyph::Copy);
    framed->setAutoRaise(false);
    return makeRow({makeTool(Glyph::Copy), makeTool(Glyph::Bell), on, off, worded, menu, framed});
}

} // namespace

QWidget *makeButtons()
{
    return makeColumn({makeKinds(), makeStates(), makeRow({makeFocused(), makeTools()})});
}

} // namespace penstock::gallery
