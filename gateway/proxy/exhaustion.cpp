#include "proxy/exhaustion.h"

#include "proxy/errorbody.h"
#include "proxy/fields.h"
#include "proxy/passedover.h"

#include <algorithm>
#include <chrono>
#include <utility>

namespace penstock::proxy
{

namespace
{

using routing::Refusal;
using routing::Verdict;

constexpr std::chrono::milliseconds longWait = std::chrono::seconds(60);

Exhaustion::Answer own(const http::HttpProblem &problem)
{
    Exhaustion::Answer answer{problem.status, problem.fields, http::errorBody(problem),
                              problem.code};
    answer.fields.push_back({"Content-Type", "application/json"});
    return answer;
}

wire::HeaderFields dontRetry()
{
    return {{"x-should-retry", "false"}};
}

std::chrono::milliseconds leftUntil(const Exhaustion::End &end)
{
    const std::optional<SteadyTime> &until = end.refusal.decision.until;
    constexpr std::chrono::milliseconds unknown = std::chrono::seconds(10);
    return until ? std::max(std::chrono::ceil<std::chrono::milliseconds>(*until - end.now),
                            std::chrono::milliseconds(0))
                 : unknown;
}

std::int64_t secondsOf(std::chrono::milliseconds left)
{
    return std::max<std::int64_t>(1, std::chrono::ceil<std::chrono::seconds>(left).count());
}

/// Clients of OpenAI sleep for as long as they are told, whatever it is.
wire::HeaderFields retryAfter(std::chrono::milliseconds left)
{
    wire::HeaderFields fields = {{"Retry-After", std::to_string(secondsOf(left))},
                                 {"retry-after-ms", std::to_string(left.count())}};
    if (left > longWait) {
        fields.push_back({"x-should-retry", "false"});
    }
    return fields;
}

std::size_t poolSize(const Exhaustion::End &end)
{
    return end.plan.pools()[end.facts.pool].targets.size();
}

std::string soonestText(const Exhaustion::End &end)
{
    const std::string when = "soonest in " + std::to_string(secondsOf(leftUntil(end))) + " s";
    return when + " (" + targetName(end.plan, end.refusal.decision.soonest) + ")";
}

Exhaustion::Answer capacity(const Exhaustion::End &end)
{
    const auto limited
        = std::ranges::count_if(end.refusal.passedOver, [](const routing::CandidateReason &reason) {
              return reason.verdict == Verdict::RateLimited || reason.verdict == Verdict::TokensFull
                  || reason.verdict == Verdict::RequestsFull;
          });
    const std::size_t all = poolSize(end);
    std::string message;
    if (static_cast<std::size_t>(limited) == all) {
        message = (all == 1 ? "The only target" : "All " + std::to_string(all) + " targets")
            + std::string(" for '") + end.model + (all == 1 ? "' is" : "' are") + " rate limited; "
            + soonestText(end) + ".";
    } else {
        message = "No target for '" + end.model + "' can answer now: "
            + countsText(end.refusal.passedOver) + "; " + soonestText(end) + ".";
    }
    return own({429, "all_targets_rate_limited", std::move(message), retryAfter(leftUntil(end))});
}

Exhaustion::Answer clientCapacity(const Exhaustion::End &end)
{
    const auto &settings = *end.plan.clients()[end.facts.client.value_or(0)].settings;
    return own({429, "client_limit_reached",
                "The client '" + settings.name.value() + "' has used its "
                    + std::to_string(settings.maxTpm.value_or(0))
                    + " tokens a minute (clients.keys[].max_tpm); there is room again in "
                    + std::to_string(secondsOf(leftUntil(end))) + " s.",
                retryAfter(leftUntil(end))});
}

Exhaustion::Answer queueFull(const Exhaustion::End &end)
{
    return own({429, "queue_full",
                "As many requests for '" + end.model
                    + "' wait for room already as may (routing.max_waiting).",
                retryAfter(leftUntil(end))});
}

Exhaustion::Answer allOpen(const Exhaustion::End &end)
{
    return own({503, "all_targets_open",
                "No target for '" + end.model
                    + "' is let through to: " + countsText(end.refusal.passedOver) + ".",
                retryAfter(leftUntil(end))});
}

Exhaustion::Answer tooLarge(const Exhaustion::End &end)
{
    std::int64_t largest = 0;
    for (const routing::TargetIndex target : end.plan.pools()[end.facts.pool].targets) {
        largest = std::max(largest, end.plan.targets()[target].limits.tpm);
    }
    const std::int64_t answer = end.facts.outputBudget.value_or(0);
    return own({429, "request_exceeds_quota",
                "The request is larger than any target for '" + end.model
                    + "' takes in a minute: about " + std::to_string(end.facts.promptTokens)
                    + " tokens of prompt and up to " + std::to_string(answer) + " of answer"
                    + (largest > 0 ? ", and the largest limit is " + std::to_string(largest)
                                   : std::string())
                    + ". Ask for a shorter answer, or raise the quota.",
                dontRetry()});
}

Exhaustion::Answer tooLong(const Exhaustion::End &end)
{
    std::int64_t longest = 0;
    for (const routing::TargetIndex target : end.plan.pools()[end.facts.pool].targets) {
        longest = std::max(longest, end.plan.targets()[target].maxInputTokens);
    }
    return own({400, "context_length_exceeded",
                "The prompt has about " + std::to_string(end.facts.promptTokens)
                    + " tokens, and no target for '" + end.model + "' takes more than "
                    + std::to_string(longest) + " (max_input_tokens).",
                dontRetry()});
}

Exhaustion::Answer credentials(const Exhaustion::End &end)
{
    const std::size_t all = poolSize(end);
    return own({502, "upstream_credentials_exhausted",
                (all == 1 ? "The only target" : "All " + std::to_string(all) + " targets")
                    + std::string(" for '") + end.model + (all == 1 ? "' refuses" : "' refuse")
                    + " the gateway's own credentials, or it has none. Check the keys of the "
                      "instances in the configuration"
                    + (end.problem.empty() ? "." : ": " + end.problem),
                dontRetry()});
}

Exhaustion::Answer notFound(const Exhaustion::End &end)
{
    const bool isVersion
        = std::ranges::any_of(end.refusal.passedOver, [](const routing::CandidateReason &reason) {
              return reason.cause == resilience::Cause::ApiVersion;
          });
    return own({404,
                "deployment_not_found",
                isVersion ? "The upstream does not know the path for '" + end.model
                        + "': its api-version may be too old for this model. Check api_version."
                          : "The upstream does not know the deployment for '" + end.model
                        + "'. Check model_deployments; a new deployment needs up to 5 minutes.",
                {}});
}

Exhaustion::Answer keptAway(const Exhaustion::End &end)
{
    switch (end.refusal.decision.refusal) {
    case Refusal::Draining:
        return own({503, "draining",
                    "An operator keeps new requests away from the targets for '" + end.model + "'.",
                    retryAfter(leftUntil(end))});
    case Refusal::Paused:
        return own({503,
                    "gateway_paused",
                    "The gateway is paused. Requests that run already go on.",
                    {{"Retry-After", "5"}}});
    case Refusal::Offline:
        return own(
            {503, "offline", "This machine has no network at the moment.", {{"Retry-After", "5"}}});
    case Refusal::Pinned:
        return own({503,
                    "pinned_target_unavailable",
                    "The target that the request is bound to cannot take it: "
                        + countsText(end.refusal.passedOver) + ".",
                    {}});
    default:
        return own({503,
                    "no_target",
                    "No target for '" + end.model
                        + "' can be asked: " + countsText(end.refusal.passedOver) + ".",
                    {}});
    }
}

} // namespace

Exhaustion::LastAnswer Exhaustion::answerOf(const Attempt &attempt, const std::string &instance)
{
    return {attempt.facts().status, clientFields(attempt.head().fields), attempt.errorBody(),
            instance};
}

void Exhaustion::add(const Attempt &attempt, const routing::Ruling &ruling,
                     const std::string &instance)
{
    ++m_attempts;
    const routing::AttemptFacts facts = attempt.facts();
    if (facts.end != routing::AttemptEnd::Answered) {
        m_lastMessage = attempt.message();
        m_timedOut = facts.end == routing::AttemptEnd::NoFirstByte;
        if (facts.end == routing::AttemptEnd::BrokenAnswer) {
            m_serverError = {502, {}, {}, instance};
        }
        return;
    }
    switch (ruling.rule.outcome) {
    case Outcome::Refused:
        ++m_credentials;
        break;
    case Outcome::NotFound:
        ++m_notFound;
        break;
    case Outcome::RateLimited:
        if (ruling.exceedsQuota) {
            ++m_tooLarge;
        } else {
            m_limited = answerOf(attempt, instance);
        }
        break;
    default:
        m_serverError = answerOf(attempt, instance);
        break;
    }
}

Exhaustion::Answer Exhaustion::answer(const End &end) const
{
    switch (end.refusal.decision.refusal) {
    case Refusal::Capacity:
        return capacity(end);
    case Refusal::ClientCapacity:
        return clientCapacity(end);
    case Refusal::QueueFull:
        return queueFull(end);
    case Refusal::Open:
        return m_attempts > 0 ? afterTries(end) : allOpen(end);
    case Refusal::TooLarge:
        return m_attempts > m_tooLarge ? afterTries(end) : tooLarge(end);
    case Refusal::TooLong:
        return tooLong(end);
    case Refusal::Failed:
        return afterTries(end);
    case Refusal::Credentials:
        return m_serverError ? upstreams(*m_serverError, end.dialect) : credentials(end);
    case Refusal::NotFound:
        return m_serverError ? upstreams(*m_serverError, end.dialect) : notFound(end);
    default:
        return keptAway(end);
    }
}

/// Some were asked, and all that is left is what came of it.
Exhaustion::Answer Exhaustion::afterTries(const End &end) const
{
    if (m_serverError) {
        return upstreams(*m_serverError, end.dialect);
    }
    if (m_tooLarge > 0) {
        return tooLarge(end);
    }
    if (m_limited) {
        return upstreams(*m_limited, end.dialect); // of a target that was ordered by name
    }
    if (m_timedOut) {
        return own({504,
                    "upstream_timeout",
                    "No target for '" + end.model + "' answered in time. " + m_lastMessage,
                    {}});
    }
    if (!m_lastMessage.empty()) {
        return own({503,
                    "upstream_unreachable",
                    "No target for '" + end.model + "' gave an answer. " + m_lastMessage,
                    {}});
    }
    return m_notFound > 0 && m_credentials == 0 ? notFound(end) : credentials(end);
}

Exhaustion::Answer Exhaustion::upstreams(const LastAnswer &last, Dialect dialect)
{
    const std::string readable = normalisedError(last.body, last.status);
    const bool isOwnWords = dialect == Dialect::Azure && hasErrorObject(last.body);
    Answer answer{last.status, last.fields, isOwnWords ? last.body : readable, "upstream_error"};
    nameAsJson(answer.fields);
    answer.fields.push_back({"X-Error-Backend-Instance", last.instance});
    return answer;
}

} // namespace penstock::proxy
