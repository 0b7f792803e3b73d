#include "pages/statewatch.h"

#include "widgets/statelook.h"

#include <QCoreApplication>

namespace penstock::pages
{

namespace
{

constexpr qint64 kept = 900;
// More lines than this would hide the curve.
constexpr std::size_t mostEvents = 6;

bool isTrouble(InstanceState state, bool wasTrouble)
{
    switch (state) {
    case InstanceState::RateLimited:
    case InstanceState::Open:
    case InstanceState::ConfigError:
    case InstanceState::Degraded:
        return true;
    case InstanceState::HalfOpen: // nobody knows yet whether it is over
        return wasTrouble;
    case InstanceState::Unknown:
    case InstanceState::Healthy:
    case InstanceState::Draining:
    case InstanceState::Disabled:
        break;
    }
    return false;
}

} // namespace

StateWatch::Seen StateWatch::look(const service::GatewaySnapshot &snapshot)
{
    const qint64 now
        = std::chrono::duration_cast<std::chrono::seconds>(snapshot.at.time_since_epoch()).count();
    Seen seen = Seen::NothingNew;
    for (const service::InstanceView &view : snapshot.instances) {
        const auto [place, isNew]
            = m_instances.try_emplace(view.id, Known{view.state, isTrouble(view.state, false)});
        Known &known = place->second;
        if (known.state == view.state) {
            continue;
        }
        const bool wasTrouble = known.isTrouble;
        known = {view.state, isTrouble(view.state, wasTrouble)};
        // The first word is enough of a trouble that goes on under another name.
        if (!known.isTrouble || wasTrouble) {
            continue;
        }
        const widgets::StateLook look = widgets::stateLook(view.state);
        //: "eu-2: Throttled", at a moment in a chart
        const QString text = QCoreApplication::translate("StateWatch", "%1: %2")
                                 .arg(QString::fromStdString(view.name), look.word);
        m_events.push_back({now, text, look.tone});
        seen = Seen::Trouble;
    }
    while (!m_events.empty()
           && (m_events.size() > mostEvents || m_events.front().second < now - kept)) {
        m_events.pop_front();
    }
    return seen;
}

std::vector<widgets::ChartEvent> StateWatch::events() const
{
    return {m_events.begin(), m_events.end()};
}

} // namespace penstock::pages
