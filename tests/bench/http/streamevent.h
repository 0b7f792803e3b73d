#pragma once

#include "monotonic.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace penstock::bench
{

/// One server-sent event, of the size and look of a chat completion's, with what the other end
/// needs to check and to measure it.
struct StreamEvent {
    std::uint64_t stream = 0;
    std::uint64_t number = 0;
    Nanoseconds sent{};
};

inline constexpr std::string_view eventEnd = "\n\n";

[[nodiscard]] std::string format(const StreamEvent &event);
[[nodiscard]] std::optional<StreamEvent> parseStreamEvent(std::string_view text);

/// The client names its stream in the target, so that the upstream knows it from the first byte on.
[[nodiscard]] std::string streamTarget(std::uint64_t stream);
[[nodiscard]] std::optional<std::uint64_t> streamOfTarget(std::string_view requestLine);

} // namespace penstock::bench
