#include "app/recording.h"

#include <array>
#include <span>
#include <string>
#include <string_view>

namespace penstock::app
{

namespace
{

using config::Node;

struct Model {
    std::string_view name;
    std::string_view deployment;
};

constexpr std::array<Model, 4> europe = {{{"gpt-4o", "gpt4o-prod"},
                                          {"gpt-4o-mini", "gpt-4o-mini"},
                                          {"o4-mini", "o4-mini"},
                                          {"text-embedding-3-small", "embed-small"}}};
constexpr std::array<Model, 3> france
    = {{{"gpt-4o", "gpt-4o"}, {"gpt-4o-mini", "gpt-4o-mini"}, {"gpt-4.1", "gpt-41"}}};
constexpr std::array<Model, 4> america = {{{"gpt-4o", "gpt-4o"},
                                           {"gpt-4.1", "gpt-4.1"},
                                           {"text-embedding-3-small", "embed-small"},
                                           {"text-embedding-3-large", "embed-large"}}};
constexpr std::array<Model, 2> west = {{{"gpt-4o", "gpt-4o"}, {"gpt-4o-mini", "mini"}}};
constexpr std::array<Model, 1> local = {{{"llama-3.1-8b", "llama-3.1-8b"}}};

struct Instance {
    std::string_view name;
    std::string_view region;
    std::string_view base;
    std::string_view keyVariable; ///< empty: needs none
    int priority;
    int maxTpm;
    std::span<const Model> models;
};

constexpr std::array<Instance, 5> instances = {{
    {"eu-1", "Sweden Central", "https://example-eu-1.openai.azure.com", "EXAMPLE_KEY_EU_1", 1,
     45'000, europe},
    {"eu-2", "France Central", "https://example-eu-2.openai.azure.com", "EXAMPLE_KEY_EU_2", 1,
     12'000, france},
    {"us-1", "East US 2", "https://example-us-1.openai.azure.com", "EXAMPLE_KEY_US_1", 2, 35'000,
     america},
    {"us-2", "West US 3", "https://example-us-2.openai.azure.com", "EXAMPLE_KEY_US_2", 2, 8'000,
     west},
    {"lab", "", "http://localhost:9001", "", 9, 0, local},
}};

Node text(std::string_view value)
{
    return Node::text(std::string(value));
}

Node instanceNode(const Instance &instance)
{
    Node node = Node::map();
    node.set("name", text(instance.name));
    node.set("api_base", text(instance.base));
    node.set("priority", Node::whole(instance.priority));
    if (instance.keyVariable.empty()) {
        node.set("enabled", Node::boolean(false));
        node.set("provider_type", text("generic"));
        node.set("auth", text("none"));
    } else {
        node.set("region", text(instance.region));
        node.set("api_version", text("2024-10-21"));
        node.set("api_key", Node::text("${" + std::string(instance.keyVariable) + "}"));
        node.set("max_tpm", Node::whole(instance.maxTpm));
    }
    Node models = Node::map();
    for (const Model &model : instance.models) {
        models.set(model.name, text(model.deployment));
    }
    node.set("model_deployments", std::move(models));
    return node;
}

} // namespace

Node recordedDocument(RecordedState state)
{
    Node document = Node::map();
    document.set("port", Node::whole(3010));
    if (state != RecordedState::Empty) {
        Node list = Node::list();
        for (const Instance &instance : instances) {
            list.append(instanceNode(instance));
        }
        document.set("instances", std::move(list));
    }
    return document;
}

config::Environment recordedVariables(RecordedState state)
{
    config::Environment variables;
    if (state != RecordedState::Empty) {
        for (const Instance &instance : instances) {
            if (!instance.keyVariable.empty()) {
                variables.emplace(instance.keyVariable, "no-key-" + std::string(instance.name));
            }
        }
    }
    return variables;
}

} // namespace penstock::app
