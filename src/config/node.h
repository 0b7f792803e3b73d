#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace penstock::config
{

/// Where a value stands in its file; line 0 means nowhere.
struct Position {
    std::uint32_t line = 0;
    std::uint32_t column = 0;

    [[nodiscard]] bool isKnown() const { return line != 0; }
    friend bool operator==(const Position &, const Position &) = default;
};

/// The place of a layer in the list of layers that were merged; lowest first.
using LayerIndex = std::uint16_t;

class Node;

/// One key of a mapping. Mappings keep the order of their keys: people read what export writes.
struct Entry;

/// A `${NAME}` whose variable is not set and has no default; without a name, a secret that is lost.
/// Wins over lower layers like any value.
struct Unset {
    std::string variable;
    friend bool operator==(const Unset &, const Unset &) = default;
};

/// A value of a configuration document, in any of its spellings. Beside the value it remembers
/// where it stands, how it was written (`${PORT:-3010}`) and which layer it comes from, because
/// every message and every export needs that.
class Node final
{
public:
    using List = std::vector<Node>;
    using Map = std::vector<Entry>;

    Node();
    Node(const Node &);
    Node(Node &&) noexcept;
    Node &operator=(const Node &);
    Node &operator=(Node &&) noexcept;
    ~Node();

    [[nodiscard]] static Node null() { return {}; }
    [[nodiscard]] static Node boolean(bool value);
    [[nodiscard]] static Node whole(std::int64_t value);
    [[nodiscard]] static Node real(double value);
    [[nodiscard]] static Node text(std::string value);
    [[nodiscard]] static Node unset(std::string variable);
    [[nodiscard]] static Node list();
    [[nodiscard]] static Node map();

    [[nodiscard]] bool isNull() const { return holds<std::monostate>(); }
    [[nodiscard]] bool isBool() const { return holds<bool>(); }
    [[nodiscard]] bool isWhole() const { return holds<std::int64_t>(); }
    [[nodiscard]] bool isReal() const { return holds<double>(); }
    [[nodiscard]] bool isNumber() const { return isWhole() || isReal(); }
    [[nodiscard]] bool isText() const { return holds<std::string>(); }
    [[nodiscard]] bool isUnset() const { return holds<Unset>(); }
    [[nodiscard]] bool isList() const { return holds<List>(); }
    [[nodiscard]] bool isMap() const { return holds<Map>(); }
    [[nodiscard]] bool isLeaf() const { return !isList() && !isMap(); }

    // Each of these may be called only on a node of that kind.
    [[nodiscard]] bool asBool() const { return std::get<bool>(m_value); }
    [[nodiscard]] std::int64_t asWhole() const { return std::get<std::int64_t>(m_value); }
    [[nodiscard]] double asNumber() const;
    [[nodiscard]] const std::string &asText() const { return std::get<std::string>(m_value); }
    [[nodiscard]] const std::string &unsetVariable() const
    {
        return std::get<Unset>(m_value).variable;
    }
    [[nodiscard]] const List &items() const { return std::get<List>(m_value); }
    [[nodiscard]] List &items() { return std::get<List>(m_value); }
    [[nodiscard]] const Map &entries() const { return std::get<Map>(m_value); }
    [[nodiscard]] Map &entries() { return std::get<Map>(m_value); }

    /// The value of a key; null when this is no mapping or has no such key.
    [[nodiscard]] const Node *find(std::string_view key) const;
    [[nodiscard]] Node *find(std::string_view key);
    /// Sets or replaces a key; a node that is no mapping becomes one.
    Node &set(std::string_view key, Node value);
    bool remove(std::string_view key);
    void append(Node value);

    /// How many nodes this one is made of, itself included.
    [[nodiscard]] std::size_t count() const;

    Position position;
    LayerIndex layer = 0;
    /// The text as it was written, where it says more than the value: `${NAME}`, `1.0`.
    std::string written;

    /// Same values; mappings compare without regard to order, positions and spelling do not count.
    friend bool operator==(const Node &left, const Node &right);

private:
    using Value
        = std::variant<std::monostate, bool, std::int64_t, double, std::string, Unset, List, Map>;

    explicit Node(Value value);

    template<class T>
    [[nodiscard]] bool holds() const
    {
        return std::holds_alternative<T>(m_value);
    }

    Value m_value;
};

struct Entry {
    std::string key;
    Node value;
    Position keyPosition;
};

/// The name of an element of a named list; null when it has none, or an unset one.
[[nodiscard]] const std::string *elementName(const Node &element);

/// Finds keys in a mapping that may be large, in constant time. Valid until the mapping changes.
class KeyIndex final
{
public:
    explicit KeyIndex(const Node::Map &entries);
    [[nodiscard]] std::optional<std::size_t> find(std::string_view key) const;

private:
    std::vector<std::pair<std::string_view, std::size_t>> m_sorted;
};

} // namespace penstock::config
