// A simulation in which it storms, and its clients, on both sides of one gateway. run.sh starts it
// once for each of them; README.md says what it measures.

#include "askedby.h"
#include "base/clock.h"
#include "fatal.h"
#include "options.h"
#include "simulator/simulator.h"
#include "stormreport.h"
#include "stormscene.h"
#include "support/becomestrue.h"
#include "textfields.h"

#include <QCoreApplication>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <iterator>
#include <map>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

namespace
{

using namespace penstock;
using namespace penstock::bench;
using namespace std::chrono_literals;
using test::RawAnswer;
using test::StormOutcome;

const std::vector<std::string> names = {"one", "two", "three"};

struct Plan {
    std::uint16_t port = 0; ///< of the gateway
    std::string gateway;
    std::string fields; ///< lines that it wants in the head of each request
    std::vector<StormInstance> instances;
    std::uint64_t seed = 0;
    int clients = 0;
    std::chrono::milliseconds calm{};
    std::chrono::seconds storm{};
};

std::vector<StormInstance> instancesAt(const std::string &ports)
{
    std::vector<StormInstance> instances;
    std::istringstream stream(ports);
    for (std::string port; std::getline(stream, port, ',');) {
        if (instances.size() == names.size()) {
            fail("There are more --upstreams than instances.");
        }
        const auto number = numberAtStart(port, Base::Decimal);
        if (!number || *number == 0 || *number > UINT16_MAX) {
            fail("Option --upstreams has '" + port + "' in it, which is no port.");
        }
        instances.push_back({names[instances.size()], static_cast<std::uint16_t>(*number)});
    }
    if (instances.size() != names.size()) {
        fail("--upstreams are three ports with commas between them.");
    }
    return instances;
}

Plan planFrom(Options options)
{
    Plan plan;
    plan.port = options.port();
    plan.gateway = options.text("gateway");
    const std::string field = options.text("field", {});
    plan.fields = field.empty() ? "" : field + "\r\n";
    plan.instances = instancesAt(options.text("upstreams"));
    plan.seed = options.number("seed", 1);
    plan.clients = static_cast<int>(options.number("clients", 64));
    plan.calm = std::chrono::milliseconds(options.number("calm-ms", 2000));
    plan.storm = std::chrono::seconds(options.number("seconds", 20));
    options.refuseTheRest();
    return plan;
}

/// All have a deployment of the same name, for gateways that cannot give each its own.
simulator::SimulatorScenario scenarioOf(const Plan &plan)
{
    auto scenario = test::stormScenario(plan.seed, names);
    for (std::size_t i = 0; i < scenario.instances.size(); ++i) {
        scenario.instances[i].port = plan.instances[i].port;
        scenario.instances[i].deployments.front().name = "chat";
    }
    return scenario;
}

/// How many requests have come to a model of one of the instances.
std::uint64_t callsTo(const simulator::Simulator &simulator)
{
    std::uint64_t calls = 0;
    for (const simulator::InstanceState &instance : simulator.state().instances) {
        calls += instance.deployments.front().counts.requests;
    }
    return calls;
}

/// The gateway is there, and what it does before the first wind is not counted: one that compiles
/// while it runs has done so then.
void passCalm(const Plan &plan)
{
    if (!test::becomesTrue([&plan] { return test::RawClient().connectTo(plan.port); })) {
        fail("Nobody listens on the port of the gateway.");
    }
    const auto outcomes = test::sendThroughStorm(plan.port, plan.clients, plan.calm, plan.fields);
    const auto bad = std::ranges::find(outcomes, false, &StormOutcome::isGood);
    if (bad != outcomes.end()) {
        fail("In calm weather the gateway answers " + std::to_string(bad->answer.status) + ": "
             + bad->answer.problem + ' ' + bad->answer.body.substr(0, 300));
    }
}

/// As its client sees it.
std::string nameOf(const RawAnswer &answer)
{
    if (answer.status == 0) {
        return "none";
    }
    return std::to_string(answer.status) + (answer.isWhole() ? "" : "_broken_off");
}

struct Errors {
    std::map<std::string, int> avoidable;
    std::map<std::string, int> others;
};

Errors errorsIn(const test::Storm &storm, const Plan &plan)
{
    const test::WasAsked wasAsked = askedBy(plan.gateway, plan.instances);
    Errors errors;
    for (const StormOutcome &outcome : storm.outcomes) {
        if (!outcome.isGood) {
            const bool isAvoidable
                = test::missedChance(outcome, storm.history, names.size(), wasAsked).has_value();
            ++(isAvoidable ? errors.avoidable : errors.others)[nameOf(outcome.answer)];
        }
    }
    return errors;
}

int sumOf(const std::map<std::string, int> &errors)
{
    int sum = 0;
    for (const auto &[name, count] : errors) {
        sum += count;
    }
    return sum;
}

void print(std::string_view key, long long value)
{
    std::printf("%.*s %lld\n", static_cast<int>(key.size()), key.data(), value);
}

void report(const test::Storm &storm, const Plan &plan, std::uint64_t calls)
{
    const test::StormReport all(storm.outcomes);
    // Errors that come at once shall not look like quick answers.
    std::vector<StormOutcome> answered;
    std::ranges::copy_if(storm.outcomes, std::back_inserter(answered), &StormOutcome::isGood);
    const test::StormReport good(answered);
    print("requests", static_cast<long long>(all.requests));
    print("good", static_cast<long long>(all.good));
    print("p50_ms", good.median.count());
    print("p95_ms", good.p95.count());
    print("calls", static_cast<long long>(calls));
    print("wasted", static_cast<long long>(calls) - static_cast<long long>(all.good));
    print("held_requests", static_cast<long long>(all.heldRequests));
    print("held_ms", all.held.count());
    const Errors errors = errorsIn(storm, plan);
    print("avoidable", sumOf(errors.avoidable));
    print("others", sumOf(errors.others));
    for (const auto &[name, count] : errors.avoidable) {
        print("avoidable:" + name, count);
    }
    for (const auto &[name, count] : errors.others) {
        print("other:" + name, count);
    }
}

} // namespace

int main(int argc, char **argv)
{
    const QCoreApplication application(argc, argv);
    const Plan plan = planFrom(Options(argc, argv, 1));
    if (!askedBy(plan.gateway, plan.instances)) {
        fail("--gateway is penstock, nginx or portkey.");
    }
    const SystemClock clock;
    simulator::Simulator simulator(clock);
    if (const auto started = simulator.start(scenarioOf(plan)); !started) {
        fail("The simulation does not start: " + started.error().message);
    }
    std::puts("ready");
    std::fflush(stdout);
    passCalm(plan);
    const std::uint64_t before = callsTo(simulator);
    const test::Storm storm = test::letItStorm(simulator, names, plan.seed, [&plan] {
        return test::sendThroughStorm(plan.port, plan.clients, plan.storm, plan.fields);
    });
    if (!storm.isObeyed || !storm.history.hadAlwaysOneAlive()) {
        fail("The storm was not the one that was planned.");
    }
    report(storm, plan, callsTo(simulator) - before);
    return 0;
}
