#include "config/layerreader.h"

#include "base/text.h"
#include "config/schema.h"
#include "config/secretreader.h"
#include "config/textforms.h"
#include "config/trail.h"
#include "config/unknownkey.h"
#include "config/valuerules.h"

#include <map>
#include <optional>

namespace penstock::config
{

namespace
{

class Reader final
{
public:
    explicit Reader(const LayerContext &context)
        : m_context(context)
        , m_secretReader(context, m_secrets, m_findings)
    {
    }

    ReadLayer read(const Node &document)
    {
        ReadLayer result;
        result.layer.kind = m_context.kind;
        result.layer.name = m_context.name;
        if (document.isMap()) {
            result.layer.document = group(schema(), document, {});
        } else {
            error("wrong_type", "must be a mapping of settings at the top.", document, {});
        }
        result.secrets = std::move(m_secrets);
        result.findings = m_findings.take();
        return result;
    }

private:
    using Shape = SchemaNode::Shape;

    std::optional<Node> any(const SchemaNode &expected, const Node &value, const Trail &trail)
    {
        if (value.isNull()) {
            return value;
        }
        switch (expected.shape()) {
        case Shape::Leaf:
            return leaf(*expected.setting(), value, trail);
        case Shape::List:
            return list(expected, value, trail);
        case Shape::Group:
            if (value.isLeaf() && expected.setting() != nullptr
                && !expected.setting()->shorthand.empty()) {
                return shorthand(expected, value, trail);
            }
            break;
        case Shape::AnyKey:
            break;
        }
        if (!value.isMap()) {
            error("wrong_type", "must be a mapping of keys to values.", value, trail);
            return std::nullopt;
        }
        return expected.is(Shape::Group) ? group(expected, value, trail)
                                         : freeKeys(expected, value, trail);
    }

    Node group(const SchemaNode &expected, const Node &value, const Trail &trail)
    {
        Node kept = emptyLike(value, Node::map());
        kept.entries().reserve(value.entries().size());
        for (const Entry &entry : value.entries()) {
            const Trail here = trail.toKey(entry.key);
            const SchemaNode *child = expected.child(entry.key);
            if (child == nullptr) {
                unknownKey(expected, entry, here);
            } else if (auto node = any(*child, entry.value, here)) {
                kept.entries().push_back({entry.key, std::move(*node), entry.keyPosition});
            }
        }
        applyInputForms(expected, kept);
        return kept;
    }

    /// `routing.timeout` sets two settings unless this source names them itself; `version` sets
    /// none.
    static void applyInputForms(const SchemaNode &expected, Node &kept)
    {
        for (const auto &child : expected.children()) {
            if (!child.node->has(InputOnly) || kept.find(child.key) == nullptr) {
                continue;
            }
            const Node value = *kept.find(child.key);
            kept.remove(child.key);
            if (child.key == "timeout") {
                for (const std::string_view target :
                     {"first_byte_timeout", "first_byte_timeout_non_stream"}) {
                    if (kept.find(target) == nullptr) {
                        kept.set(target, value);
                    }
                }
            }
        }
    }

    Node freeKeys(const SchemaNode &expected, const Node &value, const Trail &trail)
    {
        Node kept = emptyLike(value, Node::map());
        for (const Entry &entry : value.entries()) {
            const Trail here = trail.toKey(entry.key);
            if (entry.key.empty() || hasControlCharacters(entry.key)) {
                error("bad_key", "a key must be a text of at least one printable character.",
                      entry.value, here);
            } else if (auto node = any(*expected.element(), entry.value, here)) {
                kept.entries().push_back({entry.key, std::move(*node), entry.keyPosition});
            }
        }
        return kept;
    }

    std::optional<Node> shorthand(const SchemaNode &expected, const Node &value, const Trail &trail)
    {
        const std::string_view key = expected.setting()->shorthand;
        auto full = leaf(*expected.child(key)->setting(), value, trail);
        if (!full) {
            return std::nullopt;
        }
        Node wrapped = emptyLike(value, Node::map());
        wrapped.set(key, std::move(*full));
        return wrapped;
    }

    std::optional<Node> list(const SchemaNode &expected, const Node &value, const Trail &trail)
    {
        if (expected.has(NamedList)) {
            return namedList(expected, value, trail);
        }
        if (value.isLeaf() && expected.has(OneOrMany)) {
            Node one = emptyLike(value, Node::list());
            one.append(value);
            return list(expected, one, trail);
        }
        if (!value.isList()) {
            const std::string sample = value.isText() && value.asText().size() < 40
                ? ", such as [" + value.asText() + "]"
                : "";
            error("wrong_type", "must be a list" + sample + '.', value, trail);
            return std::nullopt;
        }
        Node kept = emptyLike(value, Node::list());
        for (std::size_t i = 0; i < value.items().size(); ++i) {
            const Trail here = trail.toElement(i, {});
            if (value.items()[i].isNull()) {
                error("wrong_type", "is empty; write a value or take the line out.",
                      value.items()[i], here);
            } else if (auto node = any(*expected.element(), value.items()[i], here)) {
                kept.items().push_back(std::move(*node));
            }
        }
        return kept;
    }

    std::optional<Node> namedList(const SchemaNode &expected, const Node &value, const Trail &trail)
    {
        if (value.isMap()) {
            return namedList(expected, listOfNamed(value), trail);
        }
        if (!value.isList()) {
            error("wrong_type", "must be a list of mappings, each with a name.", value, trail);
            return std::nullopt;
        }
        Node kept = emptyLike(value, Node::list());
        std::map<std::string, std::size_t, std::less<>> seen;
        for (std::size_t i = 0; i < value.items().size(); ++i) {
            const Node &item = value.items()[i];
            const std::string *name = elementName(item);
            const std::string_view shownName = name != nullptr ? std::string_view(*name) : "";
            const Trail here = trail.toElement(i, shownName);
            if (item.isMap()) {
                element(*expected.element(), item, here, kept, seen);
            } else {
                error("wrong_type", "must be a mapping with a name.", item, here);
            }
        }
        return kept;
    }

