#pragma once

#include "base/clock.h"
#include "proxy/answertail.h"
#include "proxy/streamrelay.h"
#include "routing/failurerules.h"
#include "routing/modeltable.h"
#include "upstream/upstreamcall.h"
#include "wire/jsonlocator.h"

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace penstock::proxy
{

/// One try at one target: what came of it so far. Knows what an answer means, not what to do next.
class Attempt final
{
public:
    enum class Stage {
        Waiting = 1, ///< nothing that a client may see yet
        Flowing, ///< the answer goes through
        Failed, ///< facts() say how; another target may do better
    };

    enum class Wanted { Whole = 1, Stream };

    Attempt(routing::Candidate candidate, Wanted wanted, StreamRelay::Rules rules, SteadyTime now)
        : m_candidate(std::move(candidate))
        , m_wanted(wanted)
        , m_rules(rules)
        , m_begun(now)
    {
    }

    [[nodiscard]] const routing::Candidate &candidate() const { return m_candidate; }
    [[nodiscard]] SteadyTime begun() const { return m_begun; }

    void answered(upstream::UpstreamHead head);
    /// Adds to `out` what is to be sent. An answer that has broken off by that needs no more.
    Stage received(std::string_view bytes, std::string &out);
    /// The call has ended, completely or not. A stream that has begun and broken off says so in
    /// `out`.
    Stage ended(const upstream::CallResult &result, std::string &out);

    [[nodiscard]] bool hasAnswered() const { return m_head.status != 0; }
    [[nodiscard]] const upstream::UpstreamHead &head() const { return m_head; }
    /// For whoever passes the answer on: once it flows nobody else reads them.
    [[nodiscard]] wire::HeaderFields takeFields() { return std::move(m_head.fields); }
    [[nodiscard]] bool isStream() const { return m_relay.has_value(); }
    [[nodiscard]] bool brokeOff() const { return m_brokeOff; }
    /// Every byte of the answer has gone through, however the call ends.
    [[nodiscard]] bool isWhole() const { return m_isWhole; }

    /// Of a failed attempt.
    [[nodiscard]] routing::AttemptFacts facts() const;
    [[nodiscard]] const std::string &errorBody() const { return m_errorBody; }
    [[nodiscard]] const std::string &message() const { return m_message; }
    [[nodiscard]] std::string outcome() const;

    [[nodiscard]] std::optional<TokenUsage> usage() const;
    /// Of the answer so far, as far as the number of its chunks tells.
    [[nodiscard]] std::int64_t streamedTokens() const;

private:
    [[nodiscard]] bool isSuccess() const { return m_head.status >= 200 && m_head.status < 300; }
    [[nodiscard]] Stage fail(routing::AttemptEnd end);
    [[nodiscard]] Stage hold(std::string_view bytes, std::string &out);
    [[nodiscard]] Stage letGoOfHeld(std::string &out);
    [[nodiscard]] Stage passOn(std::string_view bytes, std::string &out);
    [[nodiscard]] Stage brokenJson();
    [[nodiscard]] bool holdsAnswer();
    [[nodiscard]] Stage wholeEnded(std::string &out);
    [[nodiscard]] Stage streamStage(StreamRelay::State state, std::string &out);
    void interrupt(std::string_view message, std::string &out);
    [[nodiscard]] Stage streamEnded(std::string &out);

    routing::Candidate m_candidate;
    Wanted m_wanted;
    StreamRelay::Rules m_rules;
    SteadyTime m_begun;
    upstream::UpstreamHead m_head;
    Stage m_stage = Stage::Waiting;
    routing::AttemptEnd m_end = routing::AttemptEnd::Answered;
    std::optional<StreamRelay> m_relay;
    AnswerTail m_tail;
    std::string m_held; ///< of an answer that is no stream, until it is whole or too large
    std::unique_ptr<wire::JsonLocator> m_json; ///< reads what is too large to be held
    std::string m_usage; ///< the object, of an answer that was held until it was whole
    bool m_isWhole = false; ///< as many bytes have come as were promised
    std::string m_errorBody;
    std::string m_errorCode;
    std::string m_message; ///< of a failure without an answer
    std::string m_outcome;
    bool m_wasSent = true; ///< some of the request may have reached the other side
    bool m_brokeOff = false;
};

} // namespace penstock::proxy
