#pragma once

#include <string>
#include <string_view>

namespace penstock
{

/// What kind of thing went wrong. One table elsewhere maps these to HTTP, one to exit codes.
enum class ErrorCode {
    InvalidInput = 1, ///< the person or client gave something that cannot be accepted
    NotFound,
    AlreadyExists,
    PermissionDenied,
    TooLarge,
    Unavailable, ///< could work later
    Io,
    Internal, ///< an invariant of ours is broken
};

[[nodiscard]] std::string_view toString(ErrorCode code);

struct Error {
    ErrorCode code = ErrorCode::Internal;
    std::string message; ///< one whole sentence: what happened and what to do
    std::string detail; ///< technical, redacted, may be empty

    friend bool operator==(const Error &, const Error &) = default;
};

} // namespace penstock
