#pragma once

#include <string_view>

namespace penstock::house
{

/// What stands between the brackets of an include line names a header of Qt or of QtKeychain.
[[nodiscard]] bool isQtHeader(std::string_view header);

/// ... of Qt Gui, Widgets, Charts, Svg or another module that draws.
[[nodiscard]] bool isGuiHeader(std::string_view header);

} // namespace penstock::house
