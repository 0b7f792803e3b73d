#pragma once

#include "base/random.h"
#include "domain/operatoraction.h"
#include "routing/admission.h"
#include "routing/holdqueue.h"
#include "routing/question.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace penstock::routing
{

/// How one target is doing, for people.
struct TargetStatus {
    DeploymentId deployment;
    resilience::Standing standing;
    resilience::Ledger::View books;
    std::int64_t limit = 0; ///< in force, in tokens a minute; zero: none
    std::optional<std::int64_t> observedLimit; ///< that its answers name
    bool isReduced = false; ///< its limit seems to be shared, or lower than configured
};

struct InstanceStatus {
    InstanceId id;
    resilience::Standing standing; ///< of the whole: its own, or what its targets add up to
    resilience::Ledger::View books;
    std::optional<SteadyTime> lastTraffic; ///< when something was last sent there or answered
    std::vector<TargetStatus> targets;
};

struct PoolStatus {
    std::string name;
    std::size_t waiting = 0;
};

struct ControlStatus {
    SteadyTime at;
    std::vector<InstanceStatus> instances; ///< as in the configuration
    std::vector<PoolStatus> waiting; ///< pools with somebody in the queue
    bool isOffline = false; ///< there is no network
};

using Command = OperatorAction;

/// The state that all workers share, behind one lock that is held for arithmetic only: decides,
/// reserves, hears what came of it, and lets waiting requests in. May be asked from any thread.
class TrafficControl final
{
public:
    TrafficControl(const Clock &clock, std::uint64_t seed);

    /// A configuration worked out for deciding. To prepare is not to use it yet.
    [[nodiscard]] std::shared_ptr<const RoutingPlan>
    prepare(std::shared_ptr<const GatewayConfig> config,
            const std::function<bool(std::size_t)> &isUnusable);
    /// From now on the configuration in force. `renewed` have a key or an address that they did not
    /// have before: what was wrong with those may be right now.
    void adopt(const std::shared_ptr<const RoutingPlan> &plan,
               const std::vector<InstanceId> &renewed);

    /// Finds a place for a request and takes it; or lets it wait, and `sink` hears of it.
    [[nodiscard]] Admission admit(const std::shared_ptr<const RoutingPlan> &plan,
                                  const RequestFacts &facts, Trail trail,
                                  std::shared_ptr<AdmissionSink> sink);
    /// The request does not wait any more. False: it had been given a place already, which is on
    /// its way.
    bool leave(WaitId wait);
    /// Lets in who has waited long enough. To be called when `nextWake` has come.
    void serveWaiting();
    [[nodiscard]] std::optional<SteadyTime> nextWake() const;

    /// The request of a ticket went out a second time, on a fresh connection: the first one may
    /// have been counted over there as well.
    void noteRepeat(const Ticket &ticket);
    /// What an answer says of the limits of its target, as soon as it says it.
    void observe(const RoutingPlan &plan, const Ticket &ticket, const ToldLimits &told);
    /// An attempt has ended; its ticket is used up.
    Ruling report(const RoutingPlan &plan, Ticket &ticket, const AttemptReport &report);

    /// Somebody is about to ask the instance without sending a request of a client there.
    [[nodiscard]] resilience::Pass beginProbe(const RoutingPlan &plan,
                                              std::uint32_t instance) const;
    /// What that has found out, about the instance alone. Moves it out of Unknown, Open and
    /// ConfigError; one that serves is not moved.
    void reportProbe(const RoutingPlan &plan, std::uint32_t instance, const resilience::Pass &pass,
                     const AttemptFacts &facts);

    /// False when there is no such instance or deployment. Without a deployment: the whole
    /// instance. Without a duration: until somebody says otherwise.
    bool command(Command command, const InstanceId &instance,
                 const std::optional<DeploymentId> &deployment, std::optional<Duration> duration);

    /// The machine slept, or its network changed: nobody is to blame for what breaks by that.
    void forgive();
    /// There is no network at all.
    void setOffline(bool isOffline);
    /// New requests are turned away, for as long as somebody wants it so.
    void setPaused(bool isPaused);

    [[nodiscard]] ControlStatus status() const;
    /// The stable number of an instance, for cookies.
    [[nodiscard]] std::optional<Slot> numberOf(const InstanceId &id) const;

private:
    struct Grant {
        std::shared_ptr<AdmissionSink> sink;
        std::shared_ptr<const RoutingPlan> plan;
        Admission admission;
    };
    using Grants = std::vector<Grant>;

    // All of these with the lock held.
    [[nodiscard]] Admission decideFor(const RoutingPlan &plan, const RequestFacts &facts,
                                      const Trail &trail);
    [[nodiscard]] std::optional<Admission>
    fromFallback(const RoutingPlan &plan, const RequestFacts &facts, const Trail &trail);
    void take(const RoutingPlan &plan, const RequestFacts &facts, Admission &admission);
    void rememberAffinity(const RoutingPlan &plan, const RequestFacts &facts,
                          const Decision &decision);
    void serve(Grants &grants);
    void serveLine(HoldQueue::Line &line, Grants &grants);
    void noteLengths(const Ticket &ticket, const AttemptReport &report);
    void noteThrottling(const RoutingPlan &plan, const Ticket &ticket);
    [[nodiscard]] bool exceedsQuota(const RoutingPlan &plan, const Ticket &ticket,
                                    const AttemptReport &report) const;
    void noteHealth(const RoutingPlan &plan, const Ticket &ticket, const AttemptReport &report,
                    const FailureRule &rule);
    void lendToGroup(const RoutingPlan &plan, const Ticket &ticket,
                     const resilience::HealthReport &report);

    void hand(Grants grants);

    const Clock &m_clock;
    mutable std::mutex m_mutex;
    SeededRandom m_random;
    RuntimeState m_state;
    Scratch m_scratch;
    HoldQueue m_queue;
    std::optional<SteadyTime> m_nextRoom; ///< for the heads of the lines
    std::shared_ptr<const RoutingPlan> m_plan; ///< in force
    std::vector<std::pair<Slot, SteadyTime>> m_lentGroups; ///< groups with a recent 429
    bool m_isPaused = false;
};

} // namespace penstock::routing
