#include "config/editinstances.h"

#include "config/layerreader.h"
#include "config/mergepatch.h"
#include "config/textforms.h"

#include <algorithm>
#include <iterator>
#include <optional>
#include <utility>

namespace penstock::config
{

namespace
{

constexpr std::string_view listKey = "instances";

Failure noSuchInstance(const std::string &name)
{
    return fail(ErrorCode::NotFound, "There is no instance '" + name + "' in the configuration.");
}

/// The list; null where there is none yet.
const Node *listOf(const Node &document)
{
    const Node *list = document.find(listKey);
    return list != nullptr && list->isList() ? list : nullptr;
}

std::optional<std::size_t> placeOf(const Node &document, const std::string &name)
{
    const Node *list = listOf(document);
    if (list == nullptr) {
        return std::nullopt;
    }
    const auto found = std::ranges::find_if(list->items(), [&name](const Node &item) {
        const std::string *own = elementName(item);
        return own != nullptr && *own == name;
    });
    return found == list->items().end()
        ? std::nullopt
        : std::optional(static_cast<std::size_t>(std::distance(list->items().begin(), found)));
}

std::optional<Error> objectionToName(const Node &document, const std::string &name)
{
    if (!isInstanceName(name)) {
        return Error{
            ErrorCode::InvalidInput,
            "'" + name
                + "' cannot be the name of an instance; use up to 64 letters, digits, dots, "
                  "dashes and underscores, a letter or digit first, and no word of the API.",
            {}};
    }
    if (placeOf(document, name)) {
        return Error{ErrorCode::AlreadyExists,
                     "There is already an instance '" + name + "'; choose another name.",
                     {}};
    }
    return std::nullopt;
}

/// Documents are kept for "undo", written and shown: a key in one would have got out.
std::optional<Error> objectionToSecrets(const Node &instance)
{
    Node document = Node::map();
    document.set(listKey, Node::list());
    document.find(listKey)->append(instance);
    const ReadLayer read = readLayer(document, {.kind = SourceKind::Yaml, .name = "instance"});
    const auto found = std::ranges::find(read.findings, "clear_secret", &Finding::code);
    if (found == read.findings.end()) {
        return std::nullopt;
    }
    return Error{ErrorCode::InvalidInput,
                 "The setting " + found->path
                     + " holds a secret in clear; keep it in the keychain and enter its reference.",
                 {}};
}

Node withItem(const Node &document, std::size_t place, Node instance)
{
    Node result = document;
    result.find(listKey)->items().at(place) = std::move(instance);
    return result;
}

Result<Node> withInserted(const Node &document, std::size_t place, const Node &instance)
{
    const std::string *name = instance.isMap() ? elementName(instance) : nullptr;
    if (name == nullptr) {
        return fail(ErrorCode::InvalidInput, "An instance needs a name; enter one.");
    }
    if (auto objection = objectionToName(document, *name)) {
        return Failure(std::move(*objection));
    }
    if (auto objection = objectionToSecrets(instance)) {
        return Failure(std::move(*objection));
    }
    Node result = document.isMap() ? document : Node::map();
    if (listOf(result) == nullptr) {
        result.set(listKey, Node::list());
    }
    Node::List &items = result.find(listKey)->items();
    const std::size_t at = std::min(place, items.size());
    items.insert(std::next(items.begin(), static_cast<std::ptrdiff_t>(at)), instance);
    return result;
}

Result<Node> withSetting(const Node &document, const std::string &name, std::string_view key,
                         Node value)
{
    const auto place = placeOf(document, name);
    if (!place) {
        return noSuchInstance(name);
    }
    Node instance = listOf(document)->items()[*place];
    instance.set(key, std::move(value));
    return withItem(document, *place, std::move(instance));
}

} // namespace

Result<Node> withInstanceAdded(const Node &document, const Node &instance)
{
    const Node *list = listOf(document);
    return withInserted(document, list != nullptr ? list->items().size() : 0, instance);
}

Result<Node> withInstanceChanged(const Node &document, const std::string &name, const Node &patch)
{
    const auto place = placeOf(document, name);
    if (!place) {
        return noSuchInstance(name);
    }
    if (!patch.isMap()) {
        return fail(ErrorCode::InvalidInput, "A change of an instance has to be a mapping.");
    }
    const Node *patchName = patch.find("name");
    if (patchName != nullptr && !(*patchName == Node::text(name))) {
        return fail(ErrorCode::InvalidInput,
                    "The name of '" + name + "' cannot be changed together with other settings.");
    }
    Node instance = patched(listOf(document)->items()[*place], patch);
    if (auto objection = objectionToSecrets(instance)) {
        return Failure(std::move(*objection));
    }
    return withItem(document, *place, std::move(instance));
}

Result<Node> withInstanceRenamed(const Node &document, const std::string &name,
                                 const std::string &newName)
{
    if (!placeOf(document, name)) {
        return noSuchInstance(name);
    }
    if (name == newName) {
        return document;
    }
    if (auto objection = objectionToName(document, newName)) {
        return Failure(std::move(*objection));
    }
    return withSetting(document, name, "name", Node::text(newName));
}

Result<Node> withInstanceEnabled(const Node &document, const std::string &name)
{
    return withSetting(document, name, "enabled", Node::boolean(true));
}

Result<Node> withInstanceDisabled(const Node &document, const std::string &name)
{
    return withSetting(document, name, "enabled", Node::boolean(false));
}

Result<Node> withInstanceRemoved(const Node &document, const std::string &name)
{
    const auto place = placeOf(document, name);
    if (!place) {
        return noSuchInstance(name);
    }
    Node result = document;
    Node::List &items = result.find(listKey)->items();
    items.erase(std::next(items.begin(), static_cast<std::ptrdiff_t>(*place)));
    return result;
}

Result<PlacedInstance> placedInstance(const Node &document, const std::string &name)
{
    const auto place = placeOf(document, name);
    if (!place) {
        return noSuchInstance(name);
    }
    return PlacedInstance{listOf(document)->items()[*place], *place};
}

Result<Node> withInstancePutBack(const Node &document, const PlacedInstance &placed)
{
    return withInserted(document, placed.place, placed.instance);
}

} // namespace penstock::config
