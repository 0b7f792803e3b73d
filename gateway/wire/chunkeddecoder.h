#pragma once

#include "wire/requesthead.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace penstock::wire
{

/// Undoes the chunked transfer coding while the bytes arrive, strictly: whatever another reader
/// could understand differently is a problem.
class ChunkedDecoder final
{
public:
    enum class Progress { NeedsMore = 1, Data, Complete, Broken };

    struct Step {
        Progress progress = Progress::NeedsMore;
        std::size_t consumed = 0; ///< bytes of the input that are done with
        std::string_view data; ///< a part of the input that belongs to the body
    };

    /// Looks at the input up to the next piece of data; to be called again with what was not
    /// consumed.
    [[nodiscard]] Step next(std::string_view input);

    [[nodiscard]] const std::optional<HeadProblem> &problem() const { return m_problem; }

    static constexpr std::size_t mostSizeLineBytes = 256;
    static constexpr std::size_t mostTrailerBytes = 8192;

private:
    enum class State { SizeLine, Data, DataEnd, Trailer, Complete, Broken };

    [[nodiscard]] Step sizeLine(std::string_view input);
    [[nodiscard]] Step dataEnd(std::string_view input);
    [[nodiscard]] Step trailer(std::string_view input);
    [[nodiscard]] bool readSize(std::string_view line);
    Step fail(int status, std::string message);

    State m_state = State::SizeLine;
    std::uint64_t m_left = 0;
    std::size_t m_trailerBytes = 0;
    std::optional<HeadProblem> m_problem;
};

} // namespace penstock::wire
