#pragma once

#include "proxy/chunkkind.h"
#include "proxy/tokenusage.h"
#include "wire/ssesplitter.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace penstock::proxy
{

/// Passes a stream of chunks on: nothing until it says something, then byte by byte but for what
/// the client is not to see. Knows no socket.
class StreamRelay final
{
public:
    enum class UsageChunk { Passes = 1, Hidden };
    enum class EmptyChunks { Pass = 1, Dropped };

    struct Rules {
        UsageChunk usage = UsageChunk::Passes; ///< hidden when the gateway asked for it
        EmptyChunks empty = EmptyChunks::Pass; ///< chunks of Azure that clients of OpenAI trip over
    };

    enum class State {
        Waiting = 1, ///< nothing may be sent yet: another target can still answer
        Committed,
        Failed, ///< an error came first; error() has it
        Broken, ///< what comes is no stream of events
    };

    explicit StreamRelay(Rules rules) : m_rules(rules) { }

    /// Takes the next bytes and adds to `out` what is to be sent.
    State feed(std::string_view bytes, std::string &out);
    /// The upstream has ended the stream.
    State finish(std::string &out);

    [[nodiscard]] State state() const { return m_state; }
    [[nodiscard]] const StreamError &error() const { return m_error; }
    /// Whether the stream came to its own end, be it without "[DONE]".
    [[nodiscard]] bool hasEnded() const { return m_sawDone || m_sawFinish; }
    /// Nothing can follow any more.
    [[nodiscard]] bool isDone() const { return m_sawDone; }
    /// The upstream itself has told the client what is wrong.
    [[nodiscard]] bool hasToldError() const { return m_sawError; }
    /// Chunks that went to the client; about as many as the answer has tokens so far.
    [[nodiscard]] std::uint64_t passedChunks() const { return m_passedChunks; }
    [[nodiscard]] const std::optional<TokenUsage> &usage() const { return m_usage; }

    static constexpr std::size_t mostWaitingEvents = 64;
    static constexpr std::size_t mostWaitingBytes = std::size_t{256} << 10;

private:
    [[nodiscard]] bool isOpen() const
    {
        return m_state == State::Waiting || m_state == State::Committed;
    }
    void take(const wire::SseEvent &event, std::string &out);
    void wait(const wire::SseEvent &event);
    void pass(const wire::SseEvent &event, std::string &out);
    [[nodiscard]] static bool isEmptyChunk(std::string_view json);

    Rules m_rules;
    wire::SseSplitter m_splitter;
    State m_state = State::Waiting;
    StreamError m_error;
    std::optional<TokenUsage> m_usage;
    std::uint64_t m_passedChunks = 0;
    bool m_sawDone = false;
    bool m_sawFinish = false;
    bool m_sawError = false;
    std::string m_held; ///< what will be sent when it commits
    std::size_t m_heldEvents = 0;
};

/// An event that tells the client that its stream has broken off. No "[DONE]" follows it.
[[nodiscard]] std::string interruptionEvent(std::string_view message);

} // namespace penstock::proxy
