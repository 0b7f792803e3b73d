#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace penstock::proxy
{

/// What an upstream says that a request has used.
struct TokenUsage {
    std::int64_t prompt = 0;
    std::int64_t cached = 0; ///< part of the prompt
    std::int64_t completion = 0;
    std::int64_t reasoning = 0; ///< part of the completion
    std::int64_t total = 0;

    friend bool operator==(const TokenUsage &, const TokenUsage &) = default;
};

/// Of the object itself; nothing where it is none.
[[nodiscard]] std::optional<TokenUsage> usageOf(std::string_view object);
/// Of an answer or of a chunk of a stream; nothing where there is no `usage` object.
[[nodiscard]] std::optional<TokenUsage> usageIn(std::string_view document);

} // namespace penstock::proxy
