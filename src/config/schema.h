#pragma once

#include "config/node.h"

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace penstock::config
{

enum class ValueType {
    Group = 1, ///< a mapping with known keys; the row describes it
    Text, ///< on one line
    Prose, ///< may have several lines
    Name, ///< names an instance, agent or client in URLs and headers
    Bool,
    Whole,
    Number,
    Choice,
    Url,
    ProxyUrl, ///< may hold user name and password, and is a secret then
    ApiVersion,
    Address, ///< `loopback` or an IP address
    File, ///< relative paths start at the file that names them
    Secret,
    SecretFile, ///< a secret that is usually a file
    Digest, ///< SHA-256 in hexadecimal
};

/// When a change of a setting takes effect.
enum class Reload { Live = 1, NewConnections, Restart };

/// What a value may be.
struct ValueRule {
    ValueType type = ValueType::Text;
    double least = 0;
    double most = 0; ///< infinity for no upper bound
    bool aboveLeast = false; ///< `least` itself is not allowed
    std::span<const std::string_view> choices = {};
    std::string_view word = {}; ///< one word that is allowed instead, such as `auto`
};

enum Trait : unsigned {
    ByPreset = 1U << 0U, ///< an absent value is that of `circuit_breaker.preset`
    NamedList = 1U << 1U, ///< a list of mappings that merges by `name`
    OneOrMany = 1U << 2U, ///< a single value counts as a list of one
    IgnoreCase = 1U << 3U, ///< a choice in any case
    InputOnly = 1U << 4U, ///< read, never part of the effective document
};

/// One row of the settings table: everything that the program knows about one key.
struct Setting {
    /// `port`, `instances[].max_tpm`, `prices.*.input`: `[]` is a list, `*` any key.
    std::string_view key;
    ValueRule rule;
    std::string_view fallback; ///< the default as JSON; empty: none, or inherited from above
    Reload reload = Reload::Live;
    std::string_view help; ///< one or two sentences for people
    unsigned traits = 0;
    std::string_view shorthand = {}; ///< of a group: the key that a plain text stands for

    [[nodiscard]] bool has(Trait trait) const { return (traits & trait) != 0; }
    [[nodiscard]] bool isSecret() const;
};

/// The table, in the order of the documentation.
[[nodiscard]] std::span<const Setting> settingsTable();

/// The table as a tree, which is how documents are walked.
class SchemaNode final
{
public:
    enum class Shape { Leaf = 1, Group, AnyKey, List };

    explicit SchemaNode(Shape shape) : m_shape(shape) { }

    [[nodiscard]] Shape shape() const { return m_shape; }
    [[nodiscard]] bool is(Shape shape) const { return m_shape == shape; }
    /// The row of this node; null for groups that the table has no row for.
    [[nodiscard]] const Setting *setting() const { return m_setting; }
    [[nodiscard]] bool has(Trait trait) const
    {
        return m_setting != nullptr && m_setting->has(trait);
    }
    /// The default; null when the table gives none.
    [[nodiscard]] const Node *fallback() const { return m_fallback ? &*m_fallback : nullptr; }

    /// Of a group: its keys in table order.
    struct Child {
        std::string_view key;
        std::unique_ptr<SchemaNode> node;
    };
    [[nodiscard]] const std::vector<Child> &children() const { return m_children; }
    [[nodiscard]] const SchemaNode *child(std::string_view key) const;
    /// Of a list or a mapping with free keys: what its elements are.
    [[nodiscard]] const SchemaNode *element() const { return m_element.get(); }

private:
    friend class SchemaBuilder;

    Shape m_shape;
    const Setting *m_setting = nullptr;
    std::optional<Node> m_fallback;
    std::vector<Child> m_children;
    std::unique_ptr<SchemaNode> m_element;
};

/// Built once from the table; constant afterwards.
[[nodiscard]] const SchemaNode &schema();

} // namespace penstock::config
