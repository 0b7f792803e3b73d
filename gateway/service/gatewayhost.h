#pragma once

#include "base/log.h"
#include "base/redaction.h"
#include "base/result.h"
#include "base/secretstring.h"
#include "domain/gatewayconfig.h"
#include "http/httplistener.h"
#include "proxy/activeprobe.h"
#include "proxy/networkepoch.h"
#include "proxy/snapshot.h"
#include "routing/trafficcontrol.h"
#include "secrets/secretstore.h"
#include "service/laptopwatch.h"
#include "service/powersource.h"
#include "service/snapshotslot.h"
#include "service/statelog.h"
#include "service/traffictally.h"

#include <QObject>
#include <QTimer>

#include <chrono>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace penstock::service
{

struct HostSetup {
    std::string version;
    std::filesystem::path spoolFolder; ///< empty: where the system puts temporary files
    EventPath eventPath = EventPath::Best;
    const Clock *clock = nullptr; ///< these outlive the host
    Logger *logger = nullptr;
    Redactor *redactor = nullptr; ///< learns the keys; may be absent
    std::shared_ptr<TrafficTally> tally; ///< absent: one of the host's own
    /// Ledgers and breakers, to be kept when the gateway stops and starts again; as the tally.
    std::shared_ptr<routing::TrafficControl> control;
    std::shared_ptr<const SecretString> adminKey; ///< absent: there is no operator
    // What this machine is going through.
    std::function<NetworkView()> network = networkView;
    std::function<bool()> onBattery = isOnBattery;
    std::chrono::milliseconds lookInterval = std::chrono::seconds(1);
};

[[nodiscard]] std::shared_ptr<routing::TrafficControl> makeControl(const Clock &clock);

/// The gateway inside this process. Lives in the thread that accepts connections.
class GatewayHost final : public QObject
{
    Q_OBJECT

public:
    explicit GatewayHost(HostSetup setup, QObject *parent = nullptr);
    ~GatewayHost() override;

    /// Reads the secrets, which may block, and begins to listen.
    [[nodiscard]] Result<void> start(std::shared_ptr<const GatewayConfig> config,
                                     const SecretStore &secrets);
    /// While requests are under way: those end with what they began with. On an error everything
    /// stays as it was.
    [[nodiscard]] Result<void> apply(std::shared_ptr<const GatewayConfig> config,
                                     const SecretStore &secrets);
    [[nodiscard]] std::vector<http::ListenAddress> addresses() const;
    [[nodiscard]] std::shared_ptr<const proxy::Snapshot> snapshot() const { return m_slot->get(); }

    /// Asks the instance whether it is there and knows its key, without spending tokens.
    void probeNow(const InstanceId &instance);

    /// Takes nothing new and lets what is under way end, but not longer than `most`.
    void stop(std::chrono::milliseconds most);

Q_SIGNALS:
    void stopped();

private:
    [[nodiscard]] std::shared_ptr<const proxy::Snapshot>
    prepare(std::shared_ptr<const GatewayConfig> config, const SecretStore &secrets) const;
    [[nodiscard]] static std::vector<InstanceId> renewed(const proxy::Snapshot &before,
                                                         const proxy::Snapshot &after);
    void beginLooking();
    void look();
    void meet(const LaptopWatch::Change &change);
    void tell(const LaptopWatch::Change &change);
    [[nodiscard]] Result<void> listen(const ListenSettings &settings);
    [[nodiscard]] http::HttpPolicy policy(const GatewayConfig &config) const;

    HostSetup m_setup;
    std::shared_ptr<SnapshotSlot> m_slot;
    std::shared_ptr<TrafficTally> m_tally;
    std::shared_ptr<routing::TrafficControl> m_control;
    std::unique_ptr<StateLog> m_stateLog; ///< absent: there is no logger
    proxy::NetworkEpoch m_epoch;
    std::unique_ptr<LaptopWatch> m_laptop; ///< from the start on, as the probe
    std::unique_ptr<proxy::ActiveProbe> m_probe;
    QTimer m_looking;
    std::unique_ptr<http::HttpListener> m_listener;
};

} // namespace penstock::service
