#pragma once

#include <string>

namespace penstock::config
{

/// The settings table as documentation in Markdown.
[[nodiscard]] std::string settingsReference();

} // namespace penstock::config
