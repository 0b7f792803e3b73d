#pragma once

#include "domain/enumnames.h"

#include <chrono>
#include <cstdint>
#include <string>

namespace penstock
{

/// Whichever bound comes first.
struct RequestLogSettings {
    std::int64_t maxRows = 1000000;
    int maxDays = 14;
    int maxMib = 500;

    friend bool operator==(const RequestLogSettings &, const RequestLogSettings &) = default;
};

struct UsageSettings {
    std::chrono::hours minutesKept{48}; ///< then rolled up to hours
    int keepDays = 30;

    friend bool operator==(const UsageSettings &, const UsageSettings &) = default;
};

struct CaptureSettings {
    bool bodies = false;
    std::chrono::minutes duration{15};
    int maxKib = 256;

    friend bool operator==(const CaptureSettings &, const CaptureSettings &) = default;
};

struct BackupSettings {
    std::string dir; ///< empty: `backups` in the profile
    std::chrono::hours every{24};
    int keep = 14;
    bool vacuum = true;

    friend bool operator==(const BackupSettings &, const BackupSettings &) = default;
};

enum class AutoRollback { Off = 1, Offer, Auto };

template<>
inline constexpr auto enumNames<AutoRollback> = std::to_array<EnumName<AutoRollback>>({
    {AutoRollback::Off, "off"},
    {AutoRollback::Offer, "offer"},
    {AutoRollback::Auto, "auto"},
});

} // namespace penstock
