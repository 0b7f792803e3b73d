#include "config/jsonwriter.h"

#include <nlohmann/json.hpp>

namespace penstock::config
{

namespace
{

using Json = nlohmann::ordered_json;

Json toJson(const Node &node);

Json leafToJson(const Node &node)
{
    if (node.written.find("${") != std::string::npos || (node.isUnset() && !node.written.empty())) {
        return node.written;
    }
    if (node.isText()) {
        return node.asText();
    }
    if (node.isBool()) {
        return node.asBool();
    }
    if (node.isWhole()) {
        return node.asWhole();
    }
    if (node.isReal()) {
        return node.asNumber();
    }
    if (node.isUnset()) {
        // A lost secret has no name, and nothing to write.
        if (node.unsetVariable().empty()) {
            return nullptr;
        }
        return "${" + node.unsetVariable() + '}';
    }
    return nullptr;
}

Json toJson(const Node &node)
{
    if (node.isMap()) {
        // Appending to the underlying vector: assignment by key searches all keys before it.
        auto object = Json::object();
        auto &entries = object.get_ref<Json::object_t &>();
        entries.reserve(node.entries().size());
        for (const Entry &entry : node.entries()) {
            entries.emplace_back(entry.key, toJson(entry.value));
        }
        return object;
    }
    if (node.isList()) {
        auto array = Json::array();
        for (const Node &item : node.items()) {
            array.push_back(toJson(item));
        }
        return array;
    }
    return leafToJson(node);
}

} // namespace

std::string writeJson(const Node &document, JsonLayout layout)
{
    return toJson(document).dump(layout == JsonLayout::Indented ? 2 : -1, ' ', false,
                                 Json::error_handler_t::replace);
}

} // namespace penstock::config
