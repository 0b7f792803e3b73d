#include "service/gatewaycore.h"

#include "service/freeport.h"
#include "service/snapshotbuilder.h"

#include <utility>

namespace penstock::service
{

namespace
{

constexpr std::chrono::milliseconds snapshotInterval(250);
constexpr std::chrono::milliseconds recordInterval(100);

std::string baseUrl(const http::ListenAddress &address)
{
    const bool isIpv6 = address.address.find(':') != std::string::npos;
    return "http://" + (isIpv6 ? '[' + address.address + ']' : address.address) + ':'
        + std::to_string(address.port) + "/v1";
}

} // namespace

GatewayCore::GatewayCore(HostSetup setup, std::shared_ptr<GatewayChannel> channel)
    : m_setup(std::move(setup))
    , m_channel(std::move(channel))
    , m_waker([this] { takeOrders(); })
    , m_orders(std::make_shared<Mailbox<GatewayOrder>>(m_waker.wake()))
{
    m_snapshotTimer.setInterval(snapshotInterval);
    connect(&m_snapshotTimer, &QTimer::timeout, this, &GatewayCore::publish);
    m_recordTimer.setInterval(recordInterval);
    connect(&m_recordTimer, &QTimer::timeout, this, &GatewayCore::publishRecords);
}

GatewayCore::~GatewayCore()
{
    m_orders->close();
}

void GatewayCore::takeOrders()
{
    for (GatewayOrder &order : m_orders->drain()) {
        std::visit([this](auto &one) { take(std::move(one)); }, order);
    }
}

void GatewayCore::take(StartOrder order)
{
    if (m_phase != GatewayPhase::Stopped) {
        return; // it runs already, or is about to end
    }
    tellStatus(GatewayPhase::Starting);
    m_host = std::make_unique<GatewayHost>(m_setup);
    connect(m_host.get(), &GatewayHost::stopped, this, [this] {
        m_host.release()->deleteLater(); // it is the one that is talking
        tellStatus(GatewayPhase::Stopped);
    });
    if (auto started = m_host->start(order.run.config, *order.run.secrets); !started) {
        m_host.reset();
        tellStopped(std::move(started.error()), order.run.config->listen);
        return;
    }
    settle(m_host->snapshot());
    tellStatus(GatewayPhase::Running);
}

void GatewayCore::take(ChangeOrder order)
{
    ChangeResult result{.number = order.number};
    if (!m_host) {
        settle(std::make_shared<const proxy::Snapshot>(order.run.config, *order.run.secrets));
    } else if (auto applied = m_host->apply(order.run.config, *order.run.secrets); !applied) {
        result.error = std::move(applied.error());
    } else {
        settle(m_host->snapshot());
        tellStatus(m_phase); // the address may be another one
    }
    m_channel->reports.post(std::move(result));
}

void GatewayCore::settle(std::shared_ptr<const proxy::Snapshot> settings)
{
    m_settings = std::move(settings);
    m_publishedVersion = 0;
    publish();
}

void GatewayCore::take(StopOrder order)
{
    if (m_phase != GatewayPhase::Running) {
        return;
    }
    tellStatus(GatewayPhase::Stopping);
    m_host->stop(order.most);
}

void GatewayCore::take(AttentionOrder order)
{
    m_attention = order.attention;
    if (m_attention == Attention::None) {
        m_snapshotTimer.stop();
    } else {
        m_publishedVersion = 0;
        publish();
        m_snapshotTimer.start();
    }
    const bool wantsRecords = m_attention == Attention::Records;
    m_setup.tally->keepRecords(wantsRecords ? TrafficTally::Keep::Records
                                            : TrafficTally::Keep::Nothing);
    if (wantsRecords) {
        m_recordTimer.start();
    } else {
        m_recordTimer.stop();
    }
}

// Seen at once: somebody has pressed a button for it.
void GatewayCore::take(const OperatorCommand &order)
{
    (void)m_setup.control->command(order.command, order.instance, order.deployment, order.duration);
    if (order.command == routing::Command::Probe && m_host) {
        m_host->probeNow(order.instance);
    }
    m_publishedVersion = 0;
    publish();
}

// Charts move on although nothing happens, so there is a snapshot a second at least.
void GatewayCore::publish()
{
    if (!m_settings || m_attention == Attention::None) {
        return;
    }
    const std::uint64_t version = m_setup.tally->version() + 1; // never zero
    const auto second = std::chrono::duration_cast<std::chrono::seconds>(
                            m_setup.clock->systemNow().time_since_epoch())
                            .count();
    if (version == m_publishedVersion && second == m_historySecond) {
        return;
    }
    if (second != m_historySecond || m_publishedVersion == 0) {
        m_history = std::make_shared<const TrafficHistory>(historyOf(*m_settings, *m_setup.tally));
    }
    m_historySecond = second;
    m_publishedVersion = version;
    auto snapshot = std::make_shared<GatewaySnapshot>(
        snapshotOf(*m_settings, *m_setup.tally, *m_setup.control, *m_setup.clock));
    snapshot->history = m_history;
    m_channel->snapshots.post(std::move(snapshot));
}

void GatewayCore::publishRecords()
{
    RecordBatch batch = m_setup.tally->takeRecords();
    if (!batch.records.empty()) {
        m_channel->reports.post(std::move(batch));
    }
}

void GatewayCore::tellStopped(Error error, const ListenSettings &wanted)
{
    m_phase = GatewayPhase::Stopped;
    GatewayStatus status{.phase = m_phase, .since = m_setup.clock->systemNow()};
    // With more ports than one it is not known which is meant.
    if (error.code == ErrorCode::AlreadyExists && wanted.alsoListen.empty()) {
        status.freePort = freePortAfter(wanted.port).value_or(0);
    }
    status.error = std::move(error);
    m_channel->reports.post(std::move(status));
}

void GatewayCore::tellStatus(GatewayPhase phase, std::optional<Error> error)
{
    m_phase = phase;
    GatewayStatus status{
        .phase = phase, .error = std::move(error), .since = m_setup.clock->systemNow()};
    if (m_host && phase != GatewayPhase::Starting) {
        for (const http::ListenAddress &address : m_host->addresses()) {
            status.baseUrls.push_back(baseUrl(address));
            status.port = address.port;
        }
    }
    m_channel->reports.post(std::move(status));
}

} // namespace penstock::service
