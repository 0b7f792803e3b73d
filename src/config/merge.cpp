#include "config/merge.h"

#include "config/schema.h"

#include <algorithm>
#include <map>
#include <set>

namespace penstock::config
{

namespace
{

/// Without nulls, which mean "remove" and have nothing to remove here, and marked with its layer.
Node adopted(Node copy, LayerIndex layer)
{
    copy.layer = layer;
    if (copy.isMap()) {
        std::erase_if(copy.entries(), [](const Entry &entry) { return entry.value.isNull(); });
        for (Entry &entry : copy.entries()) {
            entry.value = adopted(std::move(entry.value), layer);
        }
    } else if (copy.isList()) {
        for (Node &item : copy.items()) {
            item = adopted(std::move(item), layer);
        }
    }
    return copy;
}

class Merger final
{
public:
    Merger(const Layer &layer, LayerIndex index, std::vector<Shadow> &shadows)
        : m_layer(layer)
        , m_index(index)
        , m_shadows(shadows)
    {
    }

    void into(Node &target)
    {
        for (const auto &[list, edits] : m_layer.edits) {
            applyEdits(target, list, edits);
        }
        mappings(target, m_layer.document, &schema(), {});
        for (const auto &[list, edits] : m_layer.edits) {
            applyOrder(target, list, edits);
        }
    }

private:
    void mappings(Node &lower, const Node &higher, const SchemaNode *expected, const Path &path)
    {
        // A mapping that grows while it is searched needs its index anew; large ones come from free
        // keys such as aliases, where the two layers rarely overlap.
        std::map<std::string_view, std::size_t> places;
        for (std::size_t i = 0; i < lower.entries().size(); ++i) {
            places.emplace(lower.entries()[i].key, i);
        }
        std::vector<std::size_t> removed;
        std::vector<Entry> added;
        for (const Entry &entry : higher.entries()) {
            const Path here = path.key(entry.key);
            const SchemaNode *child = childOf(expected, entry.key);
            const auto place = places.find(entry.key);
            if (place == places.end()) {
                if (!entry.value.isNull()) {
                    added.push_back({entry.key, adopted(entry.value, m_index), entry.keyPosition});
                }
            } else if (entry.value.isNull()) {
                recordRemoval(lower.entries()[place->second].value, here);
                removed.push_back(place->second);
            } else {
                values(lower.entries()[place->second].value, entry.value, child, here);
            }
        }
        std::ranges::sort(removed, std::greater<>());
        for (const std::size_t place : removed) {
            lower.entries().erase(lower.entries().begin() + static_cast<std::ptrdiff_t>(place));
        }
        std::ranges::move(added, std::back_inserter(lower.entries()));
    }

    static const SchemaNode *childOf(const SchemaNode *expected, std::string_view key)
    {
        if (expected == nullptr) {
            return nullptr;
        }
        const SchemaNode *known = expected->child(key);
        return known != nullptr ? known : expected->element();
    }

    void values(Node &lower, const Node &higher, const SchemaNode *expected, const Path &path)
    {
        if (lower.isMap() && higher.isMap()) {
            mappings(lower, higher, expected, path);
        } else if (lower.isList() && higher.isList() && expected != nullptr
                   && expected->has(NamedList)) {
            namedLists(lower, higher, expected->element(), path);
        } else {
            Node own = adopted(higher, m_index);
            if (!(lower == own)) {
                m_shadows.push_back({path, m_index, lower.layer, own, std::move(lower)});
            }
            lower = std::move(own);
        }
    }

    void namedLists(Node &lower, const Node &higher, const SchemaNode *element, const Path &path)
    {
        std::map<std::string, std::size_t, std::less<>> places;
        for (std::size_t i = 0; i < lower.items().size(); ++i) {
            if (const std::string *name = elementName(lower.items()[i])) {
                places.emplace(*name, i);
            }
        }
        for (const Node &item : higher.items()) {
            const std::string *name = elementName(item);
            const auto place = name != nullptr ? places.find(*name) : places.end();
            if (place == places.end()) {
                lower.items().push_back(adopted(item, m_index));
            } else {
                mappings(lower.items()[place->second], item, element, path.named(*name));
            }
        }
    }

