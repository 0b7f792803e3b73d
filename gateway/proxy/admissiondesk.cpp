#include "proxy/admissiondesk.h"

#include <algorithm>
#include <utility>

namespace penstock::proxy
{

/// Outlives the desk, for the sake of who is just about to bring something.
class AdmissionDesk::Box final : public routing::AdmissionSink
{
public:
    explicit Box(std::function<void()> wake) : m_grants(std::move(wake)) { }

    bool admitted(routing::WaitId /*wait*/, const routing::Admission &admission) override
    {
        return m_grants.post(admission) == Posted::Yes;
    }
    [[nodiscard]] std::deque<routing::Admission> drain() { return m_grants.drain(); }
    void close() { m_grants.close(); }

private:
    Mailbox<routing::Admission> m_grants;
};

AdmissionDesk::AdmissionDesk(routing::TrafficControl &control, const Clock &clock)
    : m_control(control)
    , m_clock(clock)
    , m_waker([this] { takeGrants(); })
    , m_box(std::make_shared<Box>(m_waker.wake()))
{
    m_timer.setSingleShot(true);
    m_timer.setTimerType(Qt::PreciseTimer);
    QObject::connect(&m_timer, &QTimer::timeout, &m_timer, [this] {
        m_control.serveWaiting();
        setTimer();
    });
}

AdmissionDesk::~AdmissionDesk()
{
    m_box->close();
    // Who was given a place and has not heard of it will not hear of it any more.
    for (auto &[wait, waiting] : m_waiting) {
        if (!m_control.leave(wait)) {
            m_gone.emplace(wait, std::move(waiting.plan));
        }
    }
    m_waiting.clear();
    takeGrants();
}

routing::Admission AdmissionDesk::admit(const std::shared_ptr<const routing::RoutingPlan> &plan,
                                        const routing::RequestFacts &facts, routing::Trail trail,
                                        Granted granted)
{
    routing::Admission admission = m_control.admit(plan, facts, std::move(trail), m_box);
    if (admission.decision.kind == routing::Decision::Kind::Wait) {
        m_waiting.emplace(admission.wait, Waiting{plan, std::move(granted)});
        setTimer();
    }
    return admission;
}

void AdmissionDesk::leave(routing::WaitId wait)
{
    const auto waiting = m_waiting.find(wait);
    if (waiting == m_waiting.end()) {
        return;
    }
    auto plan = std::move(waiting->second.plan);
    m_waiting.erase(waiting);
    if (!m_control.leave(wait)) {
        m_gone.emplace(wait, std::move(plan));
    }
}

void AdmissionDesk::takeGrants()
{
    for (routing::Admission &admission : m_box->drain()) {
        if (const auto gone = m_gone.find(admission.wait); gone != m_gone.end()) {
            giveBack(*gone->second, admission);
            m_gone.erase(gone);
            continue;
        }
        auto waiting = m_waiting.extract(admission.wait);
        if (!waiting.empty()) {
            waiting.mapped().granted(std::move(admission));
        }
    }
    setTimer();
}

void AdmissionDesk::giveBack(const routing::RoutingPlan &plan, routing::Admission &admission)
{
    if (admission.decision.kind == routing::Decision::Kind::Send) {
        (void)m_control.report(
            plan, admission.ticket,
            {.facts = {.end = routing::AttemptEnd::Abandoned, .wasSent = false}});
    }
}

void AdmissionDesk::setTimer()
{
    const auto next = m_waiting.empty() ? std::nullopt : m_control.nextWake();
    if (!next) {
        m_timer.stop();
        return;
    }
    // Rounded up: too early would find the same and have to come again.
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(*next - m_clock.steadyNow());
    m_timer.start(std::max(left, std::chrono::milliseconds(1)));
}

} // namespace penstock::proxy
