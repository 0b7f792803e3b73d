#include "samenode.h"

#include "config/jsonwriter.h"

#include <algorithm>
#include <bit>
#include <cstdint>
#include <set>

namespace penstock::test
{

using namespace config;

namespace
{

bool isSameLeaf(const Node &left, const Node &right)
{
    if (left.isReal() && right.isReal()) {
        return std::bit_cast<std::uint64_t>(left.asNumber())
            == std::bit_cast<std::uint64_t>(right.asNumber());
    }
    return left.isWhole() == right.isWhole() && left.isReal() == right.isReal() && left == right;
}

std::string differenceAt(const Node &left, const Node &right, const std::string &where)
{
    if (left.isMap() && right.isMap() && left.entries().size() == right.entries().size()) {
        for (std::size_t i = 0; i < left.entries().size(); ++i) {
            const Entry &a = left.entries()[i];
            const Entry &b = right.entries()[i];
            if (a.key != b.key) {
                return where + ": key '" + a.key + "' became '" + b.key + '\'';
            }
            if (std::string found = differenceAt(a.value, b.value, where + '/' + a.key);
                !found.empty()) {
                return found;
            }
        }
        return {};
    }
    if (left.isList() && right.isList() && left.items().size() == right.items().size()) {
        for (std::size_t i = 0; i < left.items().size(); ++i) {
            if (std::string found
                = differenceAt(left.items()[i], right.items()[i], where + '/' + std::to_string(i));
                !found.empty()) {
                return found;
            }
        }
        return {};
    }
    if (left.isLeaf() && right.isLeaf() && isSameLeaf(left, right)) {
        return {};
    }
    return where + ": " + writeJson(left) + " became " + writeJson(right);
}

const std::string *nameOf(const Node &item)
{
    const Node *name = item.find("name");
    return name != nullptr && name->isText() ? &name->asText() : nullptr;
}

} // namespace

std::string firstDifference(const Node &left, const Node &right)
{
    return differenceAt(left, right, "");
}

Node sortedByName(const Node &document)
{
    Node sorted = document;
    if (sorted.isMap()) {
        for (Entry &entry : sorted.entries()) {
            entry.value = sortedByName(entry.value);
        }
    } else if (sorted.isList()) {
        std::set<std::string> names;
        for (Node &item : sorted.items()) {
            item = sortedByName(item);
            if (const std::string *name = nameOf(item)) {
                names.insert(*name);
            }
        }
        if (names.size() == sorted.items().size()) {
            std::ranges::sort(sorted.items(), {}, [](const Node &item) { return *nameOf(item); });
        }
    }
    return sorted;
}

} // namespace penstock::test
