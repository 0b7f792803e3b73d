#include "app/demotraffic.h"

#include "app/democaller.h"
#include "service/gateway.h"

#include <QString>

#include <utility>

namespace penstock::app
{

DemoTraffic::DemoTraffic(const DemoSetup &setup, QObject *parent)
    : QObject(parent)
    , m_counts(std::make_shared<DemoCounts>())
    , m_thread(QStringLiteral("demo traffic"))
{
    m_thread.run([&] { m_caller = std::make_unique<DemoCaller>(setup, mostInFlight, m_counts); });
    m_orders = m_caller->orders();
}

DemoTraffic::~DemoTraffic()
{
    m_thread.run([this] { m_caller.reset(); });
}

void DemoTraffic::follow(service::Gateway &gateway)
{
    const auto look = [this, &gateway] {
        const service::GatewayStatus &status = gateway.status();
        if (status.phase == service::GatewayPhase::Running && !status.baseUrls.empty()) {
            workAt(status.baseUrls.front());
        } else if (status.phase == service::GatewayPhase::Stopping) {
            pause();
        } else {
            stop();
        }
    };
    connect(&gateway, &service::Gateway::statusChanged, this, look);
    connect(&gateway, &QObject::destroyed, this, &DemoTraffic::stop);
    look();
}

void DemoTraffic::workAt(std::string baseUrl)
{
    m_orders->post({.baseUrl = std::move(baseUrl), .work = DemoOrder::Work::GoOn});
}

void DemoTraffic::pause()
{
    m_orders->post({.work = DemoOrder::Work::Pause});
}

void DemoTraffic::stop()
{
    m_orders->post({.work = DemoOrder::Work::Stop});
}

} // namespace penstock::app
