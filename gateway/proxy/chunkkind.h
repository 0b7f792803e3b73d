#pragma once

#include <string>
#include <string_view>

namespace penstock::proxy
{

/// What a chunk of a chat or completion stream is good for, as long as nothing has been sent.
enum class ChunkKind {
    Startup = 1, ///< says nothing yet: no choices, or a role only
    Content, ///< text, a call, an end; or something that the gateway does not know
    Error,
};

/// An error that came with a 200 around it.
struct StreamError {
    int status = 500; ///< that it would have had as an answer
    std::string code;
    std::string message;
};

struct ChunkVerdict {
    ChunkKind kind = ChunkKind::Startup;
    StreamError error; ///< for ChunkKind::Error
};

/// Parses the chunk; for the few at the beginning of a stream. `eventName` is that of `event:`.
[[nodiscard]] ChunkVerdict judgeChunk(std::string_view json, std::string_view eventName = {});

/// Whether it has not been cut off in the middle.
[[nodiscard]] bool isWholeChunk(std::string_view json);

} // namespace penstock::proxy
