#pragma once

#include <cstddef>
#include <string_view>

namespace penstock::wire
{

/// Which of the keys that matter to the gateway a chunk of a stream has with a value. A look at the
/// bytes, no parser: nearly every chunk has none of them, and parsing costs as much as all the
/// rest.
struct ChunkMarks {
    bool hasUsage = false;
    bool hasError = false;
    bool hasFinishReason = false;

    [[nodiscard]] bool any() const { return hasUsage || hasError || hasFinishReason; }
    friend bool operator==(const ChunkMarks &, const ChunkMarks &) = default;
};

/// A quote inside a JSON text is escaped, so a key in quotes with a colon behind it is a key; at
/// which depth, only a parser can tell. Null counts as absent.
[[nodiscard]] ChunkMarks scanChunk(std::string_view json);

/// Whether every quote, brace and bracket that it opens is closed again: of an object that has been
/// cut off one never is.
[[nodiscard]] bool isClosed(std::string_view json);

} // namespace penstock::wire
