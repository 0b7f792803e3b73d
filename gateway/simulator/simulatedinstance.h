#pragma once

#include "base/clock.h"
#include "simulator/answerfields.h"
#include "simulator/azureerror.h"
#include "simulator/faultschedule.h"
#include "simulator/instancestate.h"
#include "simulator/limiter.h"
#include "simulator/modelanswer.h"
#include "simulator/reply.h"
#include "simulator/scenario.h"

#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace penstock::simulator
{

/// A request, as far as it matters.
struct AzureCall {
    std::string method = "POST";
    std::string target;
    std::string apiKey;
    std::string authorization;
    std::string clientRequestId;
    std::string body;
    std::string contentType = "application/json"; ///< of all fields with that name
    std::string spillover; ///< the deployment that may serve where throughput is used up
};

enum class CallEnd { Answered = 1, Cancelled };

/// One Azure OpenAI resource: what it answers, what it counts, and what goes wrong with it. Knows
/// nothing of sockets. All functions may be called from any thread.
class SimulatedInstance final
{
public:
    /// The scenario's instance at `index`; the clock outlives this.
    SimulatedInstance(std::shared_ptr<const SimulatorScenario> scenario, std::size_t index,
                      const Clock &clock);

    [[nodiscard]] const InstanceSetup &setup() const { return m_setup; }

    [[nodiscard]] Reply serve(const AzureCall &call);
    /// To be called once for every reply: whether all of it went out, and how many tokens of it.
    void ended(const Reply &reply, CallEnd end, std::int64_t tokensSent);

    /// In place of the faults that were switched on before.
    void switchOn(const std::vector<Fault> &faults);
    /// The planned ones too.
    void clearFaults();
    [[nodiscard]] bool refuses() const;
    [[nodiscard]] bool mayRefuse() const;

    [[nodiscard]] InstanceState state() const;

private:
    struct Deployment {
        Deployment(DeploymentSetup its, ModelCard base)
            : setup(std::move(its))
            , card(std::move(base))
            , limiter(setup)
        {
        }

        const DeploymentSetup setup;
        const ModelCard card;
        Limiter limiter;
        DeploymentCounts counts;
    };
    /// What is known about a request before anybody looks at what it wants.
    struct Arrival {
        std::string target; ///< the deployment that it names; may be empty or wrong
        std::optional<AzureError> noTarget; ///< why it names none
        std::uint64_t seed = 0;
        SteadyTime at;
        std::optional<Fault> fault;
        std::optional<Fault> limitReduction;
        std::optional<Fault> oddHeaders;
        RequestNames names;
    };

    [[nodiscard]] Arrival arrive(const AzureCall &call, const std::optional<AzureRoute> &route);
    [[nodiscard]] bool mayCall(const AzureCall &call, UrlForm form) const;
    void count(const Reply &reply, const Arrival &arrival);
    static void countFaults(const Arrival &arrival, DeploymentCounts &counts);
    [[nodiscard]] RateLimitScene sceneOf(const AzureRoute &route, std::string_view target) const;
    [[nodiscard]] Deployment *find(std::string_view name) const;

    [[nodiscard]] Reply answer(const AzureCall &call, const std::optional<AzureRoute> &route,
                               const Arrival &arrival);
    /// The answer of the deployment, or of the one that it spills over to.
    [[nodiscard]] Reply inferOrSpill(const AzureCall &call, const AzureRoute &route,
                                     const Arrival &arrival, Deployment &deployment);
    [[nodiscard]] Reply infer(const AzureCall &call, const AzureRoute &route,
                              const Arrival &arrival, Deployment &deployment);
    [[nodiscard]] Reply inferAdmitted(const AzureRoute &route, const Arrival &arrival,
                                      const Deployment &deployment,
                                      const tl::expected<ModelRequest, AzureError> &request) const;
    [[nodiscard]] LimiterVerdict admit(Deployment &deployment, std::int64_t tokens,
                                       const Arrival &arrival);
    [[nodiscard]] Reply speak(const ModelRequest &request, const AzureRoute &route,
                              const Arrival &arrival, const Deployment &deployment) const;
    [[nodiscard]] Reply embed(const ModelRequest &request, const Arrival &arrival,
                              const Deployment &deployment) const;
    [[nodiscard]] Reply errorReply(const AzureError &error, const Arrival &arrival) const;
    /// An error that the model's side has found, and not the front door.
    [[nodiscard]] Reply modelErrorReply(const AzureError &error, const Arrival &arrival) const;
    [[nodiscard]] Reply jsonReply(std::string body, const Arrival &arrival) const;

    const std::shared_ptr<const SimulatorScenario> m_scenario;
    const InstanceSetup &m_setup;
    const Clock &m_clock;
    std::vector<std::unique_ptr<Deployment>> m_deployments;

    mutable std::mutex m_mutex; ///< for what follows, and for limiters and counts
    FaultSchedule m_faults;
    std::map<std::string, std::uint64_t, std::less<>> m_numbers; ///< of requests, by deployment
    std::uint64_t m_requests = 0;
};

} // namespace penstock::simulator
