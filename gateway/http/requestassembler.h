#pragma once

#include "wire/chunkeddecoder.h"
#include "wire/requesthead.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace penstock::http
{

/// Takes the requests of one connection out of its bytes, one after the other, whatever way the
/// network has cut them. Holds at most one head.
class RequestAssembler final
{
public:
    enum class Progress {
        NeedsMore = 1,
        Head, ///< takeHead() has it; the body, if there is one, follows
        Body, ///< `data` belongs to the body
        Complete, ///< the request has ended; nothing of the next one is consumed
        Broken, ///< problem() says why; the rest of the connection means nothing any more
    };

    struct Step {
        Progress progress = Progress::NeedsMore;
        std::size_t consumed = 0;
        std::string_view data;
    };

    explicit RequestAssembler(const wire::HeadLimits &limits) : m_limits(limits) { }

    /// To be called again with what was not consumed, also when that is empty, until it needs more.
    [[nodiscard]] Step next(std::string_view input);

    /// Once after each Head.
    [[nodiscard]] wire::RequestHead takeHead();
    /// Whether a request has begun and is not complete.
    [[nodiscard]] bool isInside() const { return m_state != State::Between; }
    /// Nothing more is to be read from this connection.
    void drop();
    /// Bytes of an unfinished head.
    [[nodiscard]] std::size_t heldBytes() const { return m_block.size(); }
    [[nodiscard]] const wire::HeadProblem &problem() const { return *m_problem; }

private:
    enum class State { Between, Head, Length, Chunked, Ended, Broken };

    [[nodiscard]] Step between(std::string_view input);
    [[nodiscard]] Step collectHead(std::string_view input);
    [[nodiscard]] Step parseHead(std::string block, std::size_t consumed);
    [[nodiscard]] Step lengthBody(std::string_view input);
    [[nodiscard]] Step chunkedBody(std::string_view input);
    Step fail(wire::HeadProblem problem);

    wire::HeadLimits m_limits;
    State m_state = State::Between;
    std::string m_block; ///< of a head that came in more than one piece
    std::optional<wire::RequestHead> m_head;
    std::uint64_t m_left = 0;
    wire::ChunkedDecoder m_chunked;
    std::optional<wire::HeadProblem> m_problem;
};

} // namespace penstock::http
