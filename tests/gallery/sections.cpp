#include "sections.h"

namespace penstock::gallery
{

std::vector<Section> allSections()
{
    return {
        {QStringLiteral("Type"), &makeType},
        {QStringLiteral("Tones and series"), &makeTones},
        {QStringLiteral("Buttons"), &makeButtons},
        {QStringLiteral("Fields"), &makeInputs},
        {QStringLiteral("Check boxes and switches"), &makeChecks},
        {QStringLiteral("Tables, trees, lists"), &makeViews},
        {QStringLiteral("Tabs, menus, tool tips"), &makeTabs},
        {QStringLiteral("Ranges"), &makeRanges},
        {QStringLiteral("Badges"), &makeBadges},
        {QStringLiteral("Messages"), &makeMessages},
        {QStringLiteral("Forms and secrets"), &makeForms},
        {QStringLiteral("Tiles and choices"), &makeTiles},
        {QStringLiteral("Charts"), &makeCharts},
        {QStringLiteral("Empty"), &makeEmpty},
        {QStringLiteral("Navigation"), &makeNavigation},
        {QStringLiteral("Icons"), &makeIcons},
    };
}

} // namespace penstock::gallery
