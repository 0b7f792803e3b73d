#pragma once

#include "config/finding.h"
#include "config/node.h"

#include <cstddef>
#include <map>
#include <string>
#include <vector>

namespace penstock::config
{

/// Most bytes that a document may have, and most values that it may unfold to.
inline constexpr std::size_t mostDocumentBytes = 8U * 1024 * 1024;
inline constexpr std::size_t mostDocumentNodes = 1000000;
inline constexpr std::size_t mostDocumentDepth = 100;

/// What reading one document gives: a tree, and everything there is to say about it.
struct ParsedDocument {
    Node root = Node::map();
    std::vector<Finding> findings;

    [[nodiscard]] bool hasErrors() const;
};

/// Builds a tree from the events of a parser and holds it to the limits. After the first broken
/// limit it ignores everything that follows, because parsers cannot be stopped from inside.
class TreeBuilder final
{
public:
    explicit TreeBuilder(std::string source);

    void scalar(Node value, std::size_t anchor = 0);
    void beginList(Position position, std::size_t anchor = 0);
    void beginMap(Position position, std::size_t anchor = 0);
    void end();
    void key(std::string name, Position position, std::size_t anchor = 0);
    /// YAML's `<<`, which brings in what another mapping says.
    void mergeKey(Position position);
    void alias(std::size_t anchor, Position position);

    /// Whether the next scalar is a key of the mapping at hand (YAML tells keys from values by
    /// turn).
    [[nodiscard]] bool expectsKey() const;
    [[nodiscard]] bool isStopped() const { return m_stopped; }
    void error(std::string code, std::string message, Position position);
    /// An error after which the rest of the document says nothing reliable.
    void stop(std::string code, std::string message, Position position);

    /// The parser gave up. It may have made a key out of what was only never closed, so that a
    /// complaint about a key says less than this.
    void syntaxError(std::string message, Position position);

    [[nodiscard]] ParsedDocument take();

private:
    struct Open {
        Node node;
        std::size_t anchor = 0;
        std::string key;
        Position keyPosition;
        bool hasKey = false;
        bool hasMergeKey = false;
    };

    [[nodiscard]] bool spend(std::size_t nodes, Position position);
    void begin(Node node, Position position, std::size_t anchor);
    void place(Node value);
    void remember(std::size_t anchor, const Node &value);
    void takeOverMerged(Node &map);
    void reportDuplicates(const Node::Map &entries);

    std::string m_source;
    Findings m_findings;
    std::vector<Open> m_open;
    std::map<std::size_t, Node> m_anchored;
    Node m_root;
    std::size_t m_nodes = 0;
    bool m_stopped = false;
};

} // namespace penstock::config
