#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace penstock::bench
{

/// Reads one answer of HTTP/1.1 after the other from a connection, strictly: an answer whose length
/// is not told, a chunk that does not end where it should, or bytes after the end make it broken.
/// It shares no line with the gateway's own reader, which is what it checks.
class ResponseReader final
{
public:
    enum class State { Incomplete, Complete, Broken };

    /// The next bytes of the connection.
    [[nodiscard]] State feed(std::string_view bytes);

    [[nodiscard]] int status() const { return m_status; }
    [[nodiscard]] std::string_view body() const { return m_body; }
    /// Forgets the front of the body, for who has read it.
    void dropFromBody(std::size_t size) { m_body.erase(0, size); }
    /// Ready for the next answer.
    void reset();

private:
    enum class Phase { Head, Counted, ChunkSize, ChunkData, ChunkEnd, Trailers, Done, Broken };

    [[nodiscard]] bool step();
    [[nodiscard]] bool stepHead();
    [[nodiscard]] bool stepData(Phase next);
    [[nodiscard]] bool stepChunkSize();
    [[nodiscard]] bool stepChunkEnd();
    [[nodiscard]] bool stepTrailers();
    [[nodiscard]] Phase readHead(std::string_view head);
    void readField(std::string_view line);
    [[nodiscard]] std::string_view unread() const;
    [[nodiscard]] bool become(Phase phase);

    Phase m_phase = Phase::Head;
    std::string m_input;
    std::size_t m_offset = 0;
    std::string m_body;
    std::size_t m_left = 0; ///< of the chunk, or of the counted body
    int m_status = 0;
    bool m_hasLength = false;
    bool m_isChunked = false;
};

} // namespace penstock::bench
