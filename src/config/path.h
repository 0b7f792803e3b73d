#pragma once

#include <compare>
#include <cstddef>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace penstock::config
{

/// One step into a document: a key of a mapping, a place in a list, or a named element of a list.
struct Named {
    std::string name;
    friend auto operator<=>(const Named &, const Named &) = default;
    friend bool operator==(const Named &, const Named &) = default;
};

using Step = std::variant<std::string, std::size_t, Named>;

/// Names a value: `instances[2].max_tpm`, `instances[westeurope].max_tpm`,
/// `prices["gpt-4.1"].input`.
class Path final
{
public:
    Path() = default;

    [[nodiscard]] Path key(std::string_view name) const;
    [[nodiscard]] Path index(std::size_t place) const;
    [[nodiscard]] Path named(std::string_view name) const;

    [[nodiscard]] const std::vector<Step> &steps() const { return m_steps; }
    /// Without the last step; of an empty path itself.
    [[nodiscard]] Path parent() const;
    [[nodiscard]] bool isEmpty() const { return m_steps.empty(); }
    [[nodiscard]] bool startsWith(const Path &other) const;
    [[nodiscard]] std::string toText() const;

    friend auto operator<=>(const Path &, const Path &) = default;
    friend bool operator==(const Path &, const Path &) = default;

private:
    std::vector<Step> m_steps;
};

} // namespace penstock::config
