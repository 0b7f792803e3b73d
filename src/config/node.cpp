#include "config/node.h"

#include <algorithm>

namespace penstock::config
{

Node::Node(Value value) : m_value(std::move(value)) { }

// Here, because a vector of entries can only be made and destroyed where an entry is known.
Node::Node() = default;
Node::Node(const Node &) = default;
Node::Node(Node &&) noexcept = default;
Node &Node::operator=(const Node &) = default;
Node &Node::operator=(Node &&) noexcept = default;
Node::~Node() = default;

Node Node::boolean(bool value)
{
    return Node(Value(value));
}

Node Node::whole(std::int64_t value)
{
    return Node(Value(value));
}

Node Node::real(double value)
{
    return Node(Value(value));
}

Node Node::text(std::string value)
{
    return Node(Value(std::move(value)));
}

Node Node::unset(std::string variable)
{
    return Node(Value(Unset{std::move(variable)}));
}

Node Node::list()
{
    return Node(Value(List{}));
}

Node Node::map()
{
    return Node(Value(Map{}));
}

double Node::asNumber() const
{
    return isWhole() ? static_cast<double>(asWhole()) : std::get<double>(m_value);
}

const Node *Node::find(std::string_view key) const
{
    if (const auto *entries = std::get_if<Map>(&m_value)) {
        const auto found = std::ranges::find(*entries, key, &Entry::key);
        return found != entries->end() ? &found->value : nullptr;
    }
    return nullptr;
}

Node *Node::find(std::string_view key)
{
    if (auto *entries = std::get_if<Map>(&m_value)) {
        const auto found = std::ranges::find(*entries, key, &Entry::key);
        return found != entries->end() ? &found->value : nullptr;
    }
    return nullptr;
}

Node &Node::set(std::string_view key, Node value)
{
    if (!isMap()) {
        m_value = Map{};
    }
    if (Node *existing = find(key)) {
        *existing = std::move(value);
        return *existing;
    }
    return entries().emplace_back(Entry{std::string(key), std::move(value), {}}).value;
}

bool Node::remove(std::string_view key)
{
    auto *entries = std::get_if<Map>(&m_value);
    return entries != nullptr
        && std::erase_if(*entries, [&](const Entry &entry) { return entry.key == key; }) > 0;
}

void Node::append(Node value)
{
    if (!isList()) {
        m_value = List{};
    }
    items().push_back(std::move(value));
}

std::size_t Node::count() const
{
    std::size_t total = 1;
    if (isList()) {
        for (const Node &item : items()) {
            total += item.count();
        }
    } else if (isMap()) {
        for (const Entry &entry : entries()) {
            total += entry.value.count();
        }
    }
    return total;
}

namespace
{

bool sameEntries(const Node::Map &left, const Node::Map &right)
{
    if (left.size() != right.size()) {
        return false;
    }
    const KeyIndex index(right);
    return std::ranges::all_of(left, [&](const Entry &entry) {
        const auto found = index.find(entry.key);
        return found && entry.value == right[*found].value;
    });
}

} // namespace

bool operator==(const Node &left, const Node &right)
{
    if (left.isNumber() && right.isNumber()) {
        return left.isWhole() && right.isWhole() ? left.asWhole() == right.asWhole()
                                                 : left.asNumber() == right.asNumber();
    }
    if (left.m_value.index() != right.m_value.index()) {
        return false;
    }
    if (left.isMap()) {
        return sameEntries(left.entries(), right.entries());
    }
    if (left.isList()) {
        return left.items() == right.items();
    }
    if (left.isText()) {
        return left.asText() == right.asText();
    }
    if (left.isBool()) {
        return left.asBool() == right.asBool();
    }
    return !left.isUnset() || left.unsetVariable() == right.unsetVariable();
}

const std::string *elementName(const Node &element)
{
    const Node *name = element.find("name");
    return name != nullptr && name->isText() ? &name->asText() : nullptr;
}

KeyIndex::KeyIndex(const Node::Map &entries)
{
    m_sorted.reserve(entries.size());
    for (std::size_t i = 0; i < entries.size(); ++i) {
        m_sorted.emplace_back(entries[i].key, i);
    }
    std::ranges::sort(m_sorted);
}

std::optional<std::size_t> KeyIndex::find(std::string_view key) const
{
    const auto found
        = std::ranges::lower_bound(m_sorted, key, {}, [](const auto &pair) { return pair.first; });
    if (found == m_sorted.end() || found->first != key) {
        return std::nullopt;
    }
    return found->second;
}

} // namespace penstock::config
