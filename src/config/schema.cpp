#include "config/schema.h"

#include "config/jsonreader.h"
#include "config/settingsrules.h"

#include <algorithm>
#include <deque>

namespace penstock::config
{

bool Setting::isSecret() const
{
    return rule.type == ValueType::Secret || rule.type == ValueType::SecretFile;
}

namespace
{

/// The breaker's rows once more for one instance: no defaults, because absent means "as globally".
std::vector<Setting> instanceBreakerSettings()
{
    // Keys are views, and these are put together at run time.
    static std::deque<std::string> keys;
    std::vector<Setting> rows = breakerSettings();
    for (Setting &row : rows) {
        row.key = keys.emplace_back("instances[]." + std::string(row.key));
        row.fallback = {};
        row.traits &= ~static_cast<unsigned>(ByPreset);
    }
    return rows;
}

std::vector<Setting> wholeTable()
{
    std::vector<Setting> rows;
    // The agents' rows stand last in the documentation too; the instance's breaker belongs before
    // them.
    std::vector<Setting> agents;
    for (const auto &part :
         {listenSettings(), routingSettings(), breakerSettings(), clientSettings(),
          serviceSettings(), instanceSettings(), instanceBreakerSettings()}) {
        for (const Setting &row : part) {
            (row.key.starts_with("agents") ? agents : rows).push_back(row);
        }
    }
    rows.insert(rows.end(), agents.begin(), agents.end());
    return rows;
}

Node parsedFallback(std::string_view json)
{
    // Literals such as `3010` are no documents of their own; as an element they are.
    ParsedDocument parsed = readJson("[" + std::string(json) + "]", "settings table");
    return parsed.root.items().at(0);
}

} // namespace

class SchemaBuilder final
{
public:
    static std::unique_ptr<SchemaNode> build(std::span<const Setting> rows)
    {
        auto root = std::make_unique<SchemaNode>(SchemaNode::Shape::Group);
        for (const Setting &row : rows) {
            add(*root, row);
        }
        return root;
    }

private:
    using Shape = SchemaNode::Shape;

    static void add(SchemaNode &root, const Setting &row)
    {
        SchemaNode *at = &root;
        std::string_view rest = row.key;
        while (!rest.empty()) {
            const std::size_t dot = rest.find('.');
            std::string_view step = rest.substr(0, dot);
            rest = dot == std::string_view::npos ? std::string_view() : rest.substr(dot + 1);
            const bool isLast = rest.empty();
            if (step.ends_with("[]")) {
                step.remove_suffix(2);
                SchemaNode &list = child(*at, step, Shape::List);
                if (isLast) {
                    describe(list, row);
                }
                at = &element(
                    list, isLast && row.rule.type != ValueType::Group ? Shape::Leaf : Shape::Group);
            } else if (step == "*") {
                at->m_shape = Shape::AnyKey;
                at = &element(
                    *at, isLast && row.rule.type != ValueType::Group ? Shape::Leaf : Shape::Group);
            } else {
                at = &child(*at, step, isLast ? Shape::Leaf : Shape::Group);
            }
        }
        if (row.rule.type != ValueType::Group || !at->m_setting) {
            at->m_setting = &row;
        }
        if (at->is(Shape::Leaf) && !row.key.ends_with("[]")) {
            describe(*at, row);
        }
    }

    static void describe(SchemaNode &node, const Setting &row)
    {
        node.m_setting = &row;
        if (!row.fallback.empty()) {
            node.m_fallback = parsedFallback(row.fallback);
        }
    }

    static SchemaNode &child(SchemaNode &parent, std::string_view key, Shape shape)
    {
        for (auto &existing : parent.m_children) {
            if (existing.key == key) {
                return *existing.node;
            }
        }
        return *parent.m_children
                    .emplace_back(SchemaNode::Child{key, std::make_unique<SchemaNode>(shape)})
                    .node;
    }

    static SchemaNode &element(SchemaNode &parent, Shape shape)
    {
        if (!parent.m_element) {
            parent.m_element = std::make_unique<SchemaNode>(shape);
        }
        return *parent.m_element;
    }
};

const SchemaNode *SchemaNode::child(std::string_view key) const
{
    const auto found = std::ranges::find(m_children, key, &Child::key);
    return found != m_children.end() ? found->node.get() : nullptr;
}

std::span<const Setting> settingsTable()
{
    static const std::vector<Setting> table = wholeTable();
    return table;
}

const SchemaNode &schema()
{
    static const std::unique_ptr<SchemaNode> root = SchemaBuilder::build(settingsTable());
    return *root;
}

} // namespace penstock::config
