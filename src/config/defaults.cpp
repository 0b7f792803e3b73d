#include "config/defaults.h"

#include "config/presets.h"
#include "config/schema.h"

namespace penstock::config
{

namespace
{

BreakerPreset presetOf(const Node &document)
{
    const Node *breaker = document.find("circuit_breaker");
    const Node *preset = breaker != nullptr ? breaker->find("preset") : nullptr;
    if (preset == nullptr || !preset->isText()) {
        return BreakerPreset::Balanced;
    }
    return valueNamed<BreakerPreset>(preset->asText()).value_or(BreakerPreset::Balanced);
}

const Node *defaultOf(const SchemaNode &expected, BreakerPreset preset)
{
    if (expected.has(ByPreset)) {
        if (const Node *value = presetValue(preset, expected.setting()->key)) {
            return value;
        }
        // The row of a list ends in []; presets name the list itself.
        std::string_view key = expected.setting()->key;
        if (key.ends_with("[]")) {
            key.remove_suffix(2);
            if (const Node *value = presetValue(preset, key)) {
                return value;
            }
        }
    }
    return expected.fallback();
}

Node filled(const Node *value, const SchemaNode &expected, BreakerPreset preset);

Node marked(Node node)
{
    node.layer = defaultsLayer;
    return node;
}

/// The same place and layer without the content, which a copy would take along for nothing.
Node emptyLike(const Node &original, Node empty)
{
    empty.position = original.position;
    empty.layer = original.layer;
    empty.written = original.written;
    return empty;
}

Node filledGroup(const Node *value, const SchemaNode &expected, BreakerPreset preset)
{
    Node group = value != nullptr ? emptyLike(*value, Node::map()) : marked(Node::map());
    group.entries().reserve(expected.children().size());
    for (const auto &child : expected.children()) {
        const Node *given = value != nullptr ? value->find(child.key) : nullptr;
        Node full = filled(given, *child.node, preset);
        const bool isEmptyGroup = full.isMap() && full.entries().empty() && given == nullptr;
        if (!full.isNull() && !isEmptyGroup) {
            group.entries().push_back({std::string(child.key), std::move(full), {}});
        }
    }
    return group;
}

Node filled(const Node *value, const SchemaNode &expected, BreakerPreset preset)
{
    using Shape = SchemaNode::Shape;
    if (expected.is(Shape::Group)) {
        return filledGroup(value, expected, preset);
    }
    if (value == nullptr) {
        const Node *fallback = defaultOf(expected, preset);
        return fallback != nullptr ? marked(*fallback) : Node::null();
    }
    if (expected.is(Shape::AnyKey)) {
        Node full = emptyLike(*value, Node::map());
        for (const Entry &entry : value->entries()) {
            full.entries().push_back(
                {entry.key, filled(&entry.value, *expected.element(), preset), entry.keyPosition});
        }
        return full;
    }
    if (expected.is(Shape::List) && expected.element()->is(Shape::Group)) {
        Node full = emptyLike(*value, Node::list());
        for (const Node &item : value->items()) {
            full.items().push_back(filled(&item, *expected.element(), preset));
        }
        return full;
    }
    return *value;
}

} // namespace

Node withDefaults(const Node &effective)
{
    return filled(&effective, schema(), presetOf(effective));
}

} // namespace penstock::config
