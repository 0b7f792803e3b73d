// What is told of an InferenceCall: to the traffic control, to the log, to who watches.
#include "proxy/inferencecall.h"

#include <cstdint>
#include <utility>

namespace penstock::proxy
{

using std::chrono::duration_cast;

routing::Ruling InferenceCall::report(const routing::AttemptFacts &facts)
{
    const auto usage = m_attempt ? m_attempt->usage() : std::nullopt;
    if (m_isCommitted) {
        m_record.usage = usage;
    }
    routing::AttemptReport report{.facts = facts,
                                  .usedTokens = usage ? usage->total : estimatedTokens(facts)};
    if (facts.status == 429) {
        report.retryAfter = routing::retryAfterOf(m_attempt->head().fields, m_attempt->errorBody(),
                                                  m_surroundings.clock->systemNow());
        report.isAboutCalls = m_attempt->errorBody().find("call rate limit") != std::string::npos;
    }
    if (usage && facts.end == routing::AttemptEnd::Answered) {
        report.answerTokens = usage->completion;
    }
    m_hasTicket = false;
    return m_surroundings.desk->control().report(plan(), m_admission.ticket, report);
}

/// What has been used, as far as it can be told without the upstream's word.
std::int64_t InferenceCall::estimatedTokens(const routing::AttemptFacts &facts) const
{
    if (!m_attempt) {
        return 0;
    }
    constexpr std::string_view filtered = "content_filter";
    const bool isAnswered = facts.end == routing::AttemptEnd::Answered;
    if (isAnswered && facts.status == 400) {
        return facts.errorCode == filtered ? m_facts.routing.promptTokens : 0;
    }
    const bool isServed = isAnswered && facts.status < 400;
    const bool isCutShort = facts.end == routing::AttemptEnd::Abandoned
        || (facts.end == routing::AttemptEnd::CutOff && m_isCommitted);
    return isServed || isCutShort ? m_facts.routing.promptTokens + m_attempt->streamedTokens() : 0;
}

void InferenceCall::letGo()
{
    if (m_admission.decision.kind == routing::Decision::Kind::Wait) {
        m_surroundings.desk->leave(m_admission.wait);
    }
    dropAttempt();
}

void InferenceCall::dropAttempt()
{
    if (!std::exchange(m_hasTicket, false)) {
        return;
    }
    (void)report({.end = routing::AttemptEnd::Abandoned, .wasSent = m_call != nullptr});
}

void InferenceCall::recordAttempt(Outcome outcome)
{
    const routing::Candidate &candidate = m_attempt->candidate();
    const InstanceSettings &instance = *instanceOf(candidate).settings;
    const Duration took = m_surroundings.clock->steadyNow() - m_attempt->begun();
    const std::string reason = m_attempt->outcome();
    m_record.attempts.push_back({.instanceId = instance.id,
                                 .instance = instance.name,
                                 .deployment = candidate.deployment.value(),
                                 .outcome = outcome,
                                 .reason = reason.empty() ? std::string(nameOf(outcome)) : reason,
                                 .took = duration_cast<std::chrono::milliseconds>(took)});
    if (m_surroundings.traffic != nullptr) {
        m_surroundings.traffic->attemptEnded(m_record.attempts.back());
    }
}

TargetId InferenceCall::target(const routing::Candidate &candidate) const
{
    return {instanceOf(candidate).settings->id, candidate.deployment};
}

void InferenceCall::end(int status)
{
    if (!m_ended) {
        return;
    }
    m_record.status = status;
    m_record.took = duration_cast<std::chrono::milliseconds>(m_surroundings.clock->steadyNow()
                                                             - m_request.begunAt);
    m_record.overhead = duration_cast<std::chrono::microseconds>(m_ownTime);
    m_record.held = duration_cast<std::chrono::milliseconds>(m_held);
    if (m_surroundings.logger != nullptr) {
        logRequest(*m_surroundings.logger, m_record);
    }
    if (m_surroundings.traffic != nullptr) {
        m_surroundings.traffic->requestEnded(m_record);
    }
    std::exchange(m_ended, nullptr)();
}

} // namespace penstock::proxy
