#include "consolebench.h"

#include "gateway/http/httpfixture.h"
#include "support/scriptedserver.h"

#include <QTest>

#include <fstream>
#include <iterator>

namespace penstock::gui::test
{

using penstock::test::RawClient;
using penstock::test::ScriptedConnection;
using penstock::test::ScriptedServer;
using service::GatewayPhase;

namespace
{

constexpr std::string_view json = "Content-Type: application/json\r\n";
constexpr std::string_view chat
    = "{\"model\":\"gpt-4o\",\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}";
constexpr std::string_view streamed = "{\"model\":\"gpt-4o\",\"messages\":[{\"role\":\"user\","
                                      "\"content\":\"Hi\"}],\"stream\":true}";

std::string nameOf(int index)
{
    return "eu-" + std::to_string(index + 1);
}

std::string keyOf(const std::string &instance)
{
    return "sim-key-" + instance;
}

simulator::SimulatorScenario scenario()
{
    simulator::SimulatorScenario scenario;
    scenario.speed = 0; // answers at once
    for (int i = 0; i < 2; ++i) {
        scenario.instances.push_back({.name = nameOf(i),
                                      .region = "Sweden Central",
                                      .key = keyOf(nameOf(i)),
                                      .deployments = {{.name = "gpt-4o", .model = "gpt-4o"}}});
    }
    return scenario;
}

} // namespace

std::uint16_t freePort()
{
    const ScriptedServer server([](ScriptedConnection &) { });
    return server.port();
}

ConsoleBench::ConsoleBench() : ConsoleBench(0) { }

ConsoleBench::ConsoleBench(int instances) : m_azure(m_clock), m_port(freePort())
{
    if (auto started = m_azure.start(scenario()); !started) {
        qFatal("%s", started.error().message.c_str());
    }
    (void)m_folder.write("penstock.yaml", document(instances));
    build();
}

ConsoleBench::~ConsoleBench()
{
    // The window first: it looks at everything else.
    m_window.reset();
    m_desk.reset();
    m_gateway.reset();
}

std::string ConsoleBench::document(int instances) const
{
    std::string text = "port: " + std::to_string(m_port) + '\n';
    for (int i = 0; i < instances; ++i) {
        const std::string name = nameOf(i);
        text += (i == 0 ? "instances:\n  - name: " : "  - name: ") + name + "\n    api_base: "
            + addressOf(name).url + "\n    api_version: 2024-10-21\n    api_key: ${KEY_"
            + std::to_string(i + 1) + "}\n    priority: " + std::to_string(i + 1)
            + "\n    region: Sweden Central\n    max_tpm: 120000\n    model_deployments:\n"
              "      gpt-4o: gpt-4o\n";
    }
    return text;
}

void ConsoleBench::build()
{
    m_theme = std::make_unique<theme::Theme>(*qApp);
    m_theme->setChoice(theme::SchemeChoice::Light);
    m_keyring = std::make_unique<KeyringHand>();
    m_keychain = std::make_unique<Keychain>(m_keyring->takeBackend());
    m_gateway = std::make_unique<service::EmbeddedGateway>(
        service::HostSetup{.version = "1.2.3", .clock = &m_clock, .logger = nullptr});
    m_desk = std::make_unique<service::ConfigDesk>(service::ConfigDesk::Setup{
        .folder = m_folder.path(),
        .variables = {{"KEY_1", keyOf(nameOf(0))}, {"KEY_2", keyOf(nameOf(1))}},
        .keychain = m_keychain.get(),
        .gateway = m_gateway.get(),
        .random = &m_random});
    m_window = std::make_unique<shell::MainWindow>(
        shell::MainWindow::Parts{*m_gateway, *m_desk, *m_theme, m_clock}, shell::Mode::Normal);
    m_desk->open();
}

bool ConsoleBench::show()
{
    m_window->show();
    m_window->activateWindow();
    return QTest::qWaitForWindowActive(m_window.get(), 20'000);
}

bool ConsoleBench::startGateway()
{
    return hands().chooseFrom(QStringLiteral("Gateway menu"), QStringLiteral("Start"))
        && eventually([this] { return is(GatewayPhase::Running); });
}

std::string ConsoleBench::fileText() const
{
    std::ifstream file(m_folder.file("penstock.yaml"), std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

bool ConsoleBench::is(GatewayPhase phase) const
{
    return m_gateway->status().phase == phase;
}

simulator::InstanceAddress ConsoleBench::addressOf(const std::string &instance) const
{
    for (simulator::InstanceAddress &address : m_azure.addresses()) {
        if (address.name == instance) {
            return address;
        }
    }
    return {};
}

std::uint64_t ConsoleBench::countOf(const std::string &instance) const
{
    for (const simulator::InstanceState &state : m_azure.state().instances) {
        if (state.name == instance) {
            return state.requests;
        }
    }
    return 0;
}

bool ConsoleBench::breakInstance(const std::string &instance, std::string_view fault) const
{
    const std::string target = "/_sim/" + instance + "/fault";
    RawClient client(m_azure.controlPort());
    const auto answer
        = client.ask(fault.empty() ? penstock::test::request("DELETE", target)
                                   : penstock::test::request("PUT", target, {}, fault));
    return answer.status / 100 == 2;
}

int ConsoleBench::chatStatus() const
{
    RawClient client(m_port);
    return client.isConnected()
        ? client.ask(penstock::test::post("/v1/chat/completions", chat, json)).status
        : 0;
}

std::unique_ptr<RawClient> ConsoleBench::ask() const
{
    auto client = std::make_unique<RawClient>(m_port);
    client->send(penstock::test::post("/v1/chat/completions", chat, json));
    return client;
}

std::unique_ptr<RawClient> ConsoleBench::stream() const
{
    auto client = std::make_unique<RawClient>(m_port);
    client->send(penstock::test::post("/v1/chat/completions", streamed, json));
    (void)client->receive(16);
    return client;
}

} // namespace penstock::gui::test
