#pragma once

#include "service/gatewaysnapshot.h"
#include "widgets/chartdata.h"

#include <deque>
#include <map>
#include <vector>

namespace penstock::pages
{

/// Notices when an instance gets into trouble, to mark the moment in the charts.
class StateWatch final
{
public:
    enum class Seen { NothingNew = 1, Trouble };
    Seen look(const service::GatewaySnapshot &snapshot);
    /// Of the last quarter of an hour, oldest first.
    [[nodiscard]] std::vector<widgets::ChartEvent> events() const;

private:
    struct Known {
        InstanceState state = InstanceState::Unknown;
        bool isTrouble = false;
    };

    std::map<InstanceId, Known> m_instances;
    std::deque<widgets::ChartEvent> m_events;
};

} // namespace penstock::pages
