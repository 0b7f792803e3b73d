#pragma once

#include "base/latest.h"
#include "base/mailbox.h"
#include "qtglue/qtwaker.h"
#include "service/gateway.h"
#include "service/gatewayhost.h"

#include <QObject>
#include <QTimer>

#include <memory>
#include <variant>

namespace penstock::service
{

// What goes down to the gateway's thread.
struct StartOrder {
    RunOrder run;
};
struct ChangeOrder {
    std::uint64_t number = 0;
    RunOrder run;
};
struct StopOrder {
    std::chrono::milliseconds most{0};
};
struct AttentionOrder {
    Attention attention = Attention::None;
};
using GatewayOrder
    = std::variant<StartOrder, ChangeOrder, StopOrder, AttentionOrder, OperatorCommand>;

// What comes back.
struct ChangeResult {
    std::uint64_t number = 0;
    std::optional<Error> error;
};
using GatewayReport = std::variant<GatewayStatus, ChangeResult, RecordBatch>;

/// Where both sides leave things for each other. Shared, because either may go first.
struct GatewayChannel {
    explicit GatewayChannel(const std::function<void()> &wakeConsole)
        : reports(wakeConsole)
        , snapshots(wakeConsole)
    {
    }

    Mailbox<GatewayReport> reports;
    Latest<std::shared_ptr<const GatewaySnapshot>> snapshots;
};

/// The gateway's side of an EmbeddedGateway: runs a GatewayHost as it is told, and tells how it is
/// doing. Lives in the gateway's thread.
class GatewayCore final : public QObject
{
public:
    /// `setup` has a tally and a control.
    GatewayCore(HostSetup setup, std::shared_ptr<GatewayChannel> channel);
    ~GatewayCore() override;

    /// For orders from any thread; stays valid after this object.
    [[nodiscard]] std::shared_ptr<Mailbox<GatewayOrder>> orders() const { return m_orders; }

private:
    void takeOrders();
    void take(StartOrder order);
    void take(ChangeOrder order);
    void take(StopOrder order);
    void take(AttentionOrder order);
    void take(const OperatorCommand &order);

    void publish();
    void publishRecords();
    void tellStatus(GatewayPhase phase, std::optional<Error> error = {});
    void tellStopped(Error error, const ListenSettings &wanted);
    void settle(std::shared_ptr<const proxy::Snapshot> settings);

    HostSetup m_setup;
    std::shared_ptr<GatewayChannel> m_channel;
    std::unique_ptr<GatewayHost> m_host;
    std::shared_ptr<const proxy::Snapshot> m_settings; ///< in force, or to be started with
    GatewayPhase m_phase = GatewayPhase::Stopped;
    Attention m_attention = Attention::None;
    QTimer m_snapshotTimer;
    QTimer m_recordTimer;
    std::uint64_t m_publishedVersion = 0;
    std::int64_t m_historySecond = 0;
    std::shared_ptr<const TrafficHistory> m_history;
    QtWaker m_waker;
    std::shared_ptr<Mailbox<GatewayOrder>> m_orders;
};

} // namespace penstock::service
