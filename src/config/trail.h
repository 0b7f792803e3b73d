#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace penstock::config
{

/// The way from the top of a document to the value at hand, as a chain of stack frames: messages
/// need it, and most values have none. Lives only as long as the walk stands there.
struct Trail {
    const Trail *up = nullptr;
    std::string_view key;
    std::string_view name; ///< of a list element that has one
    std::size_t index = 0;
    bool isElement = false;

    [[nodiscard]] Trail toKey(std::string_view child) const
    {
        return {.up = this, .key = child, .name = {}};
    }
    [[nodiscard]] Trail toElement(std::size_t place, std::string_view elementName) const
    {
        return {.up = this, .key = {}, .name = elementName, .index = place, .isElement = true};
    }

    /// `instances[2].max_tpm`
    [[nodiscard]] std::string toText() const;
    /// `instances/westeurope/max_tpm`: stays the same when elements are moved.
    [[nodiscard]] std::string toIdentity() const;
};

} // namespace penstock::config
