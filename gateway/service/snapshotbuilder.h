#pragma once

#include "proxy/snapshot.h"
#include "routing/trafficcontrol.h"
#include "service/gatewaysnapshot.h"
#include "service/traffictally.h"

namespace penstock::service
{

/// What a person is to see: the settings of the instances, and how they have done so far. Without
/// the history.
[[nodiscard]] GatewaySnapshot snapshotOf(const proxy::Snapshot &settings, const TrafficTally &tally,
                                         const routing::TrafficControl &control,
                                         const Clock &clock);
[[nodiscard]] TrafficHistory historyOf(const proxy::Snapshot &settings, const TrafficTally &tally);

} // namespace penstock::service
