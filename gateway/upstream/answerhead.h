#pragma once

#include "upstream/upstreamcall.h"

#include <cstddef>
#include <string_view>
#include <utility>

namespace penstock::upstream
{

/// Collects the head of an answer from the lines that libcurl hands over, skips interim answers,
/// and takes out what was meant for this connection only.
class AnswerHead final
{
public:
    enum class Progress { More = 1, Complete, TooLarge, Broken };

    static constexpr std::size_t mostBytes = std::size_t{256} * 1024;

    /// Takes one line with its end.
    [[nodiscard]] Progress takeLine(std::string_view line);
    /// Only after Complete.
    [[nodiscard]] const UpstreamHead &head() const { return m_head; }
    [[nodiscard]] UpstreamHead takeHead() { return std::move(m_head); }

private:
    [[nodiscard]] Progress takeStatusLine(std::string_view line);
    void takeField(std::string_view line);
    void finish();

    UpstreamHead m_head;
    std::size_t m_bytes = 0;
    bool m_isInside = false;
};

} // namespace penstock::upstream
