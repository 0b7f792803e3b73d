#include "service/embeddedgateway.h"

#include <utility>

namespace penstock::service
{

EmbeddedGateway::EmbeddedGateway(HostSetup setup, QObject *parent)
    : Gateway(parent)
    , m_waker([this] { takeReports(); })
    , m_channel(std::make_shared<GatewayChannel>(m_waker.wake()))
    , m_tally(std::make_shared<TrafficTally>(*setup.clock))
    , m_thread(QStringLiteral("gateway"), setup.eventPath)
{
    setup.tally = m_tally;
    if (!setup.control) {
        setup.control = makeControl(*setup.clock);
    }
    m_thread.run([&] {
        m_core = std::make_unique<GatewayCore>(std::move(setup), m_channel);
        m_orders = m_core->orders();
    });
}

EmbeddedGateway::~EmbeddedGateway()
{
    m_thread.run([this] { m_core.reset(); });
}

int EmbeddedGateway::requestsInFlight() const
{
    return m_tally->inFlight();
}

void EmbeddedGateway::start(RunOrder order)
{
    m_orders->post(StartOrder{std::move(order)});
}

std::uint64_t EmbeddedGateway::apply(RunOrder order)
{
    m_orders->post(ChangeOrder{++m_lastChange, std::move(order)});
    return m_lastChange;
}

void EmbeddedGateway::stop(std::chrono::milliseconds most)
{
    m_orders->post(StopOrder{most});
}

void EmbeddedGateway::setAttention(Attention attention)
{
    m_orders->post(AttentionOrder{attention});
}

void EmbeddedGateway::command(OperatorCommand command)
{
    m_orders->post(std::move(command));
}

void EmbeddedGateway::takeReports()
{
    for (GatewayReport &report : m_channel->reports.drain()) {
        std::visit([this](auto &one) { take(std::move(one)); }, report);
    }
    if (auto snapshot = m_channel->snapshots.take()) {
        setSnapshot(std::move(*snapshot));
    }
}

void EmbeddedGateway::take(const ChangeResult &result)
{
    if (result.error) {
        Q_EMIT changeRefused(result.number, *result.error);
    } else {
        Q_EMIT changeApplied(result.number);
    }
}

} // namespace penstock::service
