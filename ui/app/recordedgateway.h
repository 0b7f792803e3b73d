#pragma once

#include "app/recording.h"
#include "proxy/snapshot.h"
#include "service/gateway.h"

#include <cstdint>
#include <memory>
#include <vector>

namespace penstock::app
{

struct RecordedSetup {
    RecordedState state = RecordedState::Data;
    std::uint64_t seed = 1;
    SystemTime now = FrozenClock::usual;
    service::RunOrder order; ///< of recordedDocument(); what the snapshot shows
};

/// A gateway out of the can: no sockets, no threads, no time. Status and snapshot are there from
/// the beginning, the same ones for the same seed. Orders are obeyed as far as that can be seen
/// from outside, and told by signals from the event loop, as the real one does.
class RecordedGateway final : public service::Gateway
{
    Q_OBJECT

public:
    /// That another program has, for RecordedState::Error.
    static constexpr std::uint16_t busyPort = 3010;

    explicit RecordedGateway(RecordedSetup setup, QObject *parent = nullptr);

    [[nodiscard]] int requestsInFlight() const override;
    void start(service::RunOrder order) override;
    std::uint64_t apply(service::RunOrder order) override;
    void stop(std::chrono::milliseconds most) override;
    void setAttention(service::Attention attention) override;
    void command(service::OperatorCommand command) override;

    /// What `at` of snapshots and texts such as "3 min ago" are counted from.
    [[nodiscard]] const Clock &clock() const { return m_clock; }

private:
    [[nodiscard]] bool isBusy(std::uint16_t port) const;
    [[nodiscard]] service::GatewayStatus statusIn(service::GatewayPhase phase) const;
    [[nodiscard]] std::shared_ptr<const service::GatewaySnapshot> makeSnapshot() const;
    /// Keeps the moment when an instance came into another state.
    void look(const service::TrafficTally &tally, const Clock &clock);
    void tellThePast();
    [[nodiscard]] std::unique_ptr<const proxy::Snapshot> use(const service::RunOrder &order);
    void tell(service::GatewayStatus status);

    RecordedState m_state;
    SystemTime m_now;
    FrozenClock m_clock;
    routing::TrafficControl m_control;
    std::unique_ptr<const proxy::Snapshot> m_settings;
    std::vector<std::shared_ptr<const service::GatewaySnapshot>> m_past; ///< until it is told
    Recording m_recording;
    service::GatewayPhase m_phase = service::GatewayPhase::Stopped; ///< that was told last
    std::uint64_t m_lastChange = 0;
};

} // namespace penstock::app
