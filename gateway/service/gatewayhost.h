#pragma once

#include "base/log.h"
#include "base/result.h"
#include "domain/gatewayconfig.h"
#include "http/httplistener.h"
#include "proxy/snapshot.h"
#include "secrets/secretstore.h"

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
    const SecretStore *secrets = nullptr; ///< these outlive the host
    const Clock *clock = nullptr;
    Logger *logger = nullptr;
};

/// The gateway inside this process. Lives in the thread that accepts connections.
class GatewayHost final : public QObject
{
    Q_OBJECT

public:
    explicit GatewayHost(HostSetup setup, QObject *parent = nullptr);
    ~GatewayHost() override;

    /// Reads the secrets, which may block, and begins to listen.
    [[nodiscard]] Result<void> start(std::shared_ptr<const GatewayConfig> config);
    [[nodiscard]] std::vector<http::ListenAddress> addresses() const;
    [[nodiscard]] const proxy::Snapshot &snapshot() const { return *m_snapshot; }

    /// Takes nothing new and lets what is under way end, but not longer than `most`.
    void stop(std::chrono::milliseconds most);

Q_SIGNALS:
    void stopped();

private:
    [[nodiscard]] Result<void> listen(const ListenSettings &settings);
    [[nodiscard]] http::HttpPolicy policy(const GatewayConfig &config) const;

    HostSetup m_setup;
    std::shared_ptr<const proxy::Snapshot> m_snapshot;
    std::unique_ptr<http::HttpListener> m_listener;
};

} // namespace penstock::service
