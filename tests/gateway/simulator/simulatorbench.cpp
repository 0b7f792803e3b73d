#include "gateway/simulator/simulatorbench.h"

#include <thread>

namespace penstock::test
{

using namespace simulator;

namespace
{

SimulatorScenario twoInstances()
{
    SimulatorScenario scenario = benchScenario();
    scenario.instances[0].deployments[1].tokensPerMinute = 1000;
    scenario.instances[0].deployments[1].requestsPerMinute = 600;
    InstanceSetup second{.name = "westus", .region = "West US", .key = "other", .token = "t2"};
    second.deployments = {{.name = "only-here", .model = "gpt-4o"}};
    scenario.instances.push_back(second);
    return scenario;
}

} // namespace

std::string streamBody()
{
    return chatBody(R"("stream":true,"stream_options":{"include_usage":true})");
}

std::string azureRequest(std::string_view method, std::string_view target, std::string_view body,
                         std::string_view key)
{
    std::string text(method);
    text += ' ';
    text += target;
    text += " HTTP/1.1\r\nHost: localhost\r\napi-key: ";
    text += key;
    text += "\r\nContent-Type: application/json\r\nContent-Length: " + std::to_string(body.size())
        + "\r\n\r\n";
    text += body;
    return text;
}

std::string chatRequest(std::string_view body)
{
    return azureRequest("POST", chatPath, body);
}

std::string receiveEvents(RawClient &client, int count)
{
    std::string text;
    for (int seen = 0; seen < count;) {
        const std::string byte = client.receive(1);
        if (byte.empty()) {
            return {};
        }
        text += byte;
        seen += text.ends_with("\n\n\r\n") ? 1 : 0;
    }
    return text;
}

SimulatorBench::SimulatorBench() : m_simulator(std::make_unique<Simulator>(m_clock))
{
    if (const auto started = m_simulator->start(twoInstances()); !started) {
        m_problem = started.error().message;
    }
}

std::uint16_t SimulatorBench::port(std::size_t instance) const
{
    return m_simulator->addresses().at(instance).port;
}

RawAnswer SimulatorBench::control(std::string_view method, std::string_view path,
                                  std::string_view body) const
{
    RawClient client(m_simulator->controlPort());
    return client.ask(azureRequest(method, path, body));
}

bool SimulatorBench::apply(Fault fault)
{
    return m_simulator->apply("eastus", {std::move(fault)}).has_value();
}

DeploymentCounts SimulatorBench::counts() const
{
    return m_simulator->state().instances.at(0).deployments.at(0).counts;
}

} // namespace penstock::test
