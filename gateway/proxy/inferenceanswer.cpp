// What the client of an InferenceCall gets.
#include "proxy/errorbody.h"
#include "proxy/fields.h"
#include "proxy/inferencecall.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <utility>

namespace penstock::proxy
{

namespace
{

using std::chrono::duration_cast;

constexpr std::string_view waitingComment = ": penstock waiting\n\n";
constexpr std::chrono::seconds betweenComments(10);

/// "0.125", without the detour over a floating point number.
std::string millisecondsText(Duration duration)
{
    constexpr std::size_t decimals = 3;
    const auto microseconds = std::chrono::round<std::chrono::microseconds>(duration).count();
    std::string text = std::to_string(std::max<std::int64_t>(microseconds, 0));
    if (text.size() <= decimals) {
        text.insert(0, decimals + 1 - text.size(), '0');
    }
    text.insert(text.size() - decimals, 1, '.');
    return text;
}

std::string affinityText(const CallFacts &facts, routing::AffinityResult result)
{
    if (facts.affinity == AffinitySource::None && result == routing::AffinityResult::Off) {
        return "off";
    }
    // Who has no cookie yet gets one.
    const auto shown
        = result == routing::AffinityResult::Off ? routing::AffinityResult::Miss : result;
    return std::string(nameOf(shown)) + "; source=" + std::string(nameOfSource(facts.affinity));
}

/// The error object of a body as the last event of a stream. No "[DONE]" follows it.
std::string errorEvent(std::string_view body)
{
    std::string event = "data: ";
    std::ranges::remove_copy_if(body, std::back_inserter(event),
                                [](char c) { return c == '\n' || c == '\r'; });
    return event + "\n\n";
}

} // namespace

void InferenceCall::write(std::string_view bytes)
{
    m_exchange->write(bytes);
    m_wroteAt = m_surroundings.clock->steadyNow();
}

void InferenceCall::nameInstance()
{
    const Snapshot::Instance &instance = instanceOf(m_attempt->candidate());
    m_record.instanceId = instance.settings->id;
    m_record.instance = instance.settings->name;
    m_record.deployment = m_attempt->candidate().deployment.value();
}

void InferenceCall::commit()
{
    m_isCommitted = true;
    const SteadyTime now = m_surroundings.clock->steadyNow();
    m_waited += now - m_sentAt;
    noteOwnTime(now);
    m_record.untilAnswer = duration_cast<std::chrono::milliseconds>(now - m_request.begunAt);
    nameInstance();
    if (m_isSoftlyCommitted) {
        return; // the head has gone already
    }
    const upstream::UpstreamHead &head = m_attempt->head();
    http::AnswerHead answer{head.status, clientFields(m_attempt->takeFields()),
                            m_attempt->isStream() ? std::nullopt : head.contentLength};
    explain(answer.fields);
    if (m_surroundings.snapshot->config().routing.affinity == Affinity::Cookie) {
        setAffinityCookie(answer.fields);
    }
    m_exchange->begin(std::move(answer));
}

// The stable number of the instance, so that the cookie outlives a change of the configuration.
void InferenceCall::setAffinityCookie(wire::HeaderFields &fields) const
{
    const auto number = m_surroundings.desk->control().numberOf(m_record.instanceId);
    if (!number) {
        return;
    }
    constexpr std::string_view attributes = "; Path=/; Max-Age=86400; HttpOnly; SameSite=Lax";
    const bool isSecured = !m_surroundings.snapshot->config().listen.tlsCertificate.empty();
    fields.push_back({"Set-Cookie",
                      m_surroundings.snapshot->config().routing.affinityCookie + '='
                          + std::to_string(*number) + std::string(attributes)
                          + (isSecured ? "; Secure" : "")});
}

// A client that hears nothing for so long may believe that nobody is there. Another target can
// still answer; only the status can be no other any more.
void InferenceCall::commitSoftly(SteadyTime now)
{
    m_isSoftlyCommitted = true;
    http::AnswerHead head{200, {{"Content-Type", "text/event-stream"}}, std::nullopt};
    head.fields.push_back({"Cache-Control", "no-cache"});
    m_exchange->begin(std::move(head));
    m_wroteAt = now - betweenComments;
    keepAwake(now);
}

void InferenceCall::keepAwake(SteadyTime now)
{
    if (now - m_wroteAt >= betweenComments && !m_exchange->isFull()) {
        write(waitingComment);
    }
}

void InferenceCall::explain(wire::HeaderFields &fields)
{
    constexpr std::size_t ours = 10;
    fields.reserve(fields.size() + ours);
    fields.push_back({"x-penstock-overhead-ms", millisecondsText(m_ownTime)});
    fields.push_back({"x-penstock-held-ms",
                      std::to_string(duration_cast<std::chrono::milliseconds>(m_held).count())});
    fields.push_back({"x-penstock-affinity", affinityText(m_facts, m_admission.decision.affinity)});
    std::vector<AttemptRecord> &attempts = m_record.attempts;
    if (m_isCommitted) { // the one at hand has not ended yet
        attempts.push_back({.instance = m_record.instance, .reason = m_attempt->outcome()});
    }
    if (!attempts.empty()) {
        fields.push_back({"x-penstock-attempts", attemptsText(attempts)});
    }
    if (m_isCommitted) {
        attempts.pop_back();
    }
    if (!m_record.passedOver.empty()) {
        fields.push_back({"x-penstock-skipped", m_record.passedOver});
    }
    if (!m_record.repaired.empty()) {
        fields.push_back({"x-penstock-repaired", m_record.repaired});
    }
    noteSubstitution();
    if (!m_record.substituted.empty()) {
        fields.push_back({"x-penstock-substituted", m_record.substituted});
    }
    if (!m_record.instance.empty()) {
        fields.push_back({"x-penstock-instance", m_record.instance});
        fields.push_back({"x-penstock-deployment", m_record.deployment});
        fields.push_back({"X-Served-By-Instance", m_record.instance});
    }
}

// A name that an alias or a fallback stands in for is never silent.
void InferenceCall::noteSubstitution()
{
    const std::string &found = plan().pools()[m_admission.pool].name;
    if (m_attempt && found != m_facts.model
        && (m_facts.isAlias || m_admission.pool != m_facts.routing.pool)) {
        m_record.substituted = m_facts.model + "->" + found;
    }
}

// The head has gone before anything was known.
void InferenceCall::explainAtTheEnd()
{
    static constexpr std::array<std::string_view, 2> shortened = {"x-penstock-", "X-Served-By"};
    wire::HeaderFields fields;
    explain(fields);
    std::string comment;
    for (const wire::HeaderField &field : fields) {
        if (field.name.starts_with(shortened.front())) {
            comment += (comment.empty() ? ": " : ", ") + field.name + '=' + field.value;
        }
    }
    write(comment + "\n\n");
}

void InferenceCall::noteOwnTime(SteadyTime now)
{
    m_ownTime = now - m_request.begunAt - m_waited;
}

// The upstream's own answer to what the client has sent: nobody else would answer otherwise.
void InferenceCall::passError()
{
    const upstream::UpstreamHead &head = m_attempt->head();
    nameInstance();
    m_record.problem = "upstream_error";
    noteOwnTime(m_surroundings.clock->steadyNow());
    const bool isOwnText
        = m_attempt->isStream() || (m_route.dialect == Dialect::OpenAi && m_facts.isNormalised);
    wire::HeaderFields fields = clientFields(head.fields);
    if (isOwnText) {
        nameAsJson(fields);
    }
    fields.push_back({"X-Error-Backend-Instance", m_record.instance});
    answerWith(head.status, std::move(fields),
               isOwnText ? normalisedError(m_attempt->errorBody(), head.status)
                         : m_attempt->errorBody());
}

void InferenceCall::giveUp(const routing::Admission &refusal)
{
    const SteadyTime now = m_surroundings.clock->steadyNow();
    Exhaustion::Answer answer
        = m_exhaustion.answer({plan(), refusal, m_facts.routing, m_record.model, m_route.dialect,
                               now, problemAmong(refusal)});
    m_record.problem = answer.code;
    noteOwnTime(now);
    answerWith(answer.status, std::move(answer.fields), answer.body);
}

/// What keeps an instance from being asked at all.
std::string InferenceCall::problemAmong(const routing::Admission &refusal) const
{
    for (const routing::CandidateReason &reason : refusal.passedOver) {
        const std::uint32_t instance = plan().targets()[reason.target].instance;
        const auto &problem = m_surroundings.snapshot->instance(instance).problem;
        if (reason.verdict == routing::Verdict::Unusable && problem) {
            return *problem;
        }
    }
    return {};
}

void InferenceCall::giveUpOnTime(SteadyTime now)
{
    letGo();
    if (std::exchange(m_call, nullptr)) {
        m_waited += now - m_sentAt;
        recordAttempt(Outcome::TimedOut);
    }
    m_record.problem = "total_deadline_exceeded";
    noteOwnTime(now);
    const auto seconds = duration_cast<std::chrono::seconds>(
                             m_surroundings.snapshot->config().routing.totalDeadline)
                             .count();
    const http::HttpProblem problem{504,
                                    m_record.problem,
                                    "No instance has answered within " + std::to_string(seconds)
                                        + " s, the time that routing.total_deadline gives all "
                                          "attempts together.",
                                    {}};
    answerWith(problem.status, {{"Content-Type", "application/json"}}, http::errorBody(problem));
}

void InferenceCall::refuse(const http::HttpProblem &problem)
{
    m_record.problem = problem.code;
    m_exchange->refuse(problem);
    end(problem.status);
}

/// With an error; in the shape that the client can still be told it in.
void InferenceCall::answerWith(int status, wire::HeaderFields fields, std::string_view body)
{
    if (m_isSoftlyCommitted) {
        write(errorEvent(body));
        explainAtTheEnd();
        m_exchange->finish();
    } else {
        explain(fields);
        m_exchange->reply({status, std::move(fields), {}}, body);
    }
    end(status);
}

} // namespace penstock::proxy
