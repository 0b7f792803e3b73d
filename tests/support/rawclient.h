#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace penstock::test
{

/// One answer as a strict reader of RFC 9112 understands it.
struct RawAnswer {
    int status = 0;
    std::vector<std::pair<std::string, std::string>> fields;
    std::string body;
    /// Why it is no whole answer; empty when it is one.
    std::string problem;

    [[nodiscard]] bool isWhole() const { return problem.empty(); }
    [[nodiscard]] int count(std::string_view name) const;
    /// The first value, empty when there is none.
    [[nodiscard]] std::string field(std::string_view name) const;
};

enum class AnswerTo { Get = 1, Head };

/// A client that knows nothing of HTTP when it sends: any bytes in any pieces. Blocks, but never
/// longer than its patience.
class RawClient final
{
public:
    static constexpr std::chrono::milliseconds patience = std::chrono::seconds(10);

    /// Has a descriptor, and no connection yet.
    RawClient();
    /// A receive buffer of 0 is the system's own choice.
    explicit RawClient(std::uint16_t port, int receiveBuffer = 0);
    ~RawClient();
    RawClient(const RawClient &) = delete;
    RawClient &operator=(const RawClient &) = delete;

    [[nodiscard]] bool connectTo(std::uint16_t port);
    [[nodiscard]] bool isConnected() const { return m_isConnected; }

    /// False when the other side has gone, or does not take the bytes in time. What arrives in the
    /// meantime is kept.
    bool send(std::string_view bytes);
    /// Reads nothing, and gives up when nothing is taken for so long.
    bool sendSome(std::string_view bytes, std::chrono::milliseconds most);
    /// Each piece as a segment of its own, as far as that can be had.
    bool sendInPieces(std::string_view bytes, std::size_t size);
    /// The same piece again and again until `total` bytes are sent or the other side has gone.
    /// Answers how many it took.
    std::uint64_t sendRepeated(std::string_view piece, std::uint64_t total);

    /// Fewer bytes only when the connection ends or patience does.
    [[nodiscard]] std::string receive(std::size_t size);
    /// Counts bytes without keeping them.
    [[nodiscard]] std::uint64_t swallow(std::uint64_t size);
    /// What comes until the connection ends.
    [[nodiscard]] std::string receiveAll();
    [[nodiscard]] RawAnswer answer(AnswerTo method = AnswerTo::Get);
    /// Sends and waits for the answer.
    [[nodiscard]] RawAnswer ask(std::string_view request, AnswerTo method = AnswerTo::Get);

    /// Whether the other side ends the connection, in whatever way. Unread bytes are dropped.
    [[nodiscard]] bool seesEnd(std::chrono::milliseconds within = patience);
    /// Whether something has come that nobody has read; does not wait.
    [[nodiscard]] bool hasInput();

    void halfClose();
    void close();
    /// Ends the connection the rude way.
    void reset();

private:
    [[nodiscard]] bool waitFor(short events, std::chrono::milliseconds most) const;
    /// One read into `m_input`. False at the end of the connection or of patience.
    bool readMore(std::chrono::milliseconds most = patience);
    [[nodiscard]] bool readUntil(std::string_view end, std::string &text);
    [[nodiscard]] bool readBytes(std::size_t size, std::string &text);
    void readFields(RawAnswer &answer);
    void readBody(RawAnswer &answer);
    void readChunks(RawAnswer &answer);

    int m_descriptor = -1;
    bool m_isConnected = false;
    bool m_hasEnded = false;
    std::string m_input;
};

} // namespace penstock::test
