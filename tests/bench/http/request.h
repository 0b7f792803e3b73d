#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace penstock::bench
{

/// Whole requests, with the header fields that a client of a language model sends. `field` is one
/// more of them, such as `x-portkey-config: {...}`, or nothing.
[[nodiscard]] std::string getRequest(std::uint16_t port, const std::string &target);
[[nodiscard]] std::string chatRequest(std::uint16_t port, const std::string &field);

/// The same for a stream. It is named in the body: what else a gateway passes on is its own choice.
[[nodiscard]] std::string streamRequest(std::uint16_t port, const std::string &field,
                                        std::uint64_t stream);
[[nodiscard]] std::optional<std::uint64_t> streamOfRequest(std::string_view request);

/// Whether it asks for usage at the end of the stream, which none of our clients does.
[[nodiscard]] bool asksForUsage(std::string_view request);

} // namespace penstock::bench
