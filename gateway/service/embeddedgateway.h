#pragma once

#include "qtglue/eventthread.h"
#include "qtglue/qtwaker.h"
#include "service/gateway.h"
#include "service/gatewaycore.h"

#include <memory>

namespace penstock::service
{

/// The gateway in a thread of this process.
class EmbeddedGateway final : public Gateway
{
    Q_OBJECT

public:
    explicit EmbeddedGateway(HostSetup setup, QObject *parent = nullptr);
    /// Cuts what is still under way; stop() first is kinder.
    ~EmbeddedGateway() override;

    [[nodiscard]] int requestsInFlight() const override;
    void start(RunOrder order) override;
    std::uint64_t apply(RunOrder order) override;
    void stop(std::chrono::milliseconds most) override;
    void setAttention(Attention attention) override;
    void command(OperatorCommand command) override;

private:
    void takeReports();
    void take(GatewayStatus status) { setStatus(std::move(status)); }
    void take(const ChangeResult &result);
    void take(const RecordBatch &batch) { Q_EMIT recordsArrived(batch); }

    QtWaker m_waker;
    std::shared_ptr<GatewayChannel> m_channel;
    std::shared_ptr<TrafficTally> m_tally;
    EventThread m_thread;
    std::unique_ptr<GatewayCore> m_core; ///< lives in the thread
    std::shared_ptr<Mailbox<GatewayOrder>> m_orders;
    std::uint64_t m_lastChange = 0;
};

} // namespace penstock::service
