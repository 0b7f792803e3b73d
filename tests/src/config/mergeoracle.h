#pragma once

#include "config/layer.h"
#include "config/path.h"

#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace penstock::test
{

/// A value that is merged as one: everything but mappings and lists whose elements have names.
struct Unit {
    config::Node value;
    config::LayerIndex layer = 0;
};

using Units = std::map<config::Path, Unit>;

/// The single values of a document; elements of named lists go by their name.
[[nodiscard]] Units unitsOf(const config::Node &document);

/// What merging means, in the slowest way: each value by itself, asking layer after layer from the
/// top. Knows nothing of how the program does it.
class MergeOracle final
{
public:
    explicit MergeOracle(std::span<const config::Layer> layers);

    /// What is in force of everything that any layer sets.
    [[nodiscard]] Units effective() const;

    /// The next layer above `layer` that says something about a path.
    struct Statement {
        config::LayerIndex layer = 0;
        std::optional<config::Node> value; ///< nothing when it takes the value away
    };
    [[nodiscard]] std::optional<Statement> nextAbove(const config::Path &path,
                                                     config::LayerIndex layer) const;

    /// The names of a list in the order of their first appearance from the lowest layer up, with
    /// what the layers above do to them.
    [[nodiscard]] std::vector<std::string> orderOf(const std::string &list) const;

    [[nodiscard]] const Units &unitsOfLayer(std::size_t layer) const { return m_units[layer]; }

private:
    enum class Word { Silent = 1, Sets, Removes };

    [[nodiscard]] Word wordOf(std::size_t layer, const config::Path &path) const;
    [[nodiscard]] bool isTombstoned(std::size_t layer, const config::Path &path) const;
    [[nodiscard]] std::optional<Unit> lookUp(const config::Path &path) const;
    [[nodiscard]] std::optional<config::Path> below(std::size_t layer,
                                                    const config::Path &path) const;
    [[nodiscard]] std::optional<config::Path> seenFromTop(std::size_t layer,
                                                          config::Path path) const;

    std::span<const config::Layer> m_layers;
    std::vector<Units> m_units;
};

} // namespace penstock::test
