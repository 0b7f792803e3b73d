#include "service/gatewayhost.h"

#include "proxy/proxyhandler.h"
#include "service/portholder.h"

#include <QHostAddress>

#include <algorithm>
#include <thread>
#include <utility>

namespace penstock::service
{

namespace
{

constexpr LogCategory gatewayLog{"gateway"};
constexpr std::string_view ipv4Loopback = "127.0.0.1";
constexpr std::string_view ipv6Loopback = "::1";

bool isLoopback(const std::string &address)
{
    return address == "loopback" || QHostAddress(QString::fromStdString(address)).isLoopback();
}

Result<void> refuseForeignAddresses(const ListenSettings &settings)
{
    for (const std::string &address : settings.addresses) {
        if (!isLoopback(address)) {
            return fail(
                ErrorCode::PermissionDenied,
                "The gateway does not listen on '" + address
                    + "': other machines could spend money, and client keys, which keep them "
                      "out, do not exist in this version. Use 'loopback'.");
        }
    }
    return {};
}

// Whoever has switched it on counts on it.
Result<void> refuseWhatIsNotKept(const ClientsSettings &clients)
{
    if (clients.requireKey) {
        return fail(ErrorCode::PermissionDenied,
                    "'clients.require_key' is on, but this version cannot check client keys yet: "
                    "anybody on this machine could use the gateway. Switch it off to start.");
    }
    return {};
}

Result<void> refuseWhatCannotBe(const GatewayConfig &config)
{
    const auto allowed = refuseForeignAddresses(config.listen);
    return allowed ? refuseWhatIsNotKept(config.clients) : allowed;
}

Failure withHolder(Error error, std::uint16_t port)
{
    if (error.code == ErrorCode::AlreadyExists) {
        if (const auto holder = portHolder(port)) {
            error.message = "Port " + std::to_string(port) + " is taken by '" + holder->name
                + "' (process " + std::to_string(holder->process)
                + "). End that program, or set another 'port'.";
        }
    }
    return Failure(std::move(error));
}

upstream::SocketWatch watchOf(EventPath path)
{
    return path == EventPath::Best ? upstream::SocketWatch::Best : upstream::SocketWatch::Portable;
}

int workerCount(int wanted)
{
    constexpr int most = 4;
    return wanted > 0 ? wanted
                      : std::clamp(static_cast<int>(std::thread::hardware_concurrency()), 1, most);
}

} // namespace

std::shared_ptr<routing::TrafficControl> makeControl(const Clock &clock)
{
    SystemRandom random;
    return std::make_shared<routing::TrafficControl>(clock, random.nextU64());
}

GatewayHost::GatewayHost(HostSetup setup, QObject *parent)
    : QObject(parent)
    , m_setup(std::move(setup))
    , m_slot(std::make_shared<SnapshotSlot>())
    , m_tally(m_setup.tally ? m_setup.tally : std::make_shared<TrafficTally>(*m_setup.clock))
    , m_control(m_setup.control ? m_setup.control : makeControl(*m_setup.clock))
    , m_epoch(*m_setup.clock)
{
    if (m_setup.logger != nullptr) {
        m_stateLog = std::make_unique<StateLog>(*m_setup.logger);
    }
    m_looking.setInterval(m_setup.lookInterval);
    connect(&m_looking, &QTimer::timeout, this, &GatewayHost::look);
}

GatewayHost::~GatewayHost() = default;

Result<void> GatewayHost::start(std::shared_ptr<const GatewayConfig> config,
                                const SecretStore &secrets)
{
    if (auto possible = refuseWhatCannotBe(*config); !possible) {
        return possible;
    }
    const std::shared_ptr<const proxy::Snapshot> first = prepare(config, secrets);
    m_control->adopt(first->plan(), {});
    m_slot->set(first);
    beginLooking();
    const auto makeHandler = [this]() -> std::unique_ptr<http::HttpHandler> {
        return std::make_unique<proxy::ProxyHandler>(
            proxy::ProxyHandler::Setup{.snapshot = [slot = m_slot] { return slot->get(); },
                                       .control = m_control.get(),
                                       .adminKey = m_setup.adminKey,
                                       .version = m_setup.version,
                                       .clock = m_setup.clock,
                                       .logger = m_setup.logger,
                                       .traffic = m_tally.get(),
                                       .watch = watchOf(m_setup.eventPath),
                                       .network = &m_epoch});
    };
    m_listener = std::make_unique<http::HttpListener>(
        http::ListenerSetup{.makeHandler = makeHandler,
                            .policy = std::make_shared<const http::HttpPolicy>(policy(*config)),
                            .workers = workerCount(config->listen.workers),
                            .eventPath = m_setup.eventPath,
                            .clock = m_setup.clock,
                            .logger = m_setup.logger});
    connect(m_listener.get(), &http::HttpListener::drained, this, &GatewayHost::stopped);
    return listen(config->listen);
}

void GatewayHost::beginLooking()
{
    SystemRandom random;
    m_probe = std::make_unique<proxy::ActiveProbe>(
        proxy::ActiveProbe::Setup{.control = m_control.get(),
                                  .clock = m_setup.clock,
                                  .logger = m_setup.logger,
                                  .seed = random.nextU64(),
                                  .onBattery = m_setup.onBattery,
                                  .watch = watchOf(m_setup.eventPath)});
    m_laptop = std::make_unique<LaptopWatch>(m_epoch, m_setup.network);
    m_control->setOffline(m_laptop->isOffline());
    tell({.hasGoneOffline = m_laptop->isOffline()});
    m_looking.start();
}

void GatewayHost::look()
{
    meet(m_laptop->look());
    const std::shared_ptr<const proxy::Snapshot> snapshot = m_slot->get();
    const routing::ControlStatus status = m_control->status();
    if (m_stateLog) {
        m_stateLog->look(status, *snapshot->plan());
    }
    m_probe->look(snapshot, status);
}

void GatewayHost::meet(const LaptopWatch::Change &change)
{
    if (change.hasGoneOffline) {
        m_control->setOffline(true);
    }
    if (change.breaksConnections()) {
        m_epoch.advance();
        m_listener->tellNetworkChanged();
        m_probe->networkChanged();
        m_control->forgive();
    }
    if (change.isBackOnline) {
        m_control->setOffline(false);
    }
    tell(change);
}

void GatewayHost::tell(const LaptopWatch::Change &change)
{
    if (m_setup.logger == nullptr) {
        return;
    }
    if (change.hasGoneOffline) {
        m_setup.logger->warning(gatewayLog,
                                "There is no network. Requests for instances on other machines are "
                                "refused at once until it is back.");
        return;
    }
    if (!change.breaksConnections()) {
        return;
    }
    using std::chrono::seconds;
    std::string text = change.isBackOnline ? "The network is back." : "The network has changed.";
    if (change.slept > Duration::zero()) {
        text = "The machine has slept for "
            + std::to_string(std::chrono::round<seconds>(change.slept).count()) + " s.";
    }
    m_setup.logger->info(gatewayLog,
                         text
                             + " Connections are made anew; what broke with the old ones does not "
                               "count against an instance.");
}

void GatewayHost::probeNow(const InstanceId &instance)
{
    m_probe->probeNow(m_slot->get(), instance);
}

Result<void> GatewayHost::apply(std::shared_ptr<const GatewayConfig> config,
                                const SecretStore &secrets)
{
    if (auto possible = refuseWhatCannotBe(*config); !possible) {
        return possible;
    }
    const std::shared_ptr<const proxy::Snapshot> before = m_slot->get();
    const ListenSettings &old = before->config().listen;
    if (old.port != config->listen.port || old.addresses != config->listen.addresses
        || old.alsoListen != config->listen.alsoListen) {
        if (auto listening = listen(config->listen); !listening) {
            return listening;
        }
    }
    const std::shared_ptr<const proxy::Snapshot> after = prepare(config, secrets);
    m_control->adopt(after->plan(), renewed(*before, *after));
    m_slot->set(after);
    m_listener->setPolicy(std::make_shared<const http::HttpPolicy>(policy(*config)));
    return {};
}

std::shared_ptr<const proxy::Snapshot>
GatewayHost::prepare(std::shared_ptr<const GatewayConfig> config, const SecretStore &secrets) const
{
    auto snapshot = std::make_shared<const proxy::Snapshot>(std::move(config), secrets, *m_control);
    for (const proxy::Snapshot::Instance &instance : snapshot->instances()) {
        if (m_setup.redactor != nullptr && !instance.key.isEmpty()) {
            m_setup.redactor->add(instance.key.clone());
        }
        if (instance.problem && instance.settings->isUsable() && m_setup.logger != nullptr) {
            m_setup.logger->warning(gatewayLog,
                                    "Instance '" + instance.settings->name + "' cannot be used. "
                                        + *instance.problem);
        }
    }
    return snapshot;
}

// A mended key must not stand as refused until somebody happens to try it.
std::vector<InstanceId> GatewayHost::renewed(const proxy::Snapshot &before,
                                             const proxy::Snapshot &after)
{
    std::vector<InstanceId> changed;
    for (const proxy::Snapshot::Instance &instance : after.instances()) {
        const auto old = std::ranges::find_if(
            before.instances(), [&](const proxy::Snapshot::Instance &candidate) {
                return candidate.settings->id == instance.settings->id;
            });
        if (old != before.instances().end()
            && (*old->settings != *instance.settings
                || old->key.reveal() != instance.key.reveal())) {
            changed.push_back(instance.settings->id);
        }
    }
    return changed;
}

Result<void> GatewayHost::listen(const ListenSettings &settings)
{
    std::vector<std::uint16_t> ports = {settings.port};
    ports.insert(ports.end(), settings.alsoListen.begin(), settings.alsoListen.end());
    std::vector<http::ListenAddress> needed;
    std::vector<http::ListenAddress> wished; // not every machine has IPv6
    for (const std::uint16_t port : ports) {
        for (const std::string &address : settings.addresses) {
            if (address == "loopback") {
                needed.push_back({std::string(ipv4Loopback), port});
                wished.push_back({std::string(ipv6Loopback), port});
            } else {
                needed.push_back({address, port});
            }
        }
    }
    if (auto listening = m_listener->listen(needed); !listening) {
        return withHolder(std::move(listening.error()), settings.port);
    }
    std::vector<http::ListenAddress> all = m_listener->addresses();
    for (http::ListenAddress &address : wished) {
        address.port = address.port == 0 ? all.front().port : address.port;
        all.push_back(address);
    }
    auto listening = m_listener->listen(all);
    if (!listening && listening.error().code == ErrorCode::AlreadyExists) {
        return withHolder(std::move(listening.error()), settings.port);
    }
    if (!listening && m_setup.logger != nullptr) {
        m_setup.logger->info(gatewayLog, listening.error().message);
    }
    return {};
}

http::HttpPolicy GatewayHost::policy(const GatewayConfig &config) const
{
    return {.limits = config.listen.inbound,
            .trust = {.allowedHosts = config.clients.allowedHosts,
                      .allowedOrigins = config.clients.allowedOrigins},
            .spoolFolder = m_setup.spoolFolder};
}

std::vector<http::ListenAddress> GatewayHost::addresses() const
{
    return m_listener->addresses();
}

void GatewayHost::stop(std::chrono::milliseconds most)
{
    m_listener->drain(most);
}

} // namespace penstock::service
