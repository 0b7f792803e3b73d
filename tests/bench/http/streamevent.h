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
inline constexpr std::string_view doneEvent = "data: [DONE]";

/// Who asked for usage gets it in an event of its own before the end, and the word that there is
/// none yet in all before.
enum class Usage { Unasked, Asked };

[[nodiscard]] std::string format(const StreamEvent &event, Usage usage);
[[nodiscard]] std::optional<StreamEvent> parseStreamEvent(std::string_view text);
/// What follows the last of them.
[[nodiscard]] std::string endOfStream(std::uint64_t events, Usage usage);

} // namespace penstock::bench
