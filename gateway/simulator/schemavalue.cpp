#include "simulator/schemavalue.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>

namespace penstock::simulator
{

namespace
{

using Json = nlohmann::json;

constexpr int mostDepth = 12;

constexpr auto words = std::to_array<std::string_view>(
    {"alpha", "basin", "current", "delta", "eddy", "flow", "gauge", "harbour"});

class Maker final
{
public:
    Maker(const Json &root, RandomSource &random) : m_root(root), m_random(random) { }

    Json make(const Json &schema, int depth)
    {
        if (!schema.is_object() || depth > mostDepth) {
            return nullptr;
        }
        if (const auto reference = schema.find("$ref");
            reference != schema.end() && reference->is_string()) {
            return make(resolved(reference->get<std::string>()), depth + 1);
        }
        if (const auto constant = schema.find("const"); constant != schema.end()) {
            return *constant;
        }
        if (const auto choices = schema.find("enum");
            choices != schema.end() && choices->is_array() && !choices->empty()) {
            return (*choices)[m_random.below(choices->size())];
        }
        for (const char *const key : {"anyOf", "oneOf", "allOf"}) {
            const auto options = schema.find(key);
            if (options != schema.end() && options->is_array() && !options->empty()) {
                return make(options->front(), depth + 1);
            }
        }
        return ofType(schema, depth);
    }

private:
    [[nodiscard]] const Json &resolved(const std::string &reference) const
    {
        static const Json nothing;
        if (!reference.starts_with('#')) {
            return nothing;
        }
        // A pointer that is none throws even where it is only asked about.
        try {
            const Json::json_pointer pointer(reference.substr(1));
            return m_root.contains(pointer) ? m_root.at(pointer) : nothing;
        } catch (const Json::exception &) {
            return nothing;
        }
    }

    static std::string typeOf(const Json &schema)
    {
        const auto type = schema.find("type");
        if (type != schema.end() && type->is_string()) {
            return type->get<std::string>();
        }
        if (type != schema.end() && type->is_array() && !type->empty()
            && type->front().is_string()) {
            return type->front().get<std::string>();
        }
        return schema.contains("properties") ? "object" : "string";
    }

    static std::int64_t integer(const Json &schema, const char *key, std::int64_t otherwise)
    {
        const auto found = schema.find(key);
        return found != schema.end() && found->is_number() ? found->get<std::int64_t>() : otherwise;
    }

    Json ofType(const Json &schema, int depth)
    {
        const std::string type = typeOf(schema);
        if (type == "object") {
            return object(schema, depth);
        }
        if (type == "array") {
            return list(schema, depth);
        }
        if (type == "integer" || type == "number") {
            return number(schema, type == "integer");
        }
        if (type == "boolean") {
            return m_random.below(2) == 1;
        }
        if (type == "null") {
            return nullptr;
        }
        return text(schema);
    }

    Json object(const Json &schema, int depth)
    {
        Json value = Json::object();
        const auto properties = schema.find("properties");
        if (properties != schema.end() && properties->is_object()) {
            for (const auto &[name, property] : properties->items()) {
                value[name] = make(property, depth + 1);
            }
        }
        return value;
    }

    Json list(const Json &schema, int depth)
    {
        Json value = Json::array();
        const auto items = schema.find("items");
        const std::int64_t least = integer(schema, "minItems", 1);
        const std::int64_t most
            = std::max(least, integer(schema, "maxItems", std::max<std::int64_t>(3, least)));
        const std::int64_t count
            = std::min<std::int64_t>(m_random.betweenInclusive(least, most), 50);
        for (std::int64_t i = 0; items != schema.end() && i < count; ++i) {
            value.push_back(make(*items, depth + 1));
        }
        return value;
    }

    Json number(const Json &schema, bool isWhole)
    {
        const std::int64_t low
            = integer(schema, "minimum", integer(schema, "exclusiveMinimum", 0) + 1);
        const std::int64_t high = std::max(
            low, integer(schema, "maximum", integer(schema, "exclusiveMaximum", low + 100) - 1));
        const std::int64_t value = m_random.betweenInclusive(low, high);
        if (isWhole) {
            return value;
        }
        return value < high ? static_cast<double>(value) + 0.5 : static_cast<double>(value);
    }

    Json text(const Json &schema)
    {
        const auto format = schema.find("format");
        if (format != schema.end() && format->is_string()) {
            const auto name = format->get<std::string>();
            if (name == "date") {
                return "2025-06-15";
            }
            if (name == "date-time") {
                return "2025-06-15T10:30:00Z";
            }
            if (name == "email") {
                return "someone@example.com";
            }
            if (name == "uri") {
                return "https://example.com/page";
            }
            if (name == "uuid") {
                return "3f2504e0-4f89-41d3-9a0c-0305e82c3301";
            }
        }
        std::string value(pick(m_random, words));
        const auto least = static_cast<std::size_t>(
            std::clamp<std::int64_t>(integer(schema, "minLength", 0), 0, 4096));
        while (value.size() < least) {
            value += ' ';
            value += pick(m_random, words);
        }
        const std::int64_t most = integer(schema, "maxLength", -1);
        if (most >= 0 && static_cast<std::int64_t>(value.size()) > most) {
            value.resize(static_cast<std::size_t>(most));
        }
        return value;
    }

    const Json &m_root;
    RandomSource &m_random;
};

} // namespace

std::string valueForSchema(std::string_view schema, RandomSource &random)
{
    const Json root = Json::parse(schema, nullptr, false);
    if (!root.is_object()) {
        return "{}";
    }
    return Maker(root, random).make(root, 0).dump(-1, ' ', false, Json::error_handler_t::replace);
}

} // namespace penstock::simulator
