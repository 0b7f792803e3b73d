#pragma once

#include <QIcon>

namespace penstock::theme
{

/// The window's icon, in the sizes that window systems ask for.
[[nodiscard]] QIcon appIcon();

} // namespace penstock::theme
