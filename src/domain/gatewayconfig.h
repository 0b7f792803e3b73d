#pragma once

#include "domain/agentsettings.h"
#include "domain/breakersettings.h"
#include "domain/clientsettings.h"
#include "domain/inboundsettings.h"
#include "domain/instancesettings.h"
#include "domain/limitsettings.h"
#include "domain/observabilitysettings.h"
#include "domain/routingsettings.h"
#include "domain/storagesettings.h"
#include "domain/wrappersettings.h"

#include <map>
#include <string>
#include <vector>

namespace penstock
{

/// The whole effective configuration as one value. Built once per change, never altered afterwards,
/// shared as `shared_ptr<const GatewayConfig>`. The in-class defaults are those of the settings
/// table; a test holds the two together.
struct GatewayConfig {
    std::string name = "Penstock";
    ListenSettings listen;
    RoutingSettings routing;
    BreakerSettings breaker;
    LimitSettings limits;
    ClientsSettings clients;
    WrapperSettings wrapper;
    std::map<ModelName, ModelPrice> prices;
    LoggingSettings logging;
    std::vector<AlertSettings> alerts;
    MonitoringSettings monitoring;
    TelemetrySettings telemetry;
    SharedStateSettings sharedState;
    RequestLogSettings requestLog;
    UsageSettings usage;
    CaptureSettings capture;
    BackupSettings backup;
    int keepVersions = 200;
    AutoRollback autoRollback = AutoRollback::Offer;
    std::vector<InstanceSettings> instances;
    std::vector<AgentSettings> agents;

    friend bool operator==(const GatewayConfig &, const GatewayConfig &) = default;
};

} // namespace penstock
