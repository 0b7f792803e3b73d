#pragma once

namespace penstock::theme
{

enum class Scheme { Light = 1, Dark };

/// What the person chose; System follows the desktop.
enum class SchemeChoice { System = 1, Light, Dark };

} // namespace penstock::theme
