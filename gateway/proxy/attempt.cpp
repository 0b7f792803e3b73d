#include "proxy/attempt.h"

#include "base/text.h"
#include "proxy/errorbody.h"
#include "wire/jsonlocator.h"

#include <algorithm>
#include <utility>

namespace penstock::proxy
{

namespace
{

constexpr std::size_t mostErrorBytes = std::size_t{256} << 10;
// Nearly every answer is smaller; with 1,024 requests in flight it makes 64 MiB at the very most.
constexpr std::size_t mostHeldBytes = std::size_t{64} << 10;
constexpr const char *brokenAnswer = "broken_answer";

bool hasType(const upstream::UpstreamHead &head, std::string_view type)
{
    return std::ranges::any_of(head.fields, [type](const wire::HeaderField &field) {
        return equalsIgnoreCase(field.name, "content-type")
            && startsWithIgnoreCase(field.value, type);
    });
}

bool claimsJson(const upstream::UpstreamHead &head)
{
    const bool isCoded = std::ranges::any_of(head.fields, [](const wire::HeaderField &field) {
        return equalsIgnoreCase(field.name, "content-encoding");
    });
    return !isCoded && hasType(head, "application/json");
}

routing::AttemptEnd meaningOf(upstream::CallEnd end)
{
    switch (end) {
    case upstream::CallEnd::FirstByteTimeout:
    case upstream::CallEnd::IdleTimeout:
        return routing::AttemptEnd::NoFirstByte;
    case upstream::CallEnd::ClosedBeforeAnswer:
        return routing::AttemptEnd::LostBeforeAnswer;
    case upstream::CallEnd::CutOff:
        return routing::AttemptEnd::CutOff;
    case upstream::CallEnd::CertificateRejected:
        return routing::AttemptEnd::CertificateRejected;
    case upstream::CallEnd::Complete:
    case upstream::CallEnd::BrokenAnswer:
        return routing::AttemptEnd::BrokenAnswer;
    default:
        return routing::AttemptEnd::NotConnected;
    }
}

void addInterruption(std::string_view message, std::string &out)
{
    // The last event may lack the empty line that would part it from this one.
    if (!out.empty() && !out.ends_with("\n\n") && !out.ends_with("\r\n\r\n")) {
        out += "\n\n";
    }
    out += interruptionEvent(message);
}

} // namespace

void Attempt::answered(upstream::UpstreamHead head)
{
    m_head = std::move(head);
    m_outcome = std::to_string(m_head.status);
    if (isSuccess() && hasType(m_head, "text/event-stream")) {
        m_relay.emplace(m_rules);
    }
}

Attempt::Stage Attempt::received(std::string_view bytes, std::string &out)
{
    if (m_stage == Stage::Failed || m_brokeOff || m_isWhole) {
        return m_stage;
    }
    if (!isSuccess()) {
        m_errorBody
            += bytes.substr(0, mostErrorBytes - std::min(m_errorBody.size(), mostErrorBytes));
        return m_stage;
    }
    if (m_relay) {
        return streamStage(m_relay->feed(bytes, out), out);
    }
    if (m_stage == Stage::Waiting) {
        return hold(bytes, out);
    }
    return passOn(bytes, out);
}

// What is held back can still come from elsewhere when it breaks off, or turn into an honest error.
Attempt::Stage Attempt::hold(std::string_view bytes, std::string &out)
{
    if (hasType(m_head, "text/html")) {
        // A proxy's or portal's page, not a model's answer.
        return fail(routing::AttemptEnd::BrokenAnswer);
    }
    m_held += bytes;
    if (m_held.size() <= mostHeldBytes) {
        // No need to wait until libcurl has taken leave of the connection. What is broken has time.
        m_isWhole = m_held.size() == m_head.contentLength && holdsAnswer();
        return m_isWhole ? letGoOfHeld(out) : m_stage;
    }
    if (claimsJson(m_head)) {
        m_json = std::make_unique<wire::JsonLocator>(std::vector<std::string_view>());
    }
    std::string held;
    held.swap(m_held);
    m_stage = Stage::Flowing;
    (void)passOn(held, out);
    return std::exchange(m_brokeOff, false) ? fail(routing::AttemptEnd::BrokenAnswer) : m_stage;
}

// Who has got every byte cannot see any more that they are half of something. As long as the last
// one is missing the connection can still be cut.
Attempt::Stage Attempt::passOn(std::string_view bytes, std::string &out)
{
    m_tail.add(bytes);
    out += m_held;
    m_held.clear();
    if (m_json && !bytes.empty()) {
        m_held = bytes.back();
        out += bytes.substr(0, bytes.size() - 1);
        return m_json->feed(bytes) ? m_stage : brokenJson();
    }
    out += bytes;
    return m_stage;
}

Attempt::Stage Attempt::brokenJson()
{
    m_brokeOff = true;
    m_outcome = brokenAnswer;
    return m_stage;
}

Attempt::Stage Attempt::letGoOfHeld(std::string &out)
{
    if (out.empty()) {
        out = std::exchange(m_held, {});
    } else {
        out += m_held;
        letGo(m_held);
    }
    return m_stage = Stage::Flowing;
}

/// Whether what is held can be passed on as it is. Finds its usage on the way, for later: the
/// client does not have to wait for that.
bool Attempt::holdsAnswer()
{
    if (!claimsJson(m_head)) {
        m_tail.add(m_held);
        return !m_held.empty();
    }
    wire::JsonLocator reader({"usage"});
    if (!reader.feed(m_held) || !reader.finish()) {
        return false;
    }
    if (const wire::LocatedValue *const usage = reader.last("usage"); usage != nullptr) {
        m_usage.assign(m_held, usage->value.begin, usage->value.end - usage->value.begin);
    }
    return true;
}

Attempt::Stage Attempt::wholeEnded(std::string &out)
{
    if (m_stage == Stage::Flowing) {
        if (m_json && !m_json->finish()) {
            return brokenJson();
        }
        out += m_held;
        return m_stage;
    }
    return holdsAnswer() ? letGoOfHeld(out) : fail(routing::AttemptEnd::BrokenAnswer);
}

Attempt::Stage Attempt::ended(const upstream::CallResult &result, std::string &out)
{
    // How the connection ends is of no interest once the stream itself has.
    const bool isComplete
        = result.end == upstream::CallEnd::Complete || m_isWhole || (m_relay && m_relay->isDone());
    if (m_stage == Stage::Failed || m_brokeOff) {
        return m_stage;
    }
    if (hasAnswered() && !isSuccess()) {
        // Even half of an explanation leaves the status what it is.
        m_errorCode = errorCodeIn(m_errorBody);
        return fail(routing::AttemptEnd::Answered);
    }
    if (!isComplete) {
        m_message = result.message;
        m_outcome = upstream::toString(result.end);
        m_wasSent = result.mayHaveRun;
        if (m_stage == Stage::Flowing) {
            interrupt(result.message, out);
            return m_stage;
        }
        return fail(meaningOf(result.end));
    }
    if (m_relay) {
        return streamEnded(out);
    }
    return wholeEnded(out);
}

Attempt::Stage Attempt::streamStage(StreamRelay::State state, std::string &out)
{
    switch (state) {
    case StreamRelay::State::Waiting:
        return m_stage;
    case StreamRelay::State::Committed:
        return m_stage = Stage::Flowing;
    case StreamRelay::State::Failed:
        m_head.status = m_relay->error().status;
        m_errorCode = m_relay->error().code;
        m_errorBody = errorBodyFor(m_relay->error());
        m_outcome = std::to_string(m_head.status);
        return fail(routing::AttemptEnd::Answered);
    case StreamRelay::State::Broken:
        break;
    }
    if (m_stage == Stage::Flowing) {
        m_outcome = brokenAnswer;
        interrupt("The upstream's stream broke in the middle of the answer.", out);
        return m_stage;
    }
    return fail(routing::AttemptEnd::BrokenAnswer);
}

Attempt::Stage Attempt::streamEnded(std::string &out)
{
    const Stage stage = streamStage(m_relay->finish(out), out);
    if (stage == Stage::Waiting) {
        m_message = "The upstream ended its stream before it said anything.";
        return fail(routing::AttemptEnd::CutOff);
    }
    if (stage == Stage::Flowing && !m_brokeOff && !m_relay->hasEnded()) {
        interrupt("The upstream ended its stream in the middle of the answer.", out);
    }
    return stage;
}

void Attempt::interrupt(std::string_view message, std::string &out)
{
    m_brokeOff = true;
    if (m_relay && !m_relay->hasToldError()) {
        addInterruption(message, out);
    }
}

Attempt::Stage Attempt::fail(routing::AttemptEnd end)
{
    m_end = end;
    if (end == routing::AttemptEnd::BrokenAnswer) {
        m_outcome = brokenAnswer;
        if (m_message.empty()) {
            m_message = "The upstream's answer is no answer of a model.";
        }
    }
    return m_stage = Stage::Failed;
}

routing::AttemptFacts Attempt::facts() const
{
    return {.end = m_end,
            .status = m_head.status,
            .errorCode = m_errorCode,
            .isStream = m_wanted == Wanted::Stream,
            .wasSent = m_wasSent};
}

std::string Attempt::outcome() const
{
    return m_outcome;
}

std::int64_t Attempt::streamedTokens() const
{
    return m_relay ? static_cast<std::int64_t>(m_relay->passedChunks()) : 0;
}

std::optional<TokenUsage> Attempt::usage() const
{
    if (m_relay) {
        return m_relay->usage();
    }
    return m_usage.empty() ? m_tail.usage() : usageOf(m_usage);
}

} // namespace penstock::proxy
