#include "app/recordedgateway.h"

#include "service/snapshotbuilder.h"

#include <algorithm>
#include <string>
#include <utility>

namespace penstock::app
{

namespace
{

using service::GatewayPhase;

Error portIsBusy(std::uint16_t port)
{
    const std::string number = std::to_string(port);
    return {ErrorCode::AlreadyExists,
            "Port " + number
                + " is taken by 'node' (process 4211). End that program, or set another 'port'.",
            "The bound address is already in use"};
}

} // namespace

RecordedGateway::RecordedGateway(RecordedSetup setup, QObject *parent)
    : Gateway(parent)
    , m_state(setup.state)
    , m_now(setup.now)
    , m_clock(setup.now)
    , m_control(m_clock, setup.seed)
    , m_settings(use(setup.order))
    , m_recording(setup.state, setup.seed, m_clock, RecordedControl(m_control, m_settings->plan()),
                  [this](const auto &tally, const auto &clock) { look(tally, clock); })
{
    m_phase
        = isBusy(m_settings->config().listen.port) ? GatewayPhase::Stopped : GatewayPhase::Running;
    setSnapshot(makeSnapshot());
    setStatus(statusIn(m_phase));
}

int RecordedGateway::requestsInFlight() const
{
    return m_phase == GatewayPhase::Running ? m_recording.tally().inFlight() : 0;
}

void RecordedGateway::start(service::RunOrder order)
{
    if (m_phase != GatewayPhase::Stopped) {
        return;
    }
    m_settings = use(order);
    tell(statusIn(GatewayPhase::Starting));
    tell(statusIn(isBusy(m_settings->config().listen.port) ? GatewayPhase::Stopped
                                                           : GatewayPhase::Running));
}

std::uint64_t RecordedGateway::apply(service::RunOrder order)
{
    const std::uint64_t number = ++m_lastChange;
    const std::uint16_t port = order.config->listen.port;
    if (m_phase == GatewayPhase::Running && isBusy(port)) {
        QMetaObject::invokeMethod(
            this, [this, number, port] { Q_EMIT changeRefused(number, portIsBusy(port)); },
            Qt::QueuedConnection);
        return number;
    }
    m_settings = use(order);
    if (m_phase == GatewayPhase::Running) {
        tell(statusIn(m_phase)); // the port may be another one
    }
    QMetaObject::invokeMethod(
        this,
        [this, number] {
            setSnapshot(makeSnapshot());
            Q_EMIT changeApplied(number);
        },
        Qt::QueuedConnection);
    return number;
}

void RecordedGateway::stop(std::chrono::milliseconds /*most*/)
{
    if (m_phase != GatewayPhase::Running) {
        return;
    }
    tell(statusIn(GatewayPhase::Stopping));
    service::GatewayStatus stopped = statusIn(GatewayPhase::Stopped);
    stopped.error.reset();
    tell(std::move(stopped));
}

void RecordedGateway::setAttention(service::Attention attention)
{
    if (attention == service::Attention::None) {
        return;
    }
    QMetaObject::invokeMethod(
        this,
        [this, attention] {
            tellThePast();
            setSnapshot(makeSnapshot());
            if (attention == service::Attention::Records && !m_recording.latest().records.empty()) {
                Q_EMIT recordsArrived(m_recording.latest());
            }
        },
        Qt::QueuedConnection);
}

bool RecordedGateway::isBusy(std::uint16_t port) const
{
    return m_state == RecordedState::Error && port == busyPort;
}

service::GatewayStatus RecordedGateway::statusIn(service::GatewayPhase phase) const
{
    service::GatewayStatus status{.phase = phase, .since = clock().systemNow()};
    const std::uint16_t port = m_settings->config().listen.port;
    if (phase == GatewayPhase::Running || phase == GatewayPhase::Stopping) {
        const std::string behind = ":" + std::to_string(port) + "/v1";
        status.baseUrls = {"http://127.0.0.1" + behind, "http://[::1]" + behind};
        status.port = port;
        status.since -= Recording::length;
    } else if (phase == GatewayPhase::Stopped && isBusy(port)) {
        status.error = portIsBusy(port);
        status.freePort = port + 1;
    }
    return status;
}

std::shared_ptr<const service::GatewaySnapshot> RecordedGateway::makeSnapshot() const
{
    auto snapshot = std::make_shared<service::GatewaySnapshot>(
        service::snapshotOf(*m_settings, m_recording.tally(), m_control, clock()));
    snapshot->inFlight = requestsInFlight();
    snapshot->history = std::make_shared<const service::TrafficHistory>(
        service::historyOf(*m_settings, m_recording.tally()));
    return snapshot;
}

void RecordedGateway::look(const service::TrafficTally &tally, const Clock &clock)
{
    constexpr std::chrono::minutes ofInterest(15);
    if (clock.systemNow() < m_now - ofInterest) {
        return;
    }
    auto snapshot = std::make_shared<const service::GatewaySnapshot>(
        service::snapshotOf(*m_settings, tally, m_control, clock));
    const auto isAsBefore
        = [](const service::InstanceView &before, const service::InstanceView &after) {
              return before.id == after.id && before.state == after.state;
          };
    if (m_past.empty()
        || !std::ranges::equal(m_past.back()->instances, snapshot->instances, isAsBefore)) {
        m_past.push_back(std::move(snapshot));
    }
}

// As somebody would have seen it who has had the window open all the time.
void RecordedGateway::tellThePast()
{
    for (auto &snapshot : std::exchange(m_past, {})) {
        setSnapshot(std::move(snapshot));
    }
}

std::unique_ptr<const proxy::Snapshot> RecordedGateway::use(const service::RunOrder &order)
{
    auto settings
        = std::make_unique<const proxy::Snapshot>(order.config, *order.secrets, m_control);
    m_control.adopt(settings->plan(), {});
    return settings;
}

void RecordedGateway::command(service::OperatorCommand command)
{
    (void)m_control.command(command.command, command.instance, command.deployment,
                            command.duration);
    QMetaObject::invokeMethod(this, [this] { setSnapshot(makeSnapshot()); }, Qt::QueuedConnection);
}

// The phase is another one at once, so that a second order finds what the first has made of it.
void RecordedGateway::tell(service::GatewayStatus status)
{
    m_phase = status.phase;
    QMetaObject::invokeMethod(
        this, [this, status = std::move(status)] { setStatus(status); }, Qt::QueuedConnection);
}

} // namespace penstock::app
