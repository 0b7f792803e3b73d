// How long it takes to find a place for a request among few or many targets and to hear what came
// of it, and how often memory is asked for on the way.

#include "base/clock.h"
#include "routing/trafficcontrol.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <new>
#include <string>
#include <vector>

namespace
{

std::atomic<std::uint64_t> allocations{0};

} // namespace

void *operator new(std::size_t size)
{
    allocations.fetch_add(1, std::memory_order_relaxed);
    if (void *memory = std::malloc(size)) {
        return memory;
    }
    throw std::bad_alloc();
}

void operator delete(void *memory) noexcept
{
    std::free(memory);
}

void operator delete(void *memory, std::size_t) noexcept
{
    std::free(memory);
}

namespace
{

using namespace penstock;
using namespace penstock::routing;

constexpr int defaultRounds = 7;
constexpr int perRound = 5000;
constexpr std::array<std::size_t, 4> sizes{1, 3, 10, 100};

/// What stands against the other targets.
enum class Scene { AllFree = 1, AllButOneLimited };

class NoSink final : public AdmissionSink
{
public:
    [[nodiscard]] bool admitted(WaitId, const Admission &) override { return false; }
};

GatewayConfig configOf(Strategy strategy, std::size_t count)
{
    GatewayConfig config;
    config.routing.strategy = strategy;
    config.routing.models[ModelName("m")] = {};
    for (std::size_t i = 0; i < count; ++i) {
        InstanceSettings instance;
        instance.name = "i" + std::to_string(i);
        instance.id = InstanceId(instance.name);
        instance.apiBase = "https://" + instance.name + ".example";
        instance.maxTpm = 1'000'000'000;
        instance.maxRpm = 1'000'000'000;
        instance.modelDeployments.emplace(ModelName("m"),
                                          DeploymentSettings{.deployment = DeploymentId("m")});
        config.instances.push_back(std::move(instance));
    }
    return config;
}

struct Cost {
    double nanoseconds = 0; ///< of admit and report together
    double admitAllocations = 0;
};

class Case final
{
public:
    Case(Strategy strategy, std::size_t count, Scene scene)
        : m_control(m_clock, 1)
        , m_plan(m_control.prepare(std::make_shared<const GatewayConfig>(configOf(strategy, count)),
                                   [](std::size_t) { return false; }))
    {
        m_control.adopt(m_plan, {});
        m_facts = {.pool = m_plan->forModel("m")->pool, .promptTokens = 100, .outputBudget = 100};
        if (scene == Scene::AllButOneLimited) {
            limitAllButOne(count);
        }
    }

    Cost measure()
    {
        std::uint64_t forAdmit = 0;
        const auto start = std::chrono::steady_clock::now();
        for (int i = 0; i < perRound; ++i) {
            const std::uint64_t before = allocations.load(std::memory_order_relaxed);
            Admission admission = m_control.admit(m_plan, m_facts, {}, m_sink);
            forAdmit += allocations.load(std::memory_order_relaxed) - before;
            if (admission.decision.kind != Decision::Kind::Send) {
                std::fprintf(stderr, "Nobody serves in this benchmark.\n");
                std::exit(1);
            }
            (void)m_control.report(*m_plan, admission.ticket,
                                   {.facts = {.status = 200}, .usedTokens = 150});
        }
        const std::chrono::duration<double, std::nano> passed
            = std::chrono::steady_clock::now() - start;
        return {passed.count() / perRound, static_cast<double>(forAdmit) / perRound};
    }

private:
    void limitAllButOne(std::size_t count)
    {
        for (std::size_t i = 0; i + 1 < count; ++i) {
            Admission admission = m_control.admit(m_plan, m_facts, {}, m_sink);
            (void)m_control.report(
                *m_plan, admission.ticket,
                {.facts = {.status = 429},
                 .retryAfter = {.wait = std::chrono::minutes(50), .isTold = true}});
        }
    }

    SystemClock m_clock;
    TrafficControl m_control;
    std::shared_ptr<const RoutingPlan> m_plan;
    std::shared_ptr<NoSink> m_sink = std::make_shared<NoSink>();
    RequestFacts m_facts;
};

void print(Strategy strategy, Scene scene, int rounds)
{
    const std::string_view name = nameOf(strategy);
    std::printf("  %-15.*s", static_cast<int>(name.size()), name.data());
    for (const std::size_t count : sizes) {
        Case one(strategy, count, scene);
        (void)one.measure(); // warm
        std::vector<double> times;
        Cost cost;
        for (int round = 0; round < rounds; ++round) {
            cost = one.measure();
            times.push_back(cost.nanoseconds);
        }
        std::ranges::sort(times);
        std::printf("  %9.0f ns %5.2f", times[times.size() / 2], cost.admitAllocations);
    }
    std::printf("\n");
}

} // namespace

int main(int argc, char **argv)
{
    const int rounds = std::max(1, argc > 1 ? std::atoi(argv[1]) : defaultRounds);
    for (const Scene scene : {Scene::AllFree, Scene::AllButOneLimited}) {
        std::printf("%s: admit and report, allocations of admit, among",
                    scene == Scene::AllFree ? "all free" : "all but one rate limited");
        for (const std::size_t count : sizes) {
            std::printf(" %zu", count);
        }
        std::printf(" targets\n");
        for (const auto &entry : enumNames<Strategy>) {
            print(entry.value, scene, rounds);
        }
    }
    return 0;
}
