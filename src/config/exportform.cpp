#include "config/exportform.h"

#include "base/text.h"
#include "config/schema.h"
#include "config/trail.h"
#include "domain/secretreference.h"

#include <algorithm>

namespace penstock::config
{

namespace
{

class Exporter final
{
public:
    Node exported(const Node &value, const SchemaNode *expected, const Trail &trail)
    {
        if (value.isMap()) {
            return map(value, expected, trail);
        }
        if (value.isList()) {
            return list(value, expected, trail);
        }
        if (isMemoryOnly(value, expected)) {
            return Node::text(placeholder(trail));
        }
        return value;
    }

    std::vector<std::string> placeholders;

private:
    Node map(const Node &value, const SchemaNode *expected, const Trail &trail)
    {
        Node result = Node::map();
        for (const Entry &entry : value.entries()) {
            const SchemaNode *child = expected != nullptr ? expected->child(entry.key) : nullptr;
            if (child == nullptr && expected != nullptr) {
                child = expected->element();
            }
            result.entries().push_back(
                {entry.key, exported(entry.value, child, trail.toKey(entry.key)), {}});
        }
        const bool isShort = expected != nullptr && expected->setting() != nullptr
            && result.entries().size() == 1
            && result.entries().front().key == expected->setting()->shorthand;
        return isShort ? result.entries().front().value : result;
    }

    Node list(const Node &value, const SchemaNode *expected, const Trail &trail)
    {
        Node result = Node::list();
        for (std::size_t i = 0; i < value.items().size(); ++i) {
            const std::string *name = elementName(value.items()[i]);
            const std::string_view shownName = name != nullptr ? std::string_view(*name) : "";
            result.append(exported(value.items()[i],
                                   expected != nullptr ? expected->element() : nullptr,
                                   trail.toElement(i, shownName)));
        }
        return result;
    }

    static bool isMemoryOnly(const Node &value, const SchemaNode *expected)
    {
        if (!value.isText() || expected == nullptr || expected->setting() == nullptr) {
            return false;
        }
        const Setting &setting = *expected->setting();
        if (!setting.isSecret() && setting.rule.type != ValueType::ProxyUrl) {
            return false;
        }
        const auto reference = SecretReference::parse(value.asText());
        return reference && reference->place == SecretPlace::Memory;
    }

    /// `${PENSTOCK_INSTANCES_WESTEUROPE_API_KEY}`
    std::string placeholder(const Trail &trail)
    {
        std::string name = "PENSTOCK_" + toUpper(trail.toIdentity());
        std::ranges::replace_if(
            name, [](char c) { return !((c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9')); }, '_');
        placeholders.push_back(name);
        return "${" + name + '}';
    }
};

} // namespace

ExportForm exportForm(const Node &document)
{
    Exporter exporter;
    ExportForm form;
    form.document = exporter.exported(document, &schema(), {});
    form.placeholders = std::move(exporter.placeholders);
    return form;
}

} // namespace penstock::config