    void element(const SchemaNode &expected, const Node &item, const Trail &trail, Node &kept,
                 std::map<std::string, std::size_t, std::less<>> &seen)
    {
        Node read = group(expected, item, trail);
        const Node *name = read.find("name");
        if (name == nullptr || name->isNull()) {
            if (item.find("name") == nullptr || item.find("name")->isNull()) {
                error("missing", "has no name; add `name:` to it.", item, trail);
            }
            return;
        }
        if (!name->isText()) {
            error("missing",
                  "has no name, because the variable '" + name->unsetVariable() + "' is not set.",
                  *name, trail);
            return;
        }
        const auto [first, isNew] = seen.try_emplace(name->asText(), trail.index);
        if (!isNew) {
            error("duplicate_name",
                  "the name '" + name->asText() + "' is already taken by "
                      + trail.up->toElement(first->second, {}).toText() + '.',
                  *name, trail.toKey("name"));
            return;
        }
        kept.items().push_back(std::move(read));
    }

    /// `{westeurope: {...}}`, as state files of older proxies have it, is a list of named elements
    /// too.
    static Node listOfNamed(const Node &map)
    {
        Node list = emptyLike(map, Node::list());
        for (const Entry &entry : map.entries()) {
            Node element = entry.value;
            if (element.isMap() && element.find("name") == nullptr) {
                Node name = Node::text(entry.key);
                name.position = entry.keyPosition;
                element.entries().insert(element.entries().begin(),
                                         {"name", std::move(name), entry.keyPosition});
            }
            list.items().push_back(std::move(element));
        }
        return list;
    }

    std::optional<Node> leaf(const Setting &setting, const Node &original, const Trail &trail)
    {
        Node value = original;
        const bool isSecret = setting.isSecret()
            || (setting.rule.type == ValueType::ProxyUrl && value.isText()
                && isSecretProxy(value.asText()));
        if (isSecret) {
            return secret(setting, std::move(value), trail);
        }
        Spelling spelling
            = m_context.kind == SourceKind::Variables ? Spelling::TextOnly : Spelling::Typed;
        if (value.isText() && value.asText().find("${") != std::string::npos) {
            const Expansion expansion = expandVariables(value.asText(), m_context.variables);
            if (!expansion.problem.empty()) {
                error("bad_variable", expansion.problem, value, trail);
                return std::nullopt;
            }
            Node expanded = expansion.unset.empty() ? Node::text(expansion.text)
                                                    : Node::unset(expansion.unset.front());
            expanded.position = value.position;
            expanded.written = value.asText();
            if (expanded.isUnset()) {
                return expanded;
            }
            value = std::move(expanded);
            spelling = Spelling::TextOnly;
        }
        if (auto problem = acceptValue(setting, value, spelling)) {
            error(value.isLeaf() ? "wrong_value" : "wrong_type", std::move(*problem), original,
                  trail);
            return std::nullopt;
        }
        if (setting.rule.type == ValueType::File) {
            resolvePath(value);
        }
        return value;
    }

    /// A proxy address is a secret as soon as it holds a user name and a password.
    [[nodiscard]] bool isSecretProxy(const std::string &text) const
    {
        return SecretReference::parse(text)
            || hasUserInformation(expandVariables(text, m_context.variables).text);
    }

    std::optional<Node> secret(const Setting &setting, Node value, const Trail &trail)
    {
        // A reference to a proxy's address has another form than the address.
        static constexpr Setting reference{
            .key = {}, .rule = {.type = ValueType::Secret}, .fallback = {}, .help = {}};
        const Setting &form = setting.isSecret() ? setting : reference;
        if (auto problem = acceptValue(form, value, Spelling::Typed)) {
            error("wrong_type", std::move(*problem), value, trail);
            return std::nullopt;
        }
        return m_secretReader.read(setting, value, trail);
    }

    void resolvePath(Node &value) const
    {
        std::string resolved = resolvedPath(value.asText(), m_context);
        if (resolved != value.asText()) {
            Node absolute = Node::text(std::move(resolved));
            absolute.position = value.position;
            absolute.written = value.written;
            value = std::move(absolute);
        }
    }

    void unknownKey(const SchemaNode &group, const Entry &entry, const Trail &trail)
    {
        // Older proxies keep run-time state beside the settings in their state file.
        if (m_context.kind == SourceKind::StateFile) {
            return;
        }
        m_findings.add(
            {.severity = Severity::Warning,
             .code = "unknown_key",
             .path = trail.toText(),
             .message = "is no known key and is left out." + unknownKeyHint(group, entry.key),
             .source = m_context.name,
             .position = entry.keyPosition});
    }

    void error(std::string code, std::string message, const Node &at, const Trail &trail)
    {
        m_findings.add({.severity = Severity::Error,
                        .code = std::move(code),
                        .path = trail.toText(),
                        .message = std::move(message),
                        .source = m_context.name,
                        .position = at.position});
    }

    static Node emptyLike(const Node &original, Node empty)
    {
        empty.position = original.position;
        return empty;
    }

    const LayerContext &m_context;
    SecretVault m_secrets;
    Findings m_findings;
    SecretReader m_secretReader;
};

} // namespace

ReadLayer readLayer(const Node &document, const LayerContext &context)
{
    return Reader(context).read(document);
}

} // namespace penstock::config
