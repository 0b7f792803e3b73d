#pragma once

#include "proxy/tokenusage.h"

#include <optional>
#include <string>
#include <string_view>

namespace penstock::proxy
{

/// Keeps the end of an answer that passes by, which is where its usage stands.
class AnswerTail final
{
public:
    void add(std::string_view bytes);
    [[nodiscard]] std::optional<TokenUsage> usage() const;

private:
    static constexpr std::size_t keptBytes = 4096;

    std::string m_bytes;
};

} // namespace penstock::proxy
