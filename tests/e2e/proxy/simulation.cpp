#include "simulation.h"

#include "support/rawclient.h"

#include <nlohmann/json.hpp>

#include <fstream>
#include <sstream>

namespace penstock::test
{

namespace
{

using Json = nlohmann::json;

Json scenario(std::span<const MixRequest> mix, std::uint64_t seed)
{
    // Limits far above what comes, so that only their reduction makes them felt.
    static constexpr std::int64_t plenty = 1'000'000'000;
    const auto deployment = [](const char *model) {
        return Json{{"model", model}, {"tpm", plenty}, {"rpm", plenty}};
    };
    Json instances = Json::array();
    for (const std::string &name : Simulation::names) {
        Json chat = deployment("gpt-4o");
        chat["content_filter"] = name == "third" ? "async" : name == "fourth" ? "off" : "on";
        instances.push_back({{"name", name}});
        instances.back()["deployments"] = {{"chat", std::move(chat)},
                                           {"instruct", deployment("gpt-35-turbo-instruct")},
                                           {"embed", deployment("text-embedding-3-small")}};
    }
    Json answers = Json::array();
    for (const MixRequest &request : mix) {
        Json answer = {{"match", request.mark()}};
        if (!request.text.empty()) {
            answer["text"] = request.text;
        }
        for (const ExpectedCall &call : request.calls) {
            answer["tool_calls"].push_back(
                {{"name", call.name}, {"arguments", Json::parse(call.arguments)}});
        }
        if (!request.isEmbedding()) {
            answers.push_back(std::move(answer));
        }
    }
    constexpr int speed = 50; // slow enough to hang up in the middle
    return {{"seed", seed % 1'000'000},
            {"speed", speed},
            {"control_port", 0},
            {"instances", std::move(instances)},
            {"answers", std::move(answers)}};
}

std::filesystem::path write(const std::filesystem::path &path, const std::string &content)
{
    std::ofstream(path, std::ios::binary) << content;
    return path;
}

QStringList arguments(const std::filesystem::path &scenario)
{
    return {QStringLiteral("simulate"), QStringLiteral("--scenario"),
            QString::fromStdString(scenario.string())};
}

/// The port of the first address behind `mark`.
std::uint16_t portBehind(const std::string &text, const std::string &mark)
{
    const std::string begin = mark + "http://127.0.0.1:";
    const std::size_t at = text.find(begin);
    return at == std::string::npos
        ? std::uint16_t{0}
        : static_cast<std::uint16_t>(std::stoul(text.substr(at + begin.size())));
}

RawAnswer ask(std::uint16_t port, const std::string &method, const std::string &path,
              const std::string &body, const std::string &key = {})
{
    RawClient client(port);
    return client.ask(method + ' ' + path + " HTTP/1.1\r\nHost: localhost\r\napi-key: " + key
                      + "\r\nContent-Type: application/json\r\nContent-Length: "
                      + std::to_string(body.size()) + "\r\n\r\n" + body);
}

/// Calls `look` for each deployment of a state.
template<class Look>
void forEachDeployment(const Json &state, Look look)
{
    for (const Json &instance : state.value("instances", Json::array())) {
        for (const Json &deployment : instance.at("deployments")) {
            look(deployment);
        }
    }
}

} // namespace

const std::vector<std::string> Simulation::names = {"first", "second", "third", "fourth"};

Simulation::Simulation(std::span<const MixRequest> mix, std::uint64_t seed,
                       const std::filesystem::path &folder)
    : m_program("simulate", arguments(write(folder / "scenario.json", scenario(mix, seed).dump())),
                folder)
{
    if (!m_program.waitUntilItSays("End it with")) {
        return;
    }
    const std::string said = m_program.said();
    for (const std::string &name : names) {
        m_ports[name] = portBehind(said, "  " + name + "  ");
    }
    m_controlPort = portBehind(said, "curl -X PUT ");
}

std::string Simulation::gatewayConfig() const
{
    std::ostringstream text;
    // Nothing is remembered, neither of breakers nor of a Retry-After: every request is to meet its
    // faults, also where the request before has met one. What answers 401, 403, 404 or 429 is shut
    // at once in any case; a millisecond of that, and whatever is shut is tried all the same.
    text << "name: Faults\n"
            "routing: {first_byte_timeout: 2, first_byte_timeout_non_stream: 2,"
            " stream_idle_timeout: 2, connect_timeout: 2, total_deadline: 7, queue_wait: 0,"
            " all_open: all}\n"
            "circuit_breaker: {preset: custom,"
            " open_on: ['401', '403', '404', '429', 5xx, timeout, connection],"
            " consecutive_connect: 1000, consecutive_5xx: 1000, min_outcomes: 100000,"
            " open_seconds: 0.001, open_max_seconds: 0.001, jitter: 0, half_open_successes: 1,"
            " honor_retry_after: false}\n"
            "limits: {mode: advise, learn_from_headers: false}\n"
            "instances:\n";
    for (const auto &[name, port] : m_ports) {
        const bool isV1 = name == "second";
        text << "  - name: " << name << "\n    api_base: http://127.0.0.1:" << port
             << (isV1 ? "/openai/v1" : "\n    api_version: \"2024-10-21\"")
             << "\n    api_key: sim-key-" << name
             << "\n    allow_plain_http: true\n"
                "    model_deployments: {gpt-4o: chat, gpt-3.5-turbo-instruct: instruct,"
                " text-embedding-3-small: embed}\n";
    }
    return text.str();
}

std::set<std::uint16_t> Simulation::ports() const
{
    std::set<std::uint16_t> ports;
    for (const auto &[name, port] : m_ports) {
        ports.insert(port);
    }
    return ports;
}

bool Simulation::setFaults(std::size_t instance, const std::string &faults) const
{
    return ask(m_controlPort, "PUT", "/_sim/" + names.at(instance) + "/fault", faults).status
        == 200;
}

bool Simulation::clearFaults() const
{
    bool isClear = true;
    for (const std::string &name : names) {
        isClear
            = ask(m_controlPort, "DELETE", "/_sim/" + name + "/fault", {}).status == 200 && isClear;
    }
    return isClear;
}

Vectors Simulation::vectors() const
{
    Vectors vectors;
    const std::string &name = names.front();
    for (const std::string &text : embeddingTexts()) {
        const Json body = {{"model", "embed"}, {"input", text}, {"encoding_format", "base64"}};
        const RawAnswer answer = ask(m_ports.at(name), "POST", "/openai/v1/embeddings", body.dump(),
                                     "sim-key-" + name);
        const Json read = Json::parse(answer.body, nullptr, false);
        if (answer.status == 200 && read.is_object()) {
            vectors[text] = vectorIn(read.at("data").at(0).at("embedding"));
        }
    }
    return vectors;
}

std::map<std::string, std::uint64_t> Simulation::strikes() const
{
    std::map<std::string, std::uint64_t> strikes;
    const Json state = Json::parse(ask(m_controlPort, "GET", "/_sim", {}).body, nullptr, false);
    forEachDeployment(state, [&strikes](const Json &deployment) {
        for (const auto &[kind, count] : deployment.at("faults_by_kind").items()) {
            strikes[kind] += count.get<std::uint64_t>();
        }
    });
    return strikes;
}

int Simulation::inFlight() const
{
    int inFlight = 0;
    const Json state = Json::parse(ask(m_controlPort, "GET", "/_sim", {}).body, nullptr, false);
    forEachDeployment(state, [&inFlight](const Json &deployment) {
        inFlight += deployment.at("in_flight").get<int>();
    });
    return inFlight;
}

} // namespace penstock::test
