#include "app/demoevents.h"

#include <array>
#include <utility>
#include <vector>

namespace penstock::app
{

namespace
{

using simulator::Fault;
using simulator::FaultKind;
using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr std::array<const char *, 3> instances = {"eastus", "westus", "swedencentral"};

struct Trouble {
    Fault fault;
    seconds usual; ///< how long it lasts
};

Trouble throttled()
{
    return {{.kind = FaultKind::RateLimit, .retryAfter = seconds(7)}, seconds(25)};
}

Trouble unavailable()
{
    return {{.kind = FaultKind::ServerError, .status = 503}, seconds(20)};
}

std::vector<Trouble> troubles()
{
    return {
        throttled(),
        unavailable(),
        {{.kind = FaultKind::Capacity}, seconds(20)},
        {{.kind = FaultKind::HtmlError}, seconds(10)},
        {{.kind = FaultKind::ServerError, .status = 500, .probability = 0.4}, seconds(30)},
        {{.kind = FaultKind::Slow, .delay = milliseconds(1800)}, seconds(25)},
        {{.kind = FaultKind::StreamError, .probability = 0.5}, seconds(20)},
        {{.kind = FaultKind::Refuse}, seconds(12)},
        {{.kind = FaultKind::LimitReduction, .factor = 0.2}, seconds(40)},
    };
}

} // namespace

DemoEvents::DemoEvents(std::uint64_t seed) : m_random(seed) { }

DemoEvent DemoEvents::next()
{
    DemoEvent event = choose();
    event.begin = m_end + around(seconds(m_count == 0 ? 40 : 45));
    event.fault.duration = event.duration;
    m_end = event.end();
    m_instance = event.instance;
    ++m_count;
    return event;
}

DemoEvent DemoEvents::choose()
{
    Trouble trouble = throttled();
    std::string instance = "westus";
    if (m_count == 1) {
        trouble = unavailable();
        instance = "swedencentral";
    } else if (m_count > 1) {
        auto all = troubles();
        trouble = pick(m_random, all);
        do {
            instance = pick(m_random, instances);
        } while (instance == m_instance);
    }
    return {.duration = around(trouble.usual),
            .instance = std::move(instance),
            .fault = std::move(trouble.fault)};
}

/// A fifth more or less.
milliseconds DemoEvents::around(seconds usual)
{
    constexpr double spread = 0.2;
    const double factor = m_random.between(1 - spread, 1 + spread);
    return std::chrono::duration_cast<milliseconds>(usual * factor);
}

} // namespace penstock::app
