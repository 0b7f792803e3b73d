#pragma once

#include "base/logformat.h"
#include "domain/enumnames.h"
#include "domain/secretreference.h"

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace penstock
{

enum class LogDetail { Debug = 1, Info, Warning, Error };

template<>
inline constexpr auto enumNames<LogDetail> = std::to_array<EnumName<LogDetail>>({
    {LogDetail::Debug, "debug"},
    {LogDetail::Info, "info"},
    {LogDetail::Warning, "warning"},
    {LogDetail::Error, "error"},
});

template<>
inline constexpr auto enumNames<LogFormat> = std::to_array<EnumName<LogFormat>>({
    {LogFormat::Text, "text"},
    {LogFormat::Json, "json"},
});

struct LoggingSettings {
    LogDetail level = LogDetail::Info;
    std::string file = "logs/penstock.log";
    LogFormat format = LogFormat::Text;
    std::int64_t maxSizeBytes = 5242880;
    int backupCount = 3;

    friend bool operator==(const LoggingSettings &, const LoggingSettings &) = default;
};

enum class AlertKind { Feishu = 1, Slack, Generic };

template<>
inline constexpr auto enumNames<AlertKind> = std::to_array<EnumName<AlertKind>>({
    {AlertKind::Feishu, "feishu"},
    {AlertKind::Slack, "slack"},
    {AlertKind::Generic, "generic"},
});

struct AlertSettings {
    AlertKind kind = AlertKind::Generic;
    std::optional<SecretReference> url;
    std::vector<std::string> events; ///< empty: all

    friend bool operator==(const AlertSettings &, const AlertSettings &) = default;
};

struct MonitoringSettings {
    std::chrono::minutes statsWindow{5};
    std::vector<std::chrono::minutes> additionalWindows
        = {std::chrono::minutes(15), std::chrono::minutes(30), std::chrono::minutes(60)};
    std::chrono::milliseconds activeProbe{0}; ///< zero: off

    friend bool operator==(const MonitoringSettings &, const MonitoringSettings &) = default;
};

struct TelemetrySettings {
    bool prometheus = true;
    std::optional<SecretReference> scrapeToken;
    std::optional<SecretReference> appInsights;
    std::string otlpEndpoint;

    friend bool operator==(const TelemetrySettings &, const TelemetrySettings &) = default;
};

struct SharedStateSettings {
    std::optional<SecretReference> redisUrl;
    std::string prefix = "penstock";

    friend bool operator==(const SharedStateSettings &, const SharedStateSettings &) = default;
};

} // namespace penstock
