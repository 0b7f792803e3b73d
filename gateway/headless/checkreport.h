#pragma once

#include "config/loader.h"

#include <string>

namespace penstock::headless
{

/// What `check` found, for people.
[[nodiscard]] std::string checkReportText(const config::LoadedConfig &loaded);
/// The same for programs.
[[nodiscard]] std::string checkReportJson(const config::LoadedConfig &loaded);

} // namespace penstock::headless
