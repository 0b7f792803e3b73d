#include "models/stateword.h"

#include <QCoreApplication>

namespace penstock::models
{

namespace
{

struct Words {
    Q_DECLARE_TR_FUNCTIONS(StateWord)
};

} // namespace

QString stateWord(InstanceState state)
{
    switch (state) {
    case InstanceState::Unknown:
        break;
    case InstanceState::Healthy:
        return Words::tr("Healthy");
    case InstanceState::Degraded:
        return Words::tr("Degraded");
    case InstanceState::RateLimited:
        return Words::tr("Throttled");
    case InstanceState::Open:
        return Words::tr("Open");
    case InstanceState::HalfOpen:
        return Words::tr("Half-open");
    case InstanceState::ConfigError:
        return Words::tr("Configuration");
    case InstanceState::Draining:
        return Words::tr("Draining");
    case InstanceState::Disabled:
        return Words::tr("Disabled");
    }
    return Words::tr("Not tested");
}

} // namespace penstock::models
