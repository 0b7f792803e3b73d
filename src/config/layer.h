#pragma once

#include "config/node.h"
#include "domain/enumnames.h"

#include <map>
#include <string>
#include <vector>

namespace penstock::config
{

/// Where settings come from; a higher one wins.
enum class SourceKind { Defaults = 1, Variables, Yaml, StateFile, Store };

} // namespace penstock::config

namespace penstock
{

template<>
inline constexpr auto enumNames<config::SourceKind> = std::to_array<EnumName<config::SourceKind>>({
    {config::SourceKind::Defaults, "defaults"},
    {config::SourceKind::Variables, "environment"},
    {config::SourceKind::Yaml, "yaml"},
    {config::SourceKind::StateFile, "state_file"},
    {config::SourceKind::Store, "store"},
});

} // namespace penstock

namespace penstock::config
{

/// What a layer does to a list whose elements have names, beyond what its document says. Only the
/// store can do this: console and API delete, rename and order what lower layers brought.
struct ListEdits {
    std::map<std::string, std::string> renamed; ///< old name to new name
    std::vector<std::string> removed;
    std::vector<std::string> order; ///< these first; the others follow as they come
    std::map<std::string, std::string> ids; ///< name to stable id
};

/// What one source says. Holds only what it sets itself; null means "take away what is below".
struct Layer {
    SourceKind kind = SourceKind::Yaml;
    std::string name; ///< for people: a file name, "environment", "store"
    Node document = Node::map();
    std::map<std::string, ListEdits> edits; ///< by list: `instances`, `agents`, `clients.keys`
};

} // namespace penstock::config
