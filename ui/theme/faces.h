#pragma once

#include "base/result.h"

class QString;

namespace penstock::theme
{

/// The families that the program brings along.
[[nodiscard]] QString interfaceFamily();
[[nodiscard]] QString monoFamily();

/// Registers the faces with the application, again without effect. What fails leaves the system's.
[[nodiscard]] Result<void> loadFaces();

} // namespace penstock::theme
