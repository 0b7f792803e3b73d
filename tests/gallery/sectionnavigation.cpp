#include "parts.h"
#include "sections.h"
#include "widgets/navrail.h"

namespace penstock::gallery
{

namespace
{

using theme::Glyph;
using widgets::NavRail;

NavRail *makeRail(widgets::RailWidth width)
{
    auto *rail = new NavRail(widgets::RailFollows::Nothing);
    rail->addItem(Glyph::LayoutDashboard, QStringLiteral("Dashboard"));
    const int instances = rail->addItem(Glyph::Server, QStringLiteral("Instances"));
    const int models = rail->addItem(Glyph::Route, QStringLiteral("Models"));
    rail->addItem(Glyph::Activity, QStringLiteral("Traffic"));
    rail->addItem(Glyph::Settings, QStringLiteral("Settings"), widgets::RailPlace::Bottom);
    rail->setBadge(instances, QStringLiteral("5"), QStringLiteral("5 instances"));
    rail->setBadge(models, QStringLiteral("7"), QStringLiteral("7 models"));
    rail->setRailWidth(width);
    rail->setFixedHeight(240);
    return rail;
}

} // namespace

QWidget *makeNavigation()
{
    return makeRow({makeRail(widgets::RailWidth::Full), makeRail(widgets::RailWidth::IconsOnly)});
}

} // namespace penstock::gallery
