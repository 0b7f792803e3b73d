#pragma once

#include <filesystem>

namespace penstock::service
{

/// Whether this machine runs on its battery, as far as the system tells.
[[nodiscard]] bool isOnBattery();

/// The same, as a folder tells that is like the one which Linux keeps for it.
[[nodiscard]] bool showsBatteryUse(const std::filesystem::path &supplies);

} // namespace penstock::service
