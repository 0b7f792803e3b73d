#include "base/text.h"
#include "simulator/answerfields.h"
#include "simulator/objectreader.h"
#include "simulator/scenario.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <set>

namespace penstock::simulator
{

using Json = nlohmann::json;

namespace
{

constexpr Range anyCount{1, 1e12};
constexpr Range anyRate{0, 1e12};
constexpr Range anyPort{0, 65'535};
constexpr Range aWeek{0, 604'800};

std::chrono::milliseconds fromSeconds(double seconds)
{
    return std::chrono::round<std::chrono::milliseconds>(std::chrono::duration<double>(seconds));
}

std::optional<std::chrono::milliseconds> time(const ObjectReader &reader, const char *key)
{
    const auto seconds = reader.optionalNumber(key, aWeek);
    return seconds ? std::optional(fromSeconds(*seconds)) : std::nullopt;
}

std::string indexed(std::string_view name, std::size_t index)
{
    return std::string(name) + '[' + std::to_string(index) + ']';
}

void readKind(const ObjectReader &reader, Fault &fault)
{
    std::string name;
    reader.text("kind", name);
    if (name.empty()) {
        reader.complain("kind", "a fault needs a kind, such as \"rate_limit\".");
        return;
    }
    if (const auto kind = faultKindFrom(name)) {
        fault.kind = *kind;
        return;
    }
    std::vector<std::string_view> names;
    for (const FaultKindName &row : faultKinds()) {
        names.push_back(row.name);
    }
    const auto near = nearest(std::span<const std::string_view>(names), name);
    reader.complain("kind",
                    "there is no fault '" + name + "'."
                        + (near ? " Did you mean '" + *near + "'?" : std::string()));
}

Fault readFault(const Json &object, const std::string &path, ReadProblem &problem,
                std::string *instance)
{
    const ObjectReader reader(object, path, problem,
                              {"kind", "instance", "deployment", "status", "retry_after",
                               "probability", "count", "seconds", "after_events", "delay_ms",
                               "factor", "at_request", "at_second"});
    Fault fault;
    if (problem.isSet()) {
        return fault;
    }
    readKind(reader, fault);
    if (reader.has("instance") && instance == nullptr) {
        reader.complain("instance", "the address names the instance already.");
    } else if (instance != nullptr) {
        reader.text("instance", *instance);
    }
    reader.text("deployment", fault.deployment);
    fault.status = static_cast<int>(reader.integer("status", {400, 599}).value_or(0));
    fault.retryAfter = time(reader, "retry_after");
    reader.number("probability", fault.probability, {0, 1});
    if (const auto count = reader.integer("count", anyCount)) {
        fault.count = static_cast<std::uint64_t>(*count);
    }
    fault.duration = time(reader, "seconds");
    if (const auto events = reader.integer("after_events", {0, 1e6})) {
        fault.afterEvents = static_cast<int>(*events);
    }
    if (const auto delay = reader.integer("delay_ms", {0, 3.6e6})) {
        fault.delay = std::chrono::milliseconds(*delay);
    }
    reader.number("factor", fault.factor, {0, 10});
    if (const auto at = reader.integer("at_request", anyCount)) {
        fault.atRequest = static_cast<std::uint64_t>(*at);
    }
    fault.atTime = time(reader, "at_second");
    if (fault.atRequest && fault.atTime) {
        reader.complain("at_second", "a fault begins at a request or at a second, not at both.");
    }
    return fault;
}

DeploymentSetup readDeployment(const std::string &name, const Json &object, const std::string &path,
                               ReadProblem &problem)
{
    DeploymentSetup deployment{.name = name, .model = name};
    const ObjectReader reader(object, path, problem,
                              {"model", "tpm", "rpm", "kind", "token_window", "request_window",
                               "prompt_estimate", "content_filter", "spillover"});
    reader.text("model", deployment.model);
    reader.text("spillover", deployment.spillover);
    deployment.tokensPerMinute = reader.integer("tpm", anyRate).value_or(0);
    deployment.requestsPerMinute = reader.integer("rpm", anyRate).value_or(0);
    if (reader.choice("kind", {"standard", "ptu"}) == 1U) {
        deployment.kind = DeploymentKind::Ptu;
        if (!problem.isSet() && deployment.tokensPerMinute == 0) {
            reader.complain("tpm", "provisioned throughput needs to know what drains in a minute.");
        }
    }
    if (reader.choice("token_window", {"rolling", "fixed"}) == 1U) {
        deployment.tokenWindow = TokenWindow::Fixed;
    }
    if (reader.choice("prompt_estimate", {"contents", "all_texts"}) == 1U) {
        deployment.promptEstimate = PromptEstimate::AllTexts;
    }
    deployment.requestWindow
        = std::chrono::seconds(reader.integer("request_window", {1, 60}).value_or(10));
    constexpr std::array modes
        = {ContentFilterMode::On, ContentFilterMode::Async, ContentFilterMode::Off};
    deployment.contentFilter
        = modes.at(reader.choice("content_filter", {"on", "async", "off"}).value_or(0));
    return deployment;
}

void checkSpillover(const InstanceSetup &instance, const std::string &below, ReadProblem &problem)
{
    const auto isStandard = [&](const std::string &name) {
        return std::ranges::any_of(instance.deployments, [&](const DeploymentSetup &each) {
            return each.name == name && each.kind == DeploymentKind::Standard;
        });
    };
    for (const DeploymentSetup &deployment : instance.deployments) {
        if (deployment.spillover.empty()) {
            continue;
        }
        const std::string place = below + deployment.name + ".spillover";
        if (deployment.kind != DeploymentKind::Ptu) {
            problem.set(place, "only provisioned throughput spills over.");
        } else if (!isStandard(deployment.spillover)) {
            problem.set(place,
                        "the instance has no standard deployment '" + deployment.spillover + "'.");
        }
    }
}

InstanceSetup readInstance(const Json &object, const std::string &path, ReadProblem &problem)
{
    InstanceSetup instance;
    const ObjectReader reader(object, path, problem,
                              {"name", "region", "port", "key", "token", "deployments"});
    reader.text("name", instance.name);
    if (instance.name.empty()) {
        reader.complain("name", "an instance needs a name.");
        return instance;
    }
    instance.region = regionName(instance.name);
    instance.key = "sim-key-" + instance.name;
    instance.token = "sim-token-" + instance.name;
    reader.text("region", instance.region);
    reader.text("key", instance.key);
    reader.text("token", instance.token);
    if (instance.key.empty() || instance.token.empty()) {
        reader.complain("key", "a key may not be empty.");
    }
    instance.port = static_cast<std::uint16_t>(reader.integer("port", anyPort).value_or(0));
    if (!reader.has("deployments") || !reader.value("deployments").is_object()) {
        reader.complain("deployments", "an instance needs {\"name\": {\"model\": ...}} here.");
        return instance;
    }
    const std::string below = reader.path("deployments") + '.';
    for (const auto &[name, deployment] : reader.value("deployments").items()) {
        std::string place = below;
        place += name;
        instance.deployments.push_back(readDeployment(name, deployment, place, problem));
    }
    checkSpillover(instance, below, problem);
    return instance;
}

ScriptedAnswer readAnswer(const Json &object, const std::string &path, ReadProblem &problem)
{
    ScriptedAnswer answer;
    const ObjectReader reader(object, path, problem, {"match", "text", "tool_calls"});
    reader.text("match", answer.match);
    reader.text("text", answer.text);
    if (reader.has("text") == reader.has("tool_calls")) {
        reader.complain("text", "an answer has either a text or tool_calls.");
        return answer;
    }
    if (!reader.has("tool_calls")) {
        return answer;
    }
    const Json &calls = reader.value("tool_calls");
    if (!calls.is_array() || calls.empty()) {
        reader.complain("tool_calls", "a list of {\"name\", \"arguments\"} is expected here.");
        return answer;
    }
    for (std::size_t i = 0; i < calls.size(); ++i) {
        ScriptedToolCall call{.arguments = "{}"};
        const ObjectReader callReader(calls[i], path + '.' + indexed("tool_calls", i), problem,
                                      {"name", "arguments"});
        callReader.text("name", call.name);
        if (call.name.empty()) {
            callReader.complain("name", "a tool call needs a name.");
        }
        if (callReader.has("arguments")) {
            const Json &arguments = callReader.value("arguments");
            call.arguments
                = arguments.is_string() ? arguments.get<std::string>() : arguments.dump();
        }
        answer.toolCalls.push_back(std::move(call));
    }
    return answer;
}

/// Calls `read(element, path)` for each element of a list that may be missing.
template<class Read>
void forEachIn(const ObjectReader &reader, const char *key, Read read)
{
    if (!reader.has(key)) {
        return;
    }
    const Json &list = reader.value(key);
    if (!list.is_array()) {
        reader.complain(key, "a list is expected here.");
        return;
    }
    for (std::size_t i = 0; i < list.size(); ++i) {
        read(list[i], indexed(key, i));
    }
}

void checkNames(const SimulatorScenario &scenario, ReadProblem &problem)
{
    std::set<std::string, std::less<>> names;
    std::set<std::uint16_t> ports;
    for (std::size_t i = 0; i < scenario.instances.size(); ++i) {
        const InstanceSetup &instance = scenario.instances[i];
        if (!names.insert(instance.name).second) {
            problem.set(indexed("instances", i) + ".name",
                        "there is another instance '" + instance.name + "'.");
        }
        if (instance.port != 0 && !ports.insert(instance.port).second) {
            problem.set(indexed("instances", i) + ".port",
                        "another instance has port " + std::to_string(instance.port) + " already.");
        }
    }
    for (std::size_t i = 0; i < scenario.faults.size(); ++i) {
        const std::string &name = scenario.faults[i].instance;
        if (!name.empty() && !names.contains(name)) {
            problem.set(indexed("faults", i) + ".instance", "there is no instance '" + name + "'.");
        }
    }
}

Result<Json> parsed(std::string_view text)
{
    try {
        return Json::parse(text);
    } catch (const Json::parse_error &error) {
        const std::size_t end = std::min(error.byte, text.size());
        const std::string_view before = text.substr(0, end);
        const auto line = 1 + std::ranges::count(before, '\n');
        return fail(ErrorCode::InvalidInput,
                    "This is no JSON: there is a mistake in line " + std::to_string(line) + ".",
                    error.what());
    }
}

} // namespace

Result<SimulatorScenario> parseScenario(std::string_view json)
{
    const auto document = parsed(json);
    if (!document) {
        return Failure(document.error());
    }
    ReadProblem problem;
    SimulatorScenario scenario;
    const ObjectReader reader(*document, {}, problem,
                              {"seed", "speed", "control_port", "instances", "faults", "answers"});
    scenario.seed = static_cast<std::uint64_t>(reader.integer("seed", {0, 9e15}).value_or(1));
    reader.number("speed", scenario.speed, {0, 1000});
    scenario.controlPort
        = static_cast<std::uint16_t>(reader.integer("control_port", anyPort).value_or(0));
    forEachIn(reader, "instances", [&](const Json &value, const std::string &path) {
        scenario.instances.push_back(readInstance(value, path, problem));
    });
    forEachIn(reader, "faults", [&](const Json &value, const std::string &path) {
        PlannedFault plan;
        plan.fault = readFault(value, path, problem, &plan.instance);
        scenario.faults.push_back(std::move(plan));
    });
    forEachIn(reader, "answers", [&](const Json &value, const std::string &path) {
        scenario.answers.push_back(readAnswer(value, path, problem));
    });
    if (scenario.instances.empty()) {
        problem.set("instances", "a scenario needs at least one instance.");
    }
    checkNames(scenario, problem);
    if (problem.error) {
        return Failure(std::move(*problem.error));
    }
    return scenario;
}

Result<std::vector<Fault>> parseFaults(std::string_view json)
{
    const auto document = parsed(json);
    if (!document) {
        return Failure(document.error());
    }
    ReadProblem problem;
    std::vector<Fault> faults;
    if (document->is_array()) {
        for (std::size_t i = 0; i < document->size(); ++i) {
            faults.push_back(
                readFault((*document)[i], '[' + std::to_string(i) + ']', problem, nullptr));
        }
    } else {
        faults.push_back(readFault(*document, {}, problem, nullptr));
    }
    if (problem.error) {
        return Failure(std::move(*problem.error));
    }
    return faults;
}

} // namespace penstock::simulator
