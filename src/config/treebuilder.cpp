#include "config/treebuilder.h"

#include <algorithm>
#include <iterator>
#include <utility>

namespace penstock::config
{

namespace
{

constexpr std::string_view mergeKeyName = "<<";

void takeOver(Node &target, const Node &from)
{
    Node::Map missing;
    const KeyIndex known(target.entries());
    for (const Entry &entry : from.entries()) {
        if (!known.find(entry.key)) {
            missing.push_back(entry);
        }
    }
    std::ranges::move(missing, std::back_inserter(target.entries()));
}

} // namespace

bool ParsedDocument::hasErrors() const
{
    return std::ranges::any_of(findings,
                               [](const Finding &f) { return f.severity == Severity::Error; });
}

TreeBuilder::TreeBuilder(std::string source) : m_source(std::move(source)), m_root(Node::null()) { }

void TreeBuilder::scalar(Node value, std::size_t anchor)
{
    if (m_stopped || !spend(1, value.position)) {
        return;
    }
    remember(anchor, value);
    place(std::move(value));
}

void TreeBuilder::beginList(Position position, std::size_t anchor)
{
    begin(Node::list(), position, anchor);
}

void TreeBuilder::beginMap(Position position, std::size_t anchor)
{
    begin(Node::map(), position, anchor);
}

void TreeBuilder::begin(Node node, Position position, std::size_t anchor)
{
    if (m_stopped || !spend(1, position)) {
        return;
    }
    if (expectsKey()) {
        stop("bad_key", "a key must be a text, not a list or mapping.", position);
        return;
    }
    if (m_open.size() >= mostDocumentDepth) {
        stop("too_deep",
             "is nested more than " + std::to_string(mostDocumentDepth) + " levels deep.",
             position);
        return;
    }
    node.position = position;
    m_open.push_back({.node = std::move(node), .anchor = anchor, .key = {}, .keyPosition = {}});
}

void TreeBuilder::end()
{
    if (m_stopped || m_open.empty()) {
        return;
    }
    Open closed = std::move(m_open.back());
    m_open.pop_back();
    if (closed.node.isMap()) {
        reportDuplicates(closed.node.entries());
        if (closed.hasMergeKey) {
            takeOverMerged(closed.node);
        }
    }
    if (m_stopped) {
        return;
    }
    if (closed.anchor != 0 && !spend(closed.node.count(), closed.node.position)) {
        return;
    }
    remember(closed.anchor, closed.node);
    place(std::move(closed.node));
}

void TreeBuilder::key(std::string name, Position position, std::size_t anchor)
{
    if (m_stopped || m_open.empty() || !spend(1, position)) {
        return;
    }
    remember(anchor, Node::text(name));
    m_open.back().key = std::move(name);
    m_open.back().keyPosition = position;
    m_open.back().hasKey = true;
}

void TreeBuilder::mergeKey(Position position)
{
    key(std::string(mergeKeyName), position);
    if (!m_open.empty()) {
        m_open.back().hasMergeKey = true;
    }
}

void TreeBuilder::alias(std::size_t anchor, Position position)
{
    if (m_stopped) {
        return;
    }
    if (expectsKey()) {
        stop("bad_key", "a key must be a text, not an alias.", position);
        return;
    }
    const auto found = m_anchored.find(anchor);
    if (found == m_anchored.end()) {
        stop("alias_cycle", "an alias refers to a value that it is part of.", position);
        return;
    }
    if (!spend(found->second.count(), position)) {
        return;
    }
    Node copy = found->second;
    copy.position = position;
    place(std::move(copy));
}

bool TreeBuilder::expectsKey() const
{
    return !m_open.empty() && m_open.back().node.isMap() && !m_open.back().hasKey;
}

void TreeBuilder::error(std::string code, std::string message, Position position)
{
    m_findings.add({.severity = Severity::Error,
                    .code = std::move(code),
                    .path = {},
                    .message = std::move(message),
                    .source = m_source,
                    .position = position});
}

void TreeBuilder::stop(std::string code, std::string message, Position position)
{
    if (!m_stopped) {
        m_stopped = true;
        error(std::move(code), std::move(message), position);
    }
}

void TreeBuilder::syntaxError(std::string message, Position position)
{
    std::vector<Finding> found = m_findings.take();
    std::erase_if(found, [](const Finding &finding) { return finding.code == "bad_key"; });
    m_stopped = !found.empty() && m_stopped;
    m_findings.add(std::move(found));
    stop("bad_syntax", std::move(message), position);
}

ParsedDocument TreeBuilder::take()
{
    ParsedDocument document;
    document.findings = m_findings.take();
    if (!m_stopped && !m_root.isNull()) {
        document.root = std::move(m_root);
    }
    return document;
}

bool TreeBuilder::spend(std::size_t nodes, Position position)
{
    m_nodes += nodes;
    if (m_nodes > mostDocumentNodes) {
        stop("too_many_values",
             "unfolds to more than 1,000,000 values, aliases included; that is no configuration.",
             position);
        return false;
    }
    return true;
}

void TreeBuilder::place(Node value)
{
    if (m_open.empty()) {
        m_root = std::move(value);
        return;
    }
    Open &parent = m_open.back();
    if (parent.node.isList()) {
        parent.node.items().push_back(std::move(value));
        return;
    }
    parent.node.entries().push_back({std::move(parent.key), std::move(value), parent.keyPosition});
    parent.key.clear();
    parent.hasKey = false;
}

void TreeBuilder::remember(std::size_t anchor, const Node &value)
{
    if (anchor != 0) {
        m_anchored.insert_or_assign(anchor, value);
    }
}

// `<<: *defaults` brings in what the mapping does not say itself.
void TreeBuilder::takeOverMerged(Node &map)
{
    const Node source = *map.find(mergeKeyName);
    map.remove(mergeKeyName);
    const Node::List sources = source.isList() ? source.items() : Node::List{source};
    for (const Node &from : sources) {
        if (!from.isMap()) {
            error("bad_merge_key", "'<<' must refer to a mapping, or to a list of mappings.",
                  source.position);
            return;
        }
        if (!spend(from.entries().size() + map.entries().size(), source.position)) {
            return;
        }
        takeOver(map, from);
    }
}

void TreeBuilder::reportDuplicates(const Node::Map &entries)
{
    std::vector<const Entry *> sorted;
    sorted.reserve(entries.size());
    for (const Entry &entry : entries) {
        sorted.push_back(&entry);
    }
    // Equal keys stay in the order of the file: all entries stand in one vector.
    std::ranges::sort(sorted, {}, [](const Entry *entry) {
        return std::pair<std::string_view, const Entry *>(entry->key, entry);
    });
    const Entry *first = nullptr;
    for (const Entry *entry : sorted) {
        if (first == nullptr || first->key != entry->key) {
            first = entry;
            continue;
        }
        error("duplicate_key",
              "the key '" + entry->key + "' stands here a second time; it is first set in line "
                  + std::to_string(first->keyPosition.line) + ". Keep one of the two.",
              entry->keyPosition);
    }
}

} // namespace penstock::config
