#include "config/unsetvariables.h"

#include "config/path.h"

#include <algorithm>

namespace penstock::config
{

namespace
{

bool holdsUnset(const Node &node)
{
    if (node.isMap()) {
        return std::ranges::any_of(node.entries(),
                                   [](const Entry &entry) { return holdsUnset(entry.value); });
    }
    return node.isList() ? std::ranges::any_of(node.items(), holdsUnset) : node.isUnset();
}

class Settler final
{
public:
    explicit Settler(std::span<const Layer> layers) : m_layers(layers) { }

    SettledVariables settle(Node &document)
    {
        // Nearly always so, and then no path has to be put together.
        if (!holdsUnset(document)) {
            return {};
        }
        for (Entry &entry : document.entries()) {
            if (entry.key == "instances" && entry.value.isList()) {
                instances(entry.value);
            }
        }
        features(document, {});
        return std::move(m_result);
    }

private:
    void instances(Node &list)
    {
        for (Node &instance : list.items()) {
            const std::string *name = elementName(instance);
            m_instance = name != nullptr ? *name : std::string();
            removeIn(instance, Path().key("instances").named(m_instance));
        }
        m_instance.clear();
    }

    /// Removes every unset value below and reports it for the instance at hand.
    void removeIn(Node &node, const Path &path)
    {
        if (node.isMap()) {
            std::erase_if(node.entries(), [&](const Entry &entry) {
                return entry.value.isUnset() && disable(entry.value, path.key(entry.key));
            });
            for (Entry &entry : node.entries()) {
                removeIn(entry.value, path.key(entry.key));
            }
        } else if (node.isList()) {
            std::erase_if(node.items(),
                          [&](const Node &item) { return item.isUnset() && disable(item, path); });
            for (std::size_t i = 0; i < node.items().size(); ++i) {
                removeIn(node.items()[i], path.index(i));
            }
        }
    }

    bool disable(const Node &value, const Path &path)
    {
        const std::string reason = value.unsetVariable().empty()
            ? "one of its secrets was only in the memory of another run"
            : "the environment variable " + value.unsetVariable() + " is not set";
        m_result.disabledBecause.try_emplace(m_instance, reason);
        report(value, path, reason + ", so this instance is disabled.");
        return true;
    }

    /// True when the node itself has to go, because it is an element that cannot do without the
    /// value.
    bool features(Node &node, const Path &path)
    {
        if (node.isMap()) {
            const std::size_t before = node.entries().size();
            std::erase_if(node.entries(), [&](Entry &entry) {
                const Path here = path.key(entry.key);
                return (entry.value.isUnset() && switchOff(entry.value, here))
                    || (features(entry.value, here), false);
            });
            return node.entries().size() != before;
        }
        if (node.isList()) {
            std::size_t index = 0;
            std::erase_if(node.items(), [&](Node &item) {
                const Path here = path.index(index++);
                return item.isUnset() ? switchOff(item, here)
                                      : item.isMap() && features(item, here);
            });
        }
        return false;
    }

    bool switchOff(const Node &value, const Path &path)
    {
        report(value, path,
               "the environment variable " + value.unsetVariable()
                   + " is not set, so this stays off.");
        return true;
    }

    void report(const Node &value, const Path &path, std::string message)
    {
        // A lost secret has no name; whoever read it has already said so.
        if (value.unsetVariable().empty()) {
            return;
        }
        m_result.findings.push_back(
            {.severity = Severity::Warning,
             .code = "unset_variable",
             .path = path.toText(),
             .message = std::move(message),
             .source = value.layer < m_layers.size() ? m_layers[value.layer].name : std::string(),
             .position = value.position});
    }

    std::span<const Layer> m_layers;
    SettledVariables m_result;
    std::string m_instance;
};

} // namespace

SettledVariables settleUnsetVariables(Node &document, std::span<const Layer> layers)
{
    return Settler(layers).settle(document);
}

} // namespace penstock::config
