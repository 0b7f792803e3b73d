#include "base/text.h"
#include "gateway/proxy/proxybench.h"
#include "simulator/simulator.h"
#include "stormreport.h"
#include "stormscene.h"
#include "support/generate.h"

#include <QTest>

#include <algorithm>

using namespace penstock;
using namespace penstock::test;
using namespace std::chrono_literals;
using penstock::proxy::test::instanceAt;
using penstock::proxy::test::ProxyBench;

/// 64 clients, three instances, and half of the time each of them is throttled, fails, breaks off
/// or falls silent.
class TestStorm final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void judge_seesAMissedChance();
    void noClientSeesAnErrorThatALivingTargetCouldHaveAvoided();
};

namespace
{

constexpr int clientCount = 64;
const std::vector<std::string> names = {"one", "two", "three"};

GatewayConfig configFor(const simulator::Simulator &simulator)
{
    GatewayConfig config;
    for (const simulator::InstanceAddress &address : simulator.addresses()) {
        config.instances.push_back(instanceAt(address.name, address.url));
        config.instances.back().modelDeployments.begin()->second.maxTpm = plentyInStorm;
    }
    config.routing.firstByteTimeout = 2s;
    config.routing.firstByteTimeoutNonStream = 2s;
    config.routing.streamIdleTimeout = 2s;
    config.routing.replayAfterTimeout = true;
    config.routing.softCommit = 0ms; // errors are to be seen as what they are
    config.routing.allOpen = AllOpen::All;
    return config;
}

std::chrono::seconds duration()
{
    bool isNumber = false;
    const int seconds = qEnvironmentVariableIntValue("PENSTOCK_STORM_SECONDS", &isNumber);
    return isNumber ? std::chrono::seconds(seconds) : 15s;
}

std::string about(const StormOutcome &outcome)
{
    return std::to_string(outcome.answer.status) + " after "
        + std::to_string(outcome.took().count()) + " ms, attempts '"
        + outcome.answer.field("x-penstock-attempts") + "', skipped '"
        + outcome.answer.field("x-penstock-skipped") + "' " + outcome.answer.problem + ' '
        + outcome.answer.body.substr(0, 300);
}

std::int64_t strikes(const simulator::DeploymentState &there, simulator::FaultKind kind)
{
    const auto found = there.counts.faultsByKind.find(kind);
    return found == there.counts.faultsByKind.end() ? 0 : static_cast<std::int64_t>(found->second);
}

/// What the other side has charged is no more than our own books say.
void verifyBooks(ProxyBench &bench, const simulator::Simulator &simulator)
{
    constexpr std::int64_t ofOneRequest = 53; // three of the prompt, fifty of the answer
    const auto status = bench.control().status();
    const simulator::SimulatorState state = simulator.state();
    for (std::size_t i = 0; i < names.size(); ++i) {
        const simulator::DeploymentState &there = state.instances[i].deployments.front();
        const auto &books = status.instances[i].targets.front().books;
        // What is reset on a used connection goes out once more, as if it had never been sent; and
        // when the storm is longer than a minute, some of it falls out of one window first.
        const std::int64_t unseen
            = ofOneRequest * strikes(there, simulator::FaultKind::Reset) + books.admitted / 50;
        QVERIFY2(books.admitted + unseen >= there.windowTokens,
                 (std::to_string(books.admitted) + " here, " + std::to_string(there.windowTokens)
                  + " there")
                     .c_str());
        // All its refusals were planned.
        QCOMPARE(static_cast<std::int64_t>(there.counts.rejected),
                 strikes(there, simulator::FaultKind::RateLimit));
    }
}

} // namespace

void TestStorm::judge_seesAMissedChance()
{
    const auto start = std::chrono::steady_clock::now();
    StormHistory history;
    history.note(start, start + 1ms, {false, false, true});
    history.note(start + 500ms, start + 501ms, {false, true, false});
    StormOutcome outcome{.begin = start + 100ms, .end = start + 200ms};
    outcome.answer.fields = {{"x-penstock-attempts", "one:500:3ms,two:429"}};
    QCOMPARE(missedChance(outcome, history, names).value_or("none"), std::string("three"));
    outcome.answer.fields = {{"x-penstock-attempts", "one:500:3ms,three:429"}};
    QCOMPARE(missedChance(outcome, history, names).value_or("none"), std::string("none"));
    // Alive during a part of the time only.
    outcome = {.begin = start + 400ms, .end = start + 600ms};
    QCOMPARE(missedChance(outcome, history, names).value_or("none"), std::string("none"));
    outcome = {.begin = start + 400ms, .end = start + 900ms};
    QCOMPARE(missedChance(outcome, history, names).value_or("none"), std::string("two"));
}

void TestStorm::noClientSeesAnErrorThatALivingTargetCouldHaveAvoided()
{
    const std::uint64_t seed = baseSeed();
    qInfo("PENSTOCK_TEST_SEED=%llu", static_cast<unsigned long long>(seed));
    const SystemClock clock;
    simulator::Simulator simulator(clock);
    QVERIFY(simulator.start(stormScenario(seed, names)));
    ProxyBench bench(configFor(simulator));
    const Storm storm = letItStorm(simulator, names, seed, [&bench] {
        return sendThroughStorm(bench.port(), clientCount, duration());
    });
    QVERIFY(storm.isObeyed && storm.history.hadAlwaysOneAlive());
    const StormReport report(storm.outcomes);
    qInfo("%s", report.text().c_str());
    int missed = 0;
    int shown = 0;
    for (const StormOutcome &outcome : storm.outcomes) {
        if (outcome.isGood) {
            continue;
        }
        const auto chance = missedChance(outcome, storm.history, names);
        missed += chance ? 1 : 0;
        if (chance || shown++ < 3) {
            qInfo("%s: %s", chance ? ("missed " + *chance).c_str() : "unavoidable",
                  about(outcome).c_str());
        }
    }
    QCOMPARE(missed, 0);
    // What has asked everybody, each of them at a bad moment, has no chance.
    QVERIFY2(report.goodShare() > 0.8, report.text().c_str());
    QVERIFY(report.requests > 10 * clientCount);
    // It was a storm.
    QVERIFY(report.wastedCalls > 0);
    QVERIFY(penstock::test::becomesTrue([&] {
        const auto status = bench.control().status();
        return std::ranges::all_of(status.instances,
                                   [](const auto &one) { return one.books.inFlight == 0; });
    }));
    verifyBooks(bench, simulator);
}

QTEST_GUILESS_MAIN(TestStorm)
#include "tst_storm.moc"
