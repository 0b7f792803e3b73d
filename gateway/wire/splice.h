#pragma once

#include "wire/jsonlocator.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace penstock::wire
{

/// A piece of a body to send: bytes of the original, or bytes of our own.
using BodyPiece = std::variant<ByteRange, std::string>;

/// A body with a few bytes replaced. Only the plan: the original stays where it is, in memory or on
/// disk, and is sent as ranges.
class Splice final
{
public:
    /// Ranges must not overlap. An empty range inserts.
    void replace(ByteRange range, std::string by);
    [[nodiscard]] bool isEmpty() const { return m_edits.empty(); }

    /// In order, without empty pieces.
    [[nodiscard]] std::vector<BodyPiece> pieces(std::uint64_t originalSize) const;
    [[nodiscard]] std::uint64_t size(std::uint64_t originalSize) const;

private:
    struct Edit {
        ByteRange range;
        std::string by;
    };
    std::vector<Edit> m_edits; ///< sorted by place
};

/// Writes a text as JSON, quotes included.
[[nodiscard]] std::string jsonText(std::string_view text);

/// Replaces the value of every occurrence of a watched key: a reader may take the first or the
/// last.
void replaceAll(Splice &splice, const JsonLocator &locator, std::string_view watched,
                std::string_view jsonValue);

/// Asks for usage in a stream: adds `include_usage` where the body does not set it to true. The
/// locator must have watched `stream_options` and `stream_options.include_usage`.
void askForUsage(Splice &splice, const JsonLocator &locator);

} // namespace penstock::wire
