#pragma once

#include "wire/headerfield.h"
#include "wire/requesthead.h"

#include <cstdint>
#include <optional>
#include <string>

namespace penstock::http
{

/// What a handler says of its answer. How the body is framed is not its business.
struct AnswerHead {
    int status = 200;
    wire::HeaderFields fields;
    std::optional<std::uint64_t> contentLength; ///< where it is known beforehand
};

/// How the end of an answer's body is told.
enum class AnswerFraming {
    NoBody = 1, ///< by the request's method or by the status
    Length,
    Chunked,
    UntilClose, ///< what is left for HTTP/1.0
};

enum class ConnectionFate { StaysOpen = 1, Closes };

/// What the answer depends on besides what it says.
struct AnswerContext {
    wire::HttpVersion version = wire::HttpVersion::Http11;
    bool isHead = false; ///< the method was HEAD
    ConnectionFate fate = ConnectionFate::StaysOpen;
};

[[nodiscard]] AnswerFraming framingOf(const AnswerHead &head, const AnswerContext &context);

/// The text on the wire, empty line included. Fields about this connection and about framing are
/// ours and left out of `head`'s; a line end or NUL inside a value becomes a space.
[[nodiscard]] std::string toText(const AnswerHead &head, const wire::HeaderFields &more,
                                 const AnswerContext &context);

} // namespace penstock::http
