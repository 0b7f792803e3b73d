#include "simulator/simulatorhost.h"

#include "simulator/simulatorhandler.h"

#include <algorithm>
#include <utility>

namespace penstock::simulator
{

namespace
{

constexpr std::chrono::milliseconds watchInterval(20);

std::shared_ptr<const http::HttpPolicy> policy()
{
    auto policy = std::make_shared<http::HttpPolicy>();
    policy->requestIdField.clear(); // Azure knows nothing of us
    return policy;
}

} // namespace

SimulatorHost::SimulatorHost(const Clock &clock, std::shared_ptr<InstanceTable> table)
    : m_clock(clock)
    , m_table(std::move(table))
    , m_waker([this] { obeyCommands(); })
    , m_commands(std::make_shared<Mailbox<ControlCommand>>(m_waker.wake()))
{
    m_watch.setInterval(watchInterval);
    connect(&m_watch, &QTimer::timeout, this, &SimulatorHost::followRefusals);
}

SimulatorHost::~SimulatorHost()
{
    m_commands->close();
}

Result<SimulatorHost::Site> SimulatorHost::open(const std::string &name, std::uint16_t port)
{
    Site site{.name = name};
    site.listener = std::make_unique<http::HttpListener>(http::ListenerSetup{
        .makeHandler =
            [name, table = m_table, commands = m_commands] {
                return std::make_unique<SimulatorHandler>(name, table, commands);
            },
        .policy = policy(),
        .clock = &m_clock});
    if (auto listening = site.listener->listen({{.port = port}}); !listening) {
        if (listening.error().code == ErrorCode::AlreadyExists) {
            return fail(
                ErrorCode::AlreadyExists,
                "Port " + std::to_string(port)
                    + (name.empty() ? " for the control API" : " for the instance '" + name + "'")
                    + " is in use by another program. End it, or choose other ports.",
                listening.error().detail);
        }
        return Failure(std::move(listening.error()));
    }
    site.port = site.listener->addresses().front().port;
    return site;
}

Result<void> SimulatorHost::load(SimulatorScenario wanted)
{
    const auto scenario = std::make_shared<const SimulatorScenario>(std::move(wanted));
    if (std::exchange(m_hasDrained, false)) {
        m_sites.clear();
        m_control = {};
    }
    std::vector<Site> fresh;
    for (const InstanceSetup &setup : scenario->instances) {
        const auto kept = std::ranges::find_if(m_sites, [&setup](const Site &site) {
            return site.name == setup.name && (setup.port == 0 || setup.port == site.port);
        });
        if (kept != m_sites.end()) {
            continue;
        }
        auto site = open(setup.name, setup.port);
        if (!site) {
            return Failure(std::move(site.error()));
        }
        fresh.push_back(std::move(*site));
    }
    if (m_control.listener == nullptr) {
        auto control = open({}, scenario->controlPort);
        if (!control) {
            return Failure(std::move(control.error()));
        }
        m_control = std::move(*control);
    }

    // From here on nothing can fail.
    std::vector<Site> sites;
    std::vector<InstanceTable::Row> rows;
    for (std::size_t i = 0; i < scenario->instances.size(); ++i) {
        const auto isIts = [&](const Site &site) {
            return site.listener != nullptr && site.name == scenario->instances[i].name;
        };
        auto site = std::ranges::find_if(fresh, isIts);
        if (site == fresh.end()) {
            site = std::ranges::find_if(m_sites, isIts);
        }
        rows.push_back({std::make_shared<SimulatedInstance>(scenario, i, m_clock), site->port});
        sites.push_back(std::move(*site));
    }
    m_table->replace(scenario, std::move(rows), m_control.port);
    m_sites.swap(sites);
    followRefusals();
    return {};
}

Result<std::vector<std::shared_ptr<SimulatedInstance>>>
SimulatorHost::named(const std::string &instance) const
{
    std::vector<std::shared_ptr<SimulatedInstance>> found;
    for (const InstanceTable::Row &row : m_table->rows()) {
        if (instance.empty() || row.instance->setup().name == instance) {
            found.push_back(row.instance);
        }
    }
    if (found.empty()) {
        return fail(ErrorCode::NotFound, "There is no instance '" + instance + "'.");
    }
    return found;
}

Result<void> SimulatorHost::switchOn(const std::string &instance, const std::vector<Fault> &faults)
{
    const auto instances = named(instance);
    if (!instances) {
        return Failure(instances.error());
    }
    for (const auto &each : *instances) {
        each->switchOn(faults);
    }
    followRefusals();
    return {};
}

Result<void> SimulatorHost::clearFaults(const std::string &instance)
{
    const auto instances = named(instance);
    if (!instances) {
        return Failure(instances.error());
    }
    for (const auto &each : *instances) {
        each->clearFaults();
    }
    followRefusals();
    return {};
}

void SimulatorHost::followRefusals()
{
    bool isNeeded = false;
    for (Site &site : m_sites) {
        const auto instance = m_table->find(site.name);
        if (instance == nullptr) {
            continue;
        }
        const Door wanted = instance->refuses() ? Door::Closed : Door::Open;
        if (wanted != site.door) {
            // A port that somebody has taken in the meantime is tried again at the next look.
            const auto listening = wanted == Door::Open
                ? site.listener->listen({{.port = site.port}})
                : site.listener->listen({});
            site.door = listening ? wanted : site.door;
        }
        isNeeded = isNeeded || instance->mayRefuse() || site.door == Door::Closed;
    }
    if (isNeeded && !m_watch.isActive()) {
        m_watch.start();
    } else if (!isNeeded) {
        m_watch.stop();
    }
}

void SimulatorHost::obeyCommands()
{
    for (const ControlCommand &command : m_commands->drain()) {
        command.done(obey(command));
    }
}

Result<void> SimulatorHost::obey(const ControlCommand &command)
{
    if (const auto *const fault = std::get_if<SwitchOnFaults>(&command.what)) {
        return switchOn(fault->instance, fault->faults);
    }
    if (const auto *const clear = std::get_if<ClearFaults>(&command.what)) {
        return clearFaults(clear->instance);
    }
    return load(std::get<LoadScenario>(command.what).scenario);
}

void SimulatorHost::drain(std::chrono::milliseconds most, std::function<void()> done)
{
    m_watch.stop();
    m_hasDrained = true;
    m_undrained = 0;
    const auto over = [this, done = std::move(done)] {
        if (--m_undrained == 0) {
            done();
        }
    };
    const auto each = [&](Site &site) {
        if (site.listener != nullptr) {
            ++m_undrained;
            connect(site.listener.get(), &http::HttpListener::drained, this, over);
            site.listener->drain(most);
        }
    };
    std::ranges::for_each(m_sites, each);
    each(m_control);
    if (m_undrained == 0) {
        ++m_undrained;
        over();
    }
}

} // namespace penstock::simulator
