#pragma once

#include "base/mailbox.h"
#include "qtglue/qtwaker.h"
#include "routing/trafficcontrol.h"

#include <QTimer>

#include <functional>
#include <memory>
#include <unordered_map>

namespace penstock::proxy
{

/// Where the requests of one worker ask for a place. Brings what they were given in the end, when
/// they had to wait, back to the thread of the worker.
class AdmissionDesk final
{
public:
    using Granted = std::function<void(routing::Admission)>;

    /// `control` and `clock` outlive the desk.
    AdmissionDesk(routing::TrafficControl &control, const Clock &clock);
    ~AdmissionDesk();
    AdmissionDesk(const AdmissionDesk &) = delete;
    AdmissionDesk &operator=(const AdmissionDesk &) = delete;

    /// When the answer is to wait, `granted` is called later, once, unless the request leaves.
    [[nodiscard]] routing::Admission admit(const std::shared_ptr<const routing::RoutingPlan> &plan,
                                           const routing::RequestFacts &facts, routing::Trail trail,
                                           Granted granted);
    void leave(routing::WaitId wait);

    [[nodiscard]] routing::TrafficControl &control() { return m_control; }

private:
    struct Waiting {
        std::shared_ptr<const routing::RoutingPlan> plan;
        Granted granted;
    };
    class Box;

    void takeGrants();
    void giveBack(const routing::RoutingPlan &plan, routing::Admission &admission);
    void setTimer();

    routing::TrafficControl &m_control;
    const Clock &m_clock;
    std::unordered_map<routing::WaitId, Waiting> m_waiting;
    /// Of those that left while their grant was on its way.
    std::unordered_map<routing::WaitId, std::shared_ptr<const routing::RoutingPlan>> m_gone;
    QtWaker m_waker;
    std::shared_ptr<Box> m_box;
    QTimer m_timer;
};

} // namespace penstock::proxy
