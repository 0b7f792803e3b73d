#pragma once

#include "base/log.h"
#include "base/redaction.h"
#include "base/result.h"
#include "domain/gatewayconfig.h"
#include "http/httplistener.h"
#include "proxy/snapshot.h"
#include "secrets/secretstore.h"
#include "service/snapshotslot.h"
#include "service/traffictally.h"

#include <QObject>

#include <chrono>
#include <filesystem>
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
};

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

    /// Takes nothing new and lets what is under way end, but not longer than `most`.
    void stop(std::chrono::milliseconds most);

Q_SIGNALS:
    void stopped();

private:
    [[nodiscard]] std::shared_ptr<const proxy::Snapshot>
    prepare(std::shared_ptr<const GatewayConfig> config, const SecretStore &secrets) const;
    void forgetWhatChanged(const proxy::Snapshot &before, const proxy::Snapshot &after);
    [[nodiscard]] Result<void> listen(const ListenSettings &settings);
    [[nodiscard]] http::HttpPolicy policy(const GatewayConfig &config) const;

    HostSetup m_setup;
    std::shared_ptr<SnapshotSlot> m_slot;
    std::shared_ptr<TrafficTally> m_tally;
    std::unique_ptr<http::HttpListener> m_listener;
};

} // namespace penstock::service