    void recordRemoval(const Node &value, const Path &path)
    {
        m_shadows.push_back({path, m_index, value.layer, Node::null(), value});
    }

    static Node *listNamed(Node &document, std::string_view list)
    {
        Node *at = &document;
        while (at != nullptr && !list.empty()) {
            const std::size_t dot = list.find('.');
            at = at->find(list.substr(0, dot));
            list = dot == std::string_view::npos ? std::string_view() : list.substr(dot + 1);
        }
        return at != nullptr && at->isList() ? at : nullptr;
    }

    static Path pathOf(std::string_view list)
    {
        const std::size_t dot = list.find('.');
        const Path first = Path().key(list.substr(0, dot));
        return dot == std::string_view::npos ? first : first.key(list.substr(dot + 1));
    }

    void applyEdits(Node &target, std::string_view list, const ListEdits &edits)
    {
        Node *elements = listNamed(target, list);
        if (elements == nullptr) {
            return;
        }
        // A lower element whose name another one now bears would make two of that name.
        std::set<std::string_view> taken;
        for (const Node &element : elements->items()) {
            const std::string *name = elementName(element);
            const auto renamed = name != nullptr ? edits.renamed.find(*name) : edits.renamed.end();
            if (renamed != edits.renamed.end()) {
                taken.insert(renamed->second);
            }
        }
        std::erase_if(elements->items(), [&](const Node &element) {
            const std::string *name = elementName(element);
            const bool isRemoved = name != nullptr
                && (std::ranges::find(edits.removed, *name) != edits.removed.end()
                    || (taken.contains(*name) && !edits.renamed.contains(*name)));
            if (isRemoved) {
                recordRemoval(element, pathOf(list).named(*name));
            }
            return isRemoved;
        });
        for (Node &element : elements->items()) {
            const std::string *name = elementName(element);
            const auto renamed = name != nullptr ? edits.renamed.find(*name) : edits.renamed.end();
            if (renamed != edits.renamed.end()) {
                Node newName = Node::text(renamed->second);
                newName.layer = m_index;
                element.set("name", std::move(newName));
            }
        }
    }

    static void applyOrder(Node &target, std::string_view list, const ListEdits &edits)
    {
        Node *elements = listNamed(target, list);
        if (elements == nullptr || edits.order.empty()) {
            return;
        }
        std::map<std::string_view, std::size_t> ranks;
        for (std::size_t i = 0; i < edits.order.size(); ++i) {
            ranks.emplace(edits.order[i], i);
        }
        std::vector<std::pair<std::size_t, std::size_t>> places; // rank, place until now
        for (std::size_t i = 0; i < elements->items().size(); ++i) {
            const std::string *name = elementName(elements->items()[i]);
            const auto rank = name != nullptr ? ranks.find(*name) : ranks.end();
            places.emplace_back(rank != ranks.end() ? rank->second : edits.order.size(), i);
        }
        std::ranges::sort(places);
        Node::List ordered;
        ordered.reserve(places.size());
        for (const auto &[rank, place] : places) {
            ordered.push_back(std::move(elements->items()[place]));
        }
        elements->items() = std::move(ordered);
    }

    const Layer &m_layer;
    LayerIndex m_index;
    std::vector<Shadow> &m_shadows;
};

} // namespace

Merged mergeLayers(std::span<const Layer> layers)
{
    Merged merged;
    for (std::size_t i = 0; i < layers.size(); ++i) {
        Merger(layers[i], static_cast<LayerIndex>(i), merged.shadows).into(merged.document);
    }
    return merged;
}

} // namespace penstock::config
