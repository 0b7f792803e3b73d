#pragma once

#include <cstddef>
#include <string_view>

namespace penstock::bench
{

struct RequestSize {
    enum class State { Incomplete, Complete, Unreadable };
    State state = State::Incomplete;
    std::size_t bytes = 0; ///< head and body
};

/// How long the request at the front is. A body has to have a Content-Length: a proxy that sends a
/// known body in chunks would cost what nobody wants to measure.
[[nodiscard]] RequestSize requestSize(std::string_view input);

} // namespace penstock::bench
