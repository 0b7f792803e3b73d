#include "base/clock.h"
#include "base/files.h"
#include "headless/commands.h"
#include "qtglue/stopsignal.h"
#include "simulator/simulator.h"

#include <QByteArray>
#include <QCoreApplication>

#include <array>
#include <optional>
#include <ostream>

namespace penstock::headless
{

namespace
{

constexpr std::array<OptionSpec, 5> options = {{
    {"scenario", "FILE", "instances, faults and answers from a JSON file"},
    {"seed", "N", "another course of chance (1)"},
    {"speed", "X", "2 is twice as fast as life, 0 does not wait at all (1)"},
    {"port", "N", "of the first instance; the others follow (3101)"},
    {"control-port", "N", "of the control API (one below the first instance)"},
}};

constexpr std::string_view prefix = "penstock-gateway simulate: ";
constexpr std::uint16_t usualPort = 3101;
constexpr std::uint64_t mostScenarioBytes = std::uint64_t{16} << 20U;
constexpr std::chrono::seconds patience(3); // with answers under way, at the end

void parse(const std::string &text, std::uint64_t &number, bool &isNumber)
{
    number = QByteArray::fromStdString(text).toULongLong(&isNumber);
}
void parse(const std::string &text, int &number, bool &isNumber)
{
    number = QByteArray::fromStdString(text).toInt(&isNumber);
}
void parse(const std::string &text, double &number, bool &isNumber)
{
    number = QByteArray::fromStdString(text).toDouble(&isNumber);
}

/// Numbers of the command line that are none are complained of by name.
template<class Number>
Result<std::optional<Number>> option(const ParsedOptions &parsed, std::string_view name,
                                     Number least, Number most)
{
    if (!parsed.has(name)) {
        return std::nullopt;
    }
    Number number{};
    bool isNumber = false;
    parse(parsed.valueOr(name, {}), number, isNumber);
    if (!isNumber || number < least || number > most) {
        return fail(ErrorCode::InvalidInput,
                    "--" + std::string(name) + " takes a number, and not '"
                        + parsed.valueOr(name, {}) + "'.");
    }
    return number;
}

Result<simulator::SimulatorScenario> scenarioFrom(const ParsedOptions &parsed)
{
    if (!parsed.has("scenario")) {
        simulator::SimulatorScenario scenario = simulator::defaultScenario();
        scenario.controlPort = usualPort - 1;
        std::uint16_t port = usualPort;
        for (simulator::InstanceSetup &instance : scenario.instances) {
            instance.port = port++;
        }
        return scenario;
    }
    const std::string name = parsed.valueOr("scenario", {});
    const auto text = readFile(pathFromUtf8(name), mostScenarioBytes);
    if (!text) {
        return Failure(text.error());
    }
    auto scenario = simulator::parseScenario(*text);
    if (!scenario) {
        return fail(scenario.error().code, name + ": " + scenario.error().message,
                    scenario.error().detail);
    }
    return scenario;
}

/// What the command line says counts more than the file.
Result<void> override(simulator::SimulatorScenario &scenario, const ParsedOptions &parsed)
{
    constexpr double fastest = 1000;
    constexpr int lastPort = 65'535;
    const auto seed = option<std::uint64_t>(parsed, "seed", 0, UINT64_MAX);
    const auto speed = option<double>(parsed, "speed", 0, fastest);
    const auto port = option<int>(parsed, "port", 1,
                                  lastPort - static_cast<int>(scenario.instances.size()) + 1);
    const auto control = option<int>(parsed, "control-port", 0, lastPort);
    for (const Error *const error :
         {seed ? nullptr : &seed.error(), speed ? nullptr : &speed.error(),
          port ? nullptr : &port.error(), control ? nullptr : &control.error()}) {
        if (error != nullptr) {
            return Failure(*error);
        }
    }
    scenario.seed = seed->value_or(scenario.seed);
    scenario.speed = speed->value_or(scenario.speed);
    if (const std::optional<int> first = *port; first.has_value()) {
        int next = *first;
        scenario.controlPort = static_cast<std::uint16_t>(next - 1);
        for (simulator::InstanceSetup &instance : scenario.instances) {
            instance.port = static_cast<std::uint16_t>(next++);
        }
    }
    scenario.controlPort = static_cast<std::uint16_t>(control->value_or(scenario.controlPort));
    return {};
}

void printInstances(const simulator::Simulator &simulated, std::ostream &out)
{
    const auto addresses = simulated.addresses();
    out << "The simulated Azure is up: "
        << (addresses.size() == 1 ? std::string("1 instance")
                                  : std::to_string(addresses.size()) + " instances")
        << ".\n\n";
    for (const simulator::InstanceAddress &address : addresses) {
        out << "  " << address.name << "  " << address.url << "  key " << address.key << '\n';
        for (const simulator::DeploymentSetup &deployment : address.deployments) {
            out << "      " << deployment.name;
            if (deployment.model != deployment.name) {
                out << " (" << deployment.model << ')';
            }
            if (deployment.tokensPerMinute > 0) {
                out << ", " << deployment.tokensPerMinute << " tokens a minute";
            }
            out << (deployment.kind == simulator::DeploymentKind::Ptu ? ", provisioned throughput\n"
                                                                      : "\n");
        }
    }
}

void printExamples(const simulator::Simulator &simulated, std::ostream &out)
{
    const auto addresses = simulated.addresses();
    const simulator::InstanceAddress &first = addresses.front();
    const std::string control = "http://127.0.0.1:" + std::to_string(simulated.controlPort());
    const std::string deployment
        = first.deployments.empty() ? "DEPLOYMENT" : first.deployments.front().name;
    out << "\nTry:\n  curl " << first.url << "/openai/deployments/" << deployment
        << "/chat/completions?api-version=2024-10-21 -H 'api-key: " << first.key
        << "' -H 'Content-Type: application/json' -d "
           "'{\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}],\"stream\":true}'\n"
        << "  curl -X PUT " << control << "/_sim/" << first.name
        << "/fault -d '{\"kind\":\"rate_limit\",\"retry_after\":7,\"seconds\":30}'\n"
        << "  curl " << control << "/_sim\n\nEnd it with Ctrl+C.\n"
        << std::flush;
}

ExitCode simulate(simulator::SimulatorScenario scenario, Console &console)
{
    int argumentCount = 1;
    std::string program = "penstock-gateway";
    std::array<char *, 2> arguments = {program.data(), nullptr};
    const QCoreApplication application(argumentCount, arguments.data());
    const StopSignal stop;
    QObject::connect(&stop, &StopSignal::requested, &application, &QCoreApplication::quit);

    const SystemClock clock;
    simulator::Simulator simulated(clock);
    if (const auto started = simulated.start(std::move(scenario)); !started) {
        console.err << prefix << started.error().message << '\n';
        return ExitCode::Environment;
    }
    printInstances(simulated, console.out);
    printExamples(simulated, console.out);
    QCoreApplication::exec();
    simulated.stop(patience);
    console.out << "Ended.\n";
    return ExitCode::Ok;
}

ExitCode run(const ParsedOptions &parsed, Console &console)
{
    if (!parsed.arguments.empty()) {
        return usageError(simulateCommand(), "there are only options here.", console);
    }
    auto scenario = scenarioFrom(parsed);
    if (!scenario) {
        console.err << prefix << scenario.error().message << '\n';
        return scenario.error().code == ErrorCode::InvalidInput ? ExitCode::Negative
                                                                : ExitCode::Environment;
    }
    if (const auto overridden = override(*scenario, parsed); !overridden) {
        return usageError(simulateCommand(), overridden.error().message, console);
    }
    return simulate(std::move(*scenario), console);
}

} // namespace

const Command &simulateCommand()
{
    static constexpr Command command = {
        .name = "simulate",
        .arguments = "[OPTIONS]",
        .summary = "Runs a simulated Azure OpenAI on this machine.",
        .explanation
        = "Without a scenario there are three instances with gpt-4o, gpt-4o-mini and\n"
          "text-embedding-3-small on ports 3101 to 3103. Faults are switched on and off while it\n"
          "runs; docs/SIMULATOR.md tells how. Runs until Ctrl+C or SIGTERM.\n"
          "Exits with 1 when the scenario has a mistake, 3 when a port or the file cannot be had.",
        .options = options,
        .run = run,
    };
    return command;
}

} // namespace penstock::headless
