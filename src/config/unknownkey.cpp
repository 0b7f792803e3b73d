#include "config/unknownkey.h"

#include "base/text.h"

#include <vector>

namespace penstock::config
{

namespace
{

/// The group that has a key of this name; instances first, because most settings belong there.
std::string_view ownerOf(std::string_view key)
{
    std::string_view owner;
    for (const Setting &setting : settingsTable()) {
        const std::size_t dot = setting.key.rfind('.');
        if (dot == std::string_view::npos || setting.key.substr(dot + 1) != key) {
            continue;
        }
        const std::string_view group = setting.key.substr(0, dot);
        if (owner.empty() || group == "instances[]") {
            owner = group;
        }
    }
    return owner;
}

} // namespace

std::string unknownKeyHint(const SchemaNode &group, std::string_view key)
{
    std::vector<std::string_view> candidates;
    for (const auto &child : group.children()) {
        candidates.push_back(child.key);
    }
    if (const auto near = nearest(std::span<const std::string_view>(candidates), key)) {
        return " Did you mean '" + *near + "'?";
    }
    const std::string_view owner = ownerOf(key);
    return owner.empty() ? std::string()
                         : " A key of this name belongs to '" + std::string(owner) + "'.";
}

} // namespace penstock::config
