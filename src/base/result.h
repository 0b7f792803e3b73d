#pragma once

#include "base/error.h"

#include <tl/expected.hpp>

#include <string>
#include <utility>

namespace penstock
{

template<class T>
using Result = tl::expected<T, Error>;

using Failure = tl::unexpected<Error>;

/// `return fail(ErrorCode::NotFound, "No file 'x'.");`
[[nodiscard]] inline Failure fail(ErrorCode code, std::string message, std::string detail = {})
{
    return Failure(Error{code, std::move(message), std::move(detail)});
}

} // namespace penstock
