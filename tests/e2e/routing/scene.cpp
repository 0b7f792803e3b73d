#include "scene.h"

#include <utility>

namespace penstock::test
{

namespace
{

using Json = nlohmann::json;

// Far above what comes, where a test does not say otherwise.
constexpr std::int64_t plenty = 1'000'000'000;

Json scenario(const SceneSetup &setup)
{
    Json instances = Json::array();
    for (const SceneInstance &instance : setup.instances) {
        Json chat = {{"model", "gpt-4o"}, {"tpm", plenty}, {"rpm", plenty}};
        chat.update(Json::parse(instance.deployment));
        instances.push_back(
            {{"name", instance.name}, {"deployments", {{"chat", std::move(chat)}}}});
    }
    return {{"seed", 7},
            {"speed", setup.speed},
            {"control_port", 0},
            {"instances", std::move(instances)},
            {"answers", {{{"match", ""}, {"text", "One two three four five six seven."}}}}};
}

std::uint16_t portBehind(const std::string &text, const std::string &mark)
{
    const std::string begin = mark + "http://127.0.0.1:";
    const std::size_t at = text.find(begin);
    return at == std::string::npos
        ? std::uint16_t{0}
        : static_cast<std::uint16_t>(std::stoul(text.substr(at + begin.size())));
}

RawAnswer ask(std::uint16_t port, const std::string &method, const std::string &path,
              const std::string &body)
{
    RawClient client(port);
    return client.ask(method + ' ' + path
                      + " HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                        "Content-Length: "
                      + std::to_string(body.size()) + "\r\n\r\n" + body);
}

QString text(const std::filesystem::path &path)
{
    return QString::fromStdString(path.string());
}

} // namespace

Scene::Scene(SceneSetup setup)
{
    const auto file = m_folder.write("scenario.json", scenario(setup).dump());
    m_simulator = std::make_unique<Program>(
        "simulate",
        QStringList{QStringLiteral("simulate"), QStringLiteral("--scenario"), text(file)},
        m_folder.path());
    if (!m_simulator->waitUntilItSays("End it with")) {
        return;
    }
    const std::string said = m_simulator->said();
    for (const SceneInstance &instance : setup.instances) {
        m_ports[instance.name] = portBehind(said, "  " + instance.name + "  ");
    }
    m_controlPort = portBehind(said, "curl -X PUT ");
    startGateway(setup);
}

void Scene::startGateway(const SceneSetup &setup)
{
    std::string config = "name: Scene\n" + setup.gateway + "instances:\n";
    for (const SceneInstance &instance : setup.instances) {
        config += "  - name: " + instance.name
            + "\n    api_base: http://127.0.0.1:" + std::to_string(m_ports[instance.name])
            + "\n    api_version: \"2024-10-21\"\n    api_key: sim-key-" + instance.name
            + "\n    model_deployments: {" + instance.models + "}\n"
            + (instance.settings.empty() ? "" : "    " + instance.settings + '\n');
    }
    const auto file = m_folder.write("penstock.yaml", config);
    const auto environment = m_folder.write("gateway.env", setup.environment);
    m_gateway = std::make_unique<Program>(
        "serve",
        QStringList{QStringLiteral("serve"), QStringLiteral("--config"), text(file),
                    QStringLiteral("--env-file"), text(environment), QStringLiteral("--profile"),
                    text(m_folder.path()), QStringLiteral("--port"), QStringLiteral("0")},
        m_folder.path());
    if (m_gateway->waitUntilItSays("/v1\n")) {
        m_port = portBehind(m_gateway->said(), {});
    }
}

std::string Scene::problem() const
{
    if (m_controlPort == 0) {
        return "no simulator: " + m_simulator->log();
    }
    return m_port == 0 ? "no gateway: " + m_gateway->log() : std::string();
}

RawAnswer Scene::chat(std::string_view body, std::string_view lines) const
{
    RawClient client(m_port);
    return client.ask(chatRequest(body, lines));
}

bool Scene::setFault(const std::string &instance, const std::string &fault) const
{
    return ask(m_controlPort, "PUT", "/_sim/" + instance + "/fault", fault).status == 200;
}

bool Scene::clearFaults(const std::string &instance) const
{
    return ask(m_controlPort, "DELETE", "/_sim/" + instance + "/fault", {}).status == 200;
}

nlohmann::json Scene::books(const std::string &instance) const
{
    const Json state
        = Json::parse(ask(m_controlPort, "GET", "/_sim/" + instance, {}).body, nullptr, false);
    return state.is_object() ? state.at("deployments").at("chat") : Json();
}

int Scene::requests(const std::string &instance) const
{
    return books(instance).value("requests", -1);
}

std::string chatRequest(std::string_view body, std::string_view lines)
{
    std::string request = "POST /v1/chat/completions HTTP/1.1\r\nHost: localhost\r\n"
                          "Content-Type: application/json\r\nContent-Length: "
        + std::to_string(body.size()) + "\r\n";
    request.append(lines).append("\r\n").append(body);
    return request;
}

std::string chatBody(std::string_view further, std::string_view model)
{
    std::string body = R"({"model":")" + std::string(model)
        + R"(","messages":[{"role":"user","content":"Hello"}])";
    if (!further.empty()) {
        body.append(1, ',').append(further);
    }
    return body + '}';
}

std::string codeOf(const RawAnswer &answer)
{
    const Json body = Json::parse(answer.body, nullptr, false);
    if (!body.is_object() || !body.contains("error") || !body["error"].is_object()) {
        return {};
    }
    const Json code = body["error"].value("code", Json());
    return code.is_string() ? code.get<std::string>() : std::string();
}

std::string textOf(const RawAnswer &answer)
{
    std::string text = std::to_string(answer.status) + ' ' + answer.problem + '\n';
    for (const auto &[name, value] : answer.fields) {
        text += name + ": " + value + '\n';
    }
    return text + '\n' + answer.body;
}

} // namespace penstock::test
