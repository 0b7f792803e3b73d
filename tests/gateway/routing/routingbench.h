#pragma once

#include "routing/decide.h"
#include "routing/trafficcontrol.h"
#include "support/fakeclock.h"

#include <functional>
#include <initializer_list>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace penstock::test
{

/// An instance that serves `model` by a deployment of the same name. Its breaker knows no chance.
[[nodiscard]] InstanceSettings plainInstance(const std::string &name,
                                             const std::string &model = "m");
[[nodiscard]] GatewayConfig plainConfig(std::initializer_list<const char *> instances);
[[nodiscard]] InstanceSettings &named(GatewayConfig &config, const std::string &instance);
/// All of them with the numbers of a preset.
void usePreset(GatewayConfig &config, BreakerPreset preset);

[[nodiscard]] bool allUsable(std::size_t instance);

/// Deciding by itself: a plan, the state, and a request that a test describes.
class DecisionBench final
{
public:
    explicit DecisionBench(GatewayConfig config,
                           const std::function<bool(std::size_t)> &isUnusable = allUsable);

    [[nodiscard]] routing::Decision decide();
    /// Decides and takes the turn; answers the name of the instance, or nothing.
    std::string send();

    [[nodiscard]] std::string instanceOf(routing::TargetIndex target) const;
    [[nodiscard]] routing::TargetIndex targetOf(const std::string &instance) const;
    /// What the last decision found of an instance.
    [[nodiscard]] routing::CandidateReason reason(const std::string &instance) const;
    [[nodiscard]] routing::Verdict verdict(const std::string &instance) const;

    [[nodiscard]] resilience::Health &health(const std::string &instance);
    [[nodiscard]] resilience::Health &targetHealth(const std::string &instance);
    void report(resilience::Health &health, const resilience::HealthReport &report);
    /// The target cools down for so long.
    void limitRate(const std::string &instance, Duration wait);
    /// Its breaker opens, for ten seconds the first time.
    void open(const std::string &instance);
    void misconfigure(const std::string &instance, resilience::Cause cause);
    /// So many tokens of the target's book are taken from now on.
    void fill(const std::string &instance, std::int64_t tokens);
    void fillClient(const std::string &client, std::int64_t tokens);
    /// The request has been there already.
    void tried(const std::string &instance, Outcome outcome, bool wasForced = false);

    routing::RuntimeState state;
    std::shared_ptr<const routing::RoutingPlan> plan;
    routing::RequestFacts facts{.promptTokens = 10, .outputBudget = 10};
    routing::Trail trail;
    routing::Scratch scratch;
    SteadyTime now{std::chrono::hours(1)};
    SeededRandom random{1};
};

/// Notes what waiting requests were given.
class RecordedGrants final : public routing::AdmissionSink
{
public:
    [[nodiscard]] bool admitted(routing::WaitId wait, const routing::Admission &admission) override;

    /// What it was given; nothing while it still waits.
    [[nodiscard]] routing::Admission *of(routing::WaitId wait);

    std::vector<routing::Admission> grants;
    bool isThere = true;
};

/// The whole control with a clock that stands.
class ControlBench final
{
public:
    explicit ControlBench(GatewayConfig config, std::uint64_t seed = 1);

    /// Another configuration from now on.
    void adopt(GatewayConfig config, const std::vector<InstanceId> &renewed = {});
    [[nodiscard]] routing::RequestFacts facts(std::int64_t tokens = 20,
                                              Duration patience = Duration(0),
                                              const std::string &model = "m") const;
    [[nodiscard]] routing::Admission ask(const routing::RequestFacts &facts,
                                         routing::Trail trail = {});
    [[nodiscard]] routing::Admission ask() { return ask(facts()); }
    [[nodiscard]] std::string instanceOf(const routing::Admission &admission) const;

    routing::Ruling answer(routing::Admission &admission, int status,
                           std::optional<Duration> retryAfter = {}, std::int64_t used = 0);
    routing::Ruling end(routing::Admission &admission, routing::AttemptEnd end);
    /// Asks and answers, `times` times; false once it was not sent to that instance.
    bool answerFrom(const std::string &instance, int status, int times = 1);
    /// Time passes, with a turn for whoever waits whenever the control asks for it.
    void pass(Duration time);

    [[nodiscard]] routing::InstanceStatus status(const std::string &instance) const;
    [[nodiscard]] InstanceState stateOf(const std::string &instance) const;

    FakeClock clock;
    routing::TrafficControl control;
    std::shared_ptr<const routing::RoutingPlan> plan;
    std::shared_ptr<RecordedGrants> sink = std::make_shared<RecordedGrants>();
};

} // namespace penstock::test
