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
            error.message += " It is '" + holder->name + "' (process "
                + std::to_string(holder->process) + ").";
        }
    }
    return Failure(std::move(error));
}

int workerCount(int wanted)
{
    constexpr int most = 4;
    return wanted > 0 ? wanted
                      : std::clamp(static_cast<int>(std::thread::hardware_concurrency()), 1, most);
}

} // namespace

GatewayHost::GatewayHost(HostSetup setup, QObject *parent)
    : QObject(parent)
    , m_setup(std::move(setup))
    , m_slot(std::make_shared<SnapshotSlot>())
    , m_tally(m_setup.tally ? m_setup.tally : std::make_shared<TrafficTally>(*m_setup.clock))
{
}

GatewayHost::~GatewayHost() = default;

Result<void> GatewayHost::start(std::shared_ptr<const GatewayConfig> config,
                                const SecretStore &secrets)
{
    if (auto possible = refuseWhatCannotBe(*config); !possible) {
        return possible;
    }
    m_slot->set(prepare(config, secrets));
    const auto makeHandler = [this]() -> std::unique_ptr<http::HttpHandler> {
        return std::make_unique<proxy::ProxyHandler>(proxy::ProxyHandler::Setup{
            .snapshot = [slot = m_slot] { return slot->get(); },
            .version = m_setup.version,
            .clock = m_setup.clock,
            .logger = m_setup.logger,
            .traffic = m_tally.get(),
            .watch = m_setup.eventPath == EventPath::Best ? upstream::SocketWatch::Best
                                                          : upstream::SocketWatch::Portable});
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
    forgetWhatChanged(*before, *after);
    m_slot->set(after);
    m_listener->setPolicy(std::make_shared<const http::HttpPolicy>(policy(*config)));
    return {};
}

std::shared_ptr<const proxy::Snapshot>
GatewayHost::prepare(std::shared_ptr<const GatewayConfig> config, const SecretStore &secrets) const
{
    auto snapshot = std::make_shared<const proxy::Snapshot>(std::move(config), secrets);
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
void GatewayHost::forgetWhatChanged(const proxy::Snapshot &before, const proxy::Snapshot &after)
{
    for (const proxy::Snapshot::Instance &instance : after.instances()) {
        const auto old = std::ranges::find_if(
            before.instances(), [&](const proxy::Snapshot::Instance &candidate) {
                return candidate.settings->id == instance.settings->id;
            });
        if (old != before.instances().end()
            && (*old->settings != *instance.settings
                || old->key.reveal() != instance.key.reveal())) {
            m_tally->forgetEvidence(instance.settings->id);
        }
    }
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
