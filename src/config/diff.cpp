#include "config/diff.h"

#include "config/locate.h"

#include <algorithm>
#include <map>
#include <set>
#include <string>

namespace penstock::config
{

namespace
{

/// Whether every element has a name of its own, so that the list can be compared by name.
bool isNamedList(const Node &node)
{
    if (!node.isList()) {
        return false;
    }
    std::set<std::string_view> names;
    return std::ranges::all_of(node.items(), [&](const Node &item) {
        const std::string *name = elementName(item);
        return name != nullptr && names.insert(*name).second;
    });
}

class Comparer final
{
public:
    void compare(const Node &before, const Node &after, const Path &path)
    {
        if (before.isMap() && after.isMap()) {
            compareMaps(before, after, path);
        } else if (!isTrivial(before) && !isTrivial(after) && isNamedList(before)
                   && isNamedList(after)) {
            compareNamed(before, after, path);
        } else if (!(before == after)) {
            changes.push_back({ChangeKind::Changed, path, before, after});
        }
    }

    std::vector<Change> changes;

private:
    /// An empty list is as good as an unnamed one: comparing it by name would say nothing more.
    static bool isTrivial(const Node &node) { return !node.isList() || node.items().empty(); }

    void compareMaps(const Node &before, const Node &after, const Path &path)
    {
        const KeyIndex inAfter(after.entries());
        const KeyIndex inBefore(before.entries());
        for (const Entry &entry : before.entries()) {
            if (const auto place = inAfter.find(entry.key)) {
                compare(entry.value, after.entries()[*place].value, path.key(entry.key));
            } else {
                changes.push_back(
                    {ChangeKind::Removed, path.key(entry.key), entry.value, Node::null()});
            }
        }
        for (const Entry &entry : after.entries()) {
            if (!inBefore.find(entry.key)) {
                changes.push_back(
                    {ChangeKind::Added, path.key(entry.key), Node::null(), entry.value});
            }
        }
    }

    void compareNamed(const Node &before, const Node &after, const Path &path)
    {
        std::map<std::string_view, const Node *> remaining;
        for (const Node &item : after.items()) {
            remaining.emplace(*elementName(item), &item);
        }
        std::set<std::string_view> known;
        for (const Node &item : before.items()) {
            const std::string &name = *elementName(item);
            known.insert(name);
            if (const auto found = remaining.find(name); found != remaining.end()) {
                compare(item, *found->second, path.named(name));
            } else {
                changes.push_back({ChangeKind::Removed, path.named(name), item, Node::null()});
            }
        }
        for (const Node &item : after.items()) {
            if (!known.contains(*elementName(item))) {
                changes.push_back(
                    {ChangeKind::Added, path.named(*elementName(item)), Node::null(), item});
            }
        }
    }
};

struct Applier {
    Node &parent;
    const Change &change;

    void operator()(const std::string &key) const
    {
        if (change.kind == ChangeKind::Removed) {
            parent.remove(key);
        } else {
            parent.set(key, change.after);
        }
    }

    void operator()(const Named &element) const
    {
        auto &items = parent.items();
        const auto found = std::ranges::find_if(items, [&](const Node &item) {
            const std::string *name = elementName(item);
            return name != nullptr && *name == element.name;
        });
        if (change.kind == ChangeKind::Removed) {
            if (found != items.end()) {
                items.erase(found);
            }
        } else if (found == items.end()) {
            items.push_back(change.after);
        } else {
            *found = change.after;
        }
    }

    void operator()(std::size_t place) const
    {
        if (place < parent.items().size()) {
            parent.items()[place] = change.after;
        }
    }
};

} // namespace

std::vector<Change> difference(const Node &before, const Node &after)
{
    Comparer comparer;
    comparer.compare(before, after, {});
    return std::move(comparer.changes);
}

Node applied(const Node &document, std::span<const Change> changes)
{
    Node result = document;
    for (const Change &change : changes) {
        const auto &steps = change.path.steps();
        if (steps.empty()) {
            result = change.after;
            continue;
        }
        Node *at = nodeAt(result, change.path.parent());
        if (at != nullptr) {
            std::visit(Applier{*at, change}, steps.back());
        }
    }
    return result;
}

} // namespace penstock::config
