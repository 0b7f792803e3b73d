#include "config/jsonschema.h"

#include "config/jsonwriter.h"
#include "config/schema.h"
#include "config/valuerules.h"

#include <nlohmann/json.hpp>

#include <cmath>

namespace penstock::config
{

namespace
{

using Json = nlohmann::ordered_json;

constexpr const char *variablePattern = R"(\$\{[A-Za-z_][A-Za-z0-9_]*(:-[^}]*)?\})";

Json boundedNumber(const ValueRule &rule)
{
    Json number = {{"type", rule.type == ValueType::Whole ? "integer" : "number"}};
    const auto bound = [&](const char *key, double value) {
        if (value == std::floor(value)) {
            number[key] = static_cast<std::int64_t>(value);
        } else {
            number[key] = value;
        }
    };
    bound(rule.aboveLeast ? "exclusiveMinimum" : "minimum", rule.least);
    if (!std::isinf(rule.most)) {
        bound("maximum", rule.most);
    }
    return number;
}

/// What is no text anyway may be given by a variable.
Json orVariable(Json form, std::string_view word = {})
{
    Json forms = Json::array({std::move(form), {{"type", "string"}, {"pattern", variablePattern}}});
    if (!word.empty()) {
        forms.push_back({{"const", word}});
    }
    return {{"anyOf", std::move(forms)}};
}

Json valueSchema(const Setting &setting)
{
    switch (setting.rule.type) {
    case ValueType::Bool:
        return orVariable({{"type", "boolean"}});
    case ValueType::Whole:
    case ValueType::Number:
        return orVariable(boundedNumber(setting.rule), setting.rule.word);
    case ValueType::Choice:
        if (setting.has(IgnoreCase)) {
            return {{"type", "string"}};
        } else {
            Json choices = Json::array();
            for (const std::string_view choice : setting.rule.choices) {
                choices.push_back(choice);
                // 401 without quotes is what everybody writes.
                if (choice.find_first_not_of("0123456789") == std::string_view::npos) {
                    choices.push_back(std::stoi(std::string(choice)));
                }
            }
            return orVariable({{"enum", std::move(choices)}});
        }
    case ValueType::Text:
    case ValueType::Name:
        return {{"type", Json::array({"string", "number", "boolean"})}};
    default:
        return {{"type", "string"}};
    }
}

Json nodeSchema(const SchemaNode &node);

Json groupSchema(const SchemaNode &node)
{
    Json properties = Json::object();
    for (const auto &child : node.children()) {
        properties[std::string(child.key)] = nodeSchema(*child.node);
    }
    return {{"type", Json::array({"object", "null"})},
            {"properties", std::move(properties)},
            {"additionalProperties", false}};
}

Json shapeSchema(const SchemaNode &node)
{
    using Shape = SchemaNode::Shape;
    switch (node.shape()) {
    case Shape::Leaf:
        return valueSchema(*node.setting());
    case Shape::Group: {
        Json group = groupSchema(node);
        if (node.setting() != nullptr && !node.setting()->shorthand.empty()) {
            return {{"anyOf", Json::array({{{"type", "string"}}, std::move(group)})}};
        }
        return group;
    }
    case Shape::AnyKey:
        return {{"type", Json::array({"object", "null"})},
                {"additionalProperties", nodeSchema(*node.element())}};
    case Shape::List: {
        Json list = {{"type", "array"}, {"items", nodeSchema(*node.element())}};
        if (node.has(OneOrMany)) {
            return {{"anyOf", Json::array({std::move(list), nodeSchema(*node.element())})}};
        }
        return list;
    }
    }
    return {};
}

Json nodeSchema(const SchemaNode &node)
{
    Json result = shapeSchema(node);
    if (node.setting() != nullptr) {
        result["description"] = node.setting()->help;
    }
    if (node.fallback() != nullptr) {
        result["default"] = Json::parse(writeJson(*node.fallback()));
    }
    return result;
}

} // namespace

std::string jsonSchema()
{
    Json root = {{"$schema", "https://json-schema.org/draft/2020-12/schema"},
                 {"title", "Penstock configuration"}};
    root.update(groupSchema(schema()));
    return root.dump(2) + '\n';
}

} // namespace penstock::config
