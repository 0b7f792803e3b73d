#include "gateway/simulator/instancebench.h"

#include <nlohmann/json.hpp>

namespace penstock::test
{

using namespace simulator;
using Json = nlohmann::json;

SimulatorScenario benchScenario()
{
    SimulatorScenario scenario;
    scenario.speed = 0;
    InstanceSetup instance{
        .name = "eastus", .region = "East US", .key = "the-key", .token = "the-token"};
    instance.deployments = {
        {.name = "chat", .model = "gpt-4o"},
        {.name = "newer", .model = "gpt-4.1"},
        {.name = "thinker", .model = "o3-mini"},
        {.name = "old", .model = "gpt-35-turbo-instruct"},
        {.name = "embed", .model = "text-embedding-3-small"},
        {.name = "ada", .model = "text-embedding-ada-002"},
        {.name = "async", .model = "gpt-4o", .contentFilter = ContentFilterMode::Async},
        {.name = "unfiltered", .model = "gpt-4o", .contentFilter = ContentFilterMode::Off},
        {.name = "ptu", .model = "gpt-4o", .kind = DeploymentKind::Ptu, .tokensPerMinute = 6000},
    };
    scenario.instances = {std::move(instance)};
    return scenario;
}

std::string chatBody(std::string_view more, std::string_view text)
{
    std::string body = R"({"messages":[{"role":"user","content":)" + Json(text).dump() + "}]";
    if (!more.empty()) {
        body += ',';
        body += more;
    }
    return body + '}';
}

InstanceBench::InstanceBench(SimulatorScenario scenario)
    : m_instance(std::make_unique<SimulatedInstance>(
          std::make_shared<const SimulatorScenario>(std::move(scenario)), 0, m_clock))
{
}

Reply InstanceBench::post(std::string_view path, std::string body)
{
    return call({.target = std::string(path), .apiKey = "the-key", .body = std::move(body)});
}

Reply InstanceBench::get(std::string_view path)
{
    return call({.method = "GET", .target = std::string(path), .apiKey = "the-key"});
}

Reply InstanceBench::call(const AzureCall &call)
{
    Reply reply = m_instance->serve(call);
    std::int64_t tokens = 0;
    for (const ReplyPart &part : reply.parts) {
        tokens += part.tokens;
    }
    m_instance->ended(reply, CallEnd::Answered, tokens);
    return reply;
}

Json jsonOf(const Reply &reply)
{
    return Json::parse(reply.body(), nullptr, false);
}

std::vector<Json> eventsOf(std::string_view stream)
{
    std::vector<Json> events;
    for (std::size_t end = stream.find("\n\n"); end != std::string_view::npos;
         end = stream.find("\n\n")) {
        std::string_view data = stream.substr(0, end);
        stream.remove_prefix(end + 2);
        if (data.starts_with("data: ")) {
            data.remove_prefix(6);
        }
        events.push_back(data == "[DONE]" ? Json("[DONE]") : Json::parse(data, nullptr, false));
    }
    return events;
}

std::string contentOf(const std::vector<Json> &events)
{
    std::string content;
    for (const Json &event : events) {
        if (!event.is_object() || !event.contains("choices") || event["choices"].empty()) {
            continue;
        }
        const Json &choice = event["choices"][0];
        if (choice.contains("delta") && choice["delta"].contains("content")
            && choice["delta"]["content"].is_string()) {
            content += choice["delta"]["content"].get<std::string>();
        } else if (choice.contains("text")) {
            content += choice["text"].get<std::string>();
        }
    }
    return content;
}

} // namespace penstock::test
