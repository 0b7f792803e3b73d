#include "config/mergepatch.h"

#include <algorithm>
#include <iterator>

namespace penstock::config
{

Node patched(const Node &document, const Node &patch)
{
    if (!patch.isMap()) {
        return patch;
    }
    Node result = document.isMap() ? document : Node::map();
    const KeyIndex inPatch(patch.entries());
    std::erase_if(result.entries(), [&](const Entry &entry) {
        const auto place = inPatch.find(entry.key);
        return place && patch.entries()[*place].value.isNull();
    });
    for (Entry &entry : result.entries()) {
        if (const auto place = inPatch.find(entry.key)) {
            entry.value = patched(entry.value, patch.entries()[*place].value);
        }
    }
    Node::Map added;
    const KeyIndex inResult(result.entries());
    for (const Entry &entry : patch.entries()) {
        if (!entry.value.isNull() && !inResult.find(entry.key)) {
            added.push_back({entry.key, patched(Node::null(), entry.value), {}});
        }
    }
    std::ranges::move(added, std::back_inserter(result.entries()));
    return result;
}

Node patchBetween(const Node &before, const Node &after)
{
    if (!before.isMap() || !after.isMap()) {
        return after;
    }
    Node patch = Node::map();
    const KeyIndex inAfter(after.entries());
    const KeyIndex inBefore(before.entries());
    for (const Entry &entry : before.entries()) {
        const auto place = inAfter.find(entry.key);
        if (!place) {
            patch.entries().push_back({entry.key, Node::null(), {}});
        } else if (const Node &value = after.entries()[*place].value; !(entry.value == value)) {
            patch.entries().push_back({entry.key, patchBetween(entry.value, value), {}});
        }
    }
    for (const Entry &entry : after.entries()) {
        if (!inBefore.find(entry.key)) {
            patch.entries().push_back({entry.key, entry.value, {}});
        }
    }
    return patch;
}

} // namespace penstock::config
