#include "mergeoracle.h"

#include <algorithm>
#include <array>
#include <set>

namespace penstock::test
{

using namespace config;

namespace
{

/// The lists that merge by name, as the documentation has them.
constexpr std::array<std::string_view, 3> namedLists = {"instances", "agents", "clients.keys"};

Path pathOfList(std::string_view list)
{
    const std::size_t dot = list.find('.');
    return dot == std::string_view::npos
        ? Path().key(list)
        : Path().key(list.substr(0, dot)).key(list.substr(dot + 1));
}

bool isNamedList(const Path &path)
{
    return std::ranges::any_of(namedLists,
                               [&](std::string_view list) { return pathOfList(list) == path; });
}

const Node *step(const Node &at, const Step &by)
{
    if (const auto *key = std::get_if<std::string>(&by)) {
        return at.find(*key);
    }
    if (!at.isList()) {
        return nullptr;
    }
    for (const Node &item : at.items()) {
        const Node *name = item.find("name");
        if (name != nullptr && name->asText() == std::get<Named>(by).name) {
            return &item;
        }
    }
    return nullptr;
}

/// A list that is one value has no nulls inside.
Node withoutNulls(const Node &node)
{
    Node clean = node;
    if (clean.isMap()) {
        std::erase_if(clean.entries(), [](const Entry &entry) { return entry.value.isNull(); });
        for (Entry &entry : clean.entries()) {
            entry.value = withoutNulls(entry.value);
        }
    } else if (clean.isList()) {
        for (Node &item : clean.items()) {
            item = withoutNulls(item);
        }
    }
    return clean;
}

void collect(const Node &node, const Path &path, Units &units)
{
    if (node.isMap()) {
        for (const Entry &entry : node.entries()) {
            collect(entry.value, path.key(entry.key), units);
        }
    } else if (node.isList() && isNamedList(path)) {
        for (const Node &item : node.items()) {
            collect(item, path.named(item.find("name")->asText()), units);
        }
    } else if (!node.isNull()) {
        units.emplace(path, Unit{withoutNulls(node), node.layer});
    }
}

Path rebuilt(const Path &path, std::size_t place, const std::string &name)
{
    Path changed;
    for (std::size_t i = 0; i < path.steps().size(); ++i) {
        const Step &by = path.steps()[i];
        changed = i == place                    ? changed.named(name)
            : std::holds_alternative<Named>(by) ? changed.named(std::get<Named>(by).name)
                                                : changed.key(std::get<std::string>(by));
    }
    return changed;
}

Path firstSteps(const Path &path, std::size_t count)
{
    Path shorter = path;
    while (shorter.steps().size() > count) {
        shorter = shorter.parent();
    }
    return shorter;
}

/// What a layer does to the list that a path leads into, and the name of the element there.
struct EditedElement {
    const ListEdits *edits = nullptr; ///< null when it does nothing to it
    std::size_t place = 0;
    std::string name;
};

EditedElement editedElement(const Layer &layer, const Path &path)
{
    for (std::size_t i = 0; i < path.steps().size(); ++i) {
        const auto *element = std::get_if<Named>(&path.steps()[i]);
        if (element == nullptr) {
            continue;
        }
        for (const auto &[list, edits] : layer.edits) {
            if (pathOfList(list) == firstSteps(path, i)) {
                return {&edits, i, element->name};
            }
        }
    }
    return {};
}

bool contains(const std::vector<std::string> &all, const std::string &one)
{
    return std::ranges::find(all, one) != all.end();
}

void renameAndRemove(std::vector<std::string> &names, const ListEdits &edits)
{
    std::erase_if(names, [&](const std::string &name) { return contains(edits.removed, name); });
    for (std::string &name : names) {
        const auto renamed = edits.renamed.find(name);
        name = renamed != edits.renamed.end() ? renamed->second : name;
    }
}

void addNames(std::vector<std::string> &names, const Node &list)
{
    for (const Node &item : list.items()) {
        if (!contains(names, item.find("name")->asText())) {
            names.push_back(item.find("name")->asText());
        }
    }
}

void bringForward(std::vector<std::string> &names, const std::vector<std::string> &order)
{
    std::vector<std::string> first;
    for (const std::string &name : order) {
        if (contains(names, name) && !contains(first, name)) {
            first.push_back(name);
        }
    }
    std::erase_if(names, [&](const std::string &name) { return contains(first, name); });
    names.insert(names.begin(), first.begin(), first.end());
}

const Node *nodeUnder(const Node &document, const Path &path)
{
    const Node *at = &document;
    for (const Step &by : path.steps()) {
        at = step(*at, by);
    }
    return at;
}

} // namespace

Units unitsOf(const Node &document)
{
    Units units;
    collect(document, {}, units);
    return units;
}

MergeOracle::MergeOracle(std::span<const Layer> layers) : m_layers(layers)
{
    for (const Layer &layer : layers) {
        m_units.push_back(unitsOf(layer.document));
    }
}

MergeOracle::Word MergeOracle::wordOf(std::size_t layer, const Path &path) const
{
    const Node *at = &m_layers[layer].document;
    for (const Step &by : path.steps()) {
        at = step(*at, by);
        if (at == nullptr) {
            return Word::Silent;
        }
        if (at->isNull()) {
            return Word::Removes;
        }
    }
    return Word::Sets;
}

bool MergeOracle::isTombstoned(std::size_t layer, const Path &path) const
{
    return !below(layer, path).has_value();
}

/// How the layers below know what is found under `path` from here on up; nothing when they do not,
/// because this layer removed it or gave it another name.
std::optional<Path> MergeOracle::below(std::size_t layer, const Path &path) const
{
    const auto [edits, place, name] = editedElement(m_layers[layer], path);
    if (edits == nullptr) {
        return path;
    }
    for (const auto &[before, after] : edits->renamed) {
        if (after == name) {
            return contains(edits->removed, before) ? std::nullopt
                                                    : std::optional(rebuilt(path, place, before));
        }
    }
    if (contains(edits->removed, name) || edits->renamed.contains(name)) {
        return std::nullopt;
    }
    return path;
}

/// How the top knows what this layer knows as `path`.
std::optional<Path> MergeOracle::seenFromTop(std::size_t layer, Path path) const
{
    for (std::size_t i = layer + 1; i < m_layers.size(); ++i) {
        const auto [edits, place, name] = editedElement(m_layers[i], path);
        if (edits == nullptr) {
            continue;
        }
        if (contains(edits->removed, name)) {
            return std::nullopt;
        }
        if (const auto renamed = edits->renamed.find(name); renamed != edits->renamed.end()) {
            path = rebuilt(path, place, renamed->second);
        }
    }
    return path;
}

std::optional<Unit> MergeOracle::lookUp(const Path &path) const
{
    Path here = path;
    std::optional<Unit> newName;
    for (std::size_t i = m_layers.size(); i-- > 0;) {
        const Word word = wordOf(i, here);
        if (word == Word::Removes) {
            return std::nullopt;
        }
        if (word == Word::Sets) {
            // The name of an element that another layer gave it stands over the one it had.
            return newName
                ? newName
                : std::optional(Unit{m_units[i].at(here).value, static_cast<LayerIndex>(i)});
        }
        const auto lower = below(i, here);
        if (!lower) {
            return std::nullopt;
        }
        const bool isName = std::holds_alternative<std::string>(path.steps().back())
            && std::get<std::string>(path.steps().back()) == "name";
        if (isName && *lower != here && !newName) {
            newName = Unit{Node::text(std::get<Named>(here.parent().steps().back()).name),
                           static_cast<LayerIndex>(i)};
        }
        here = *lower;
    }
    return std::nullopt;
}

Units MergeOracle::effective() const
{
    Units all;
    for (std::size_t i = 0; i < m_layers.size(); ++i) {
        for (const auto &[path, unit] : m_units[i]) {
            const auto top = seenFromTop(i, path);
            if (!top) {
                continue;
            }
            if (auto found = lookUp(*top)) {
                all.insert_or_assign(*top, std::move(*found));
            }
        }
    }
    return all;
}

std::optional<MergeOracle::Statement> MergeOracle::nextAbove(const Path &path,
                                                             LayerIndex layer) const
{
    for (std::size_t i = layer + std::size_t(1); i < m_layers.size(); ++i) {
        const auto index = static_cast<LayerIndex>(i);
        // A tombstone comes before what the same layer adds under the same name.
        if (isTombstoned(i, path) || wordOf(i, path) == Word::Removes) {
            return Statement{index, std::nullopt};
        }
        if (wordOf(i, path) == Word::Sets) {
            return Statement{index, m_units[i].at(path).value};
        }
    }
    return std::nullopt;
}

std::vector<std::string> MergeOracle::orderOf(const std::string &list) const
{
    std::vector<std::string> names;
    const Path path = pathOfList(list);
    for (std::size_t i = 0; i < m_layers.size(); ++i) {
        const auto found = m_layers[i].edits.find(list);
        const ListEdits edits = found != m_layers[i].edits.end() ? found->second : ListEdits{};
        renameAndRemove(names, edits);
        if (wordOf(i, path) == Word::Removes) {
            names.clear();
        } else if (wordOf(i, path) == Word::Sets) {
            addNames(names, *nodeUnder(m_layers[i].document, path));
        }
        bringForward(names, edits.order);
    }
    return names;
}

} // namespace penstock::test
