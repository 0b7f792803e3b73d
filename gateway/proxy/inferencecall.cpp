#include "proxy/inferencecall.h"

#include "azure/upstreamform.h"
#include "proxy/errorbody.h"
#include "proxy/fields.h"
#include "proxy/upstreambody.h"

#include <QTimer>

#include <algorithm>
#include <cstdint>
#include <utility>

namespace penstock::proxy
{

namespace
{

using std::chrono::duration_cast;

constexpr int clientClosed = 499;
constexpr std::chrono::milliseconds beforeRepeating(100);

std::string pathWithoutQuery(std::string_view target)
{
    return std::string(target.substr(0, target.find('?')));
}

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

http::HttpProblem unknownModel(const Route &route, const std::string &model,
                               const routing::ModelTable &models)
{
    const auto near = models.nearestModel(model);
    std::string message = model.empty() ? "The body names no model."
                                        : "No instance serves the model '" + model + "'.";
    if (near) {
        message += " Did you mean '" + *near + "'?";
    } else if (!models.models().empty()) {
        message += " GET /v1/models lists the models that there are.";
    } else {
        message += " No usable instance is configured.";
    }
    if (model.empty() && route.name.empty()) {
        return {400, "missing_model", std::move(message), {}};
    }
    return {404, "model_not_found", std::move(message), {}};
}

} // namespace

InferenceCall::InferenceCall(Surroundings surroundings, http::HttpRequest request, Route route,
                             std::unique_ptr<http::HttpExchange> exchange)
    : m_surroundings(std::move(surroundings))
    , m_request(std::move(request))
    , m_route(std::move(route))
    , m_exchange(std::move(exchange))
{
    // Made by this module's own handler, for every request of this kind.
    m_facts.reset(static_cast<BodyFacts *>(m_request.observer.release()));
    m_record.at = m_surroundings.clock->systemNow();
    m_record.id = m_request.id;
    m_record.method = m_request.head.method();
    m_record.path = pathWithoutQuery(m_request.head.target());
}

void InferenceCall::start(std::function<void()> ended)
{
    m_ended = std::move(ended);
    if (m_surroundings.traffic != nullptr) {
        m_surroundings.traffic->requestBegan();
    }
    QObject::connect(m_exchange.get(), &http::HttpExchange::closed, m_exchange.get(),
                     [this] { clientGone(); });
    if (const auto problem = m_facts->finish()) {
        refuse(*problem);
        return;
    }
    if (const auto problem = findCandidates()) {
        refuse(*problem);
        return;
    }
    if (!tryNextTarget()) {
        giveUp();
    }
}

std::optional<http::HttpProblem> InferenceCall::findCandidates()
{
    const routing::ModelTable &models = m_surroundings.snapshot->models();
    m_record.model = m_route.name.empty() ? m_facts->model() : m_route.name;
    m_candidates = m_route.name.empty() ? models.forModel(m_record.model)
                                        : models.forDeployment(m_route.name);
    if (m_candidates.empty()) {
        return unknownModel(m_route, m_record.model, models);
    }
    const int retries = std::max(0, m_surroundings.snapshot->config().routing.retries);
    m_attemptsLeft = std::min(m_candidates.size(), static_cast<std::size_t>(retries) + 1);
    return std::nullopt;
}

bool InferenceCall::tryNextTarget()
{
    while (m_attemptsLeft > 0 && m_nextCandidate < m_candidates.size()) {
        const routing::Candidate &candidate = m_candidates[m_nextCandidate++];
        const Snapshot::Instance &instance = m_surroundings.snapshot->instance(candidate.instance);
        if (instance.problem) {
            m_exhaustion.addUnusable(*instance.problem);
            continue;
        }
        --m_attemptsLeft;
        tryTarget(candidate);
        return true;
    }
    return false;
}

void InferenceCall::tryTarget(routing::Candidate candidate)
{
    upstream::UpstreamRequest request = upstreamRequest(candidate);
    const StreamRelay::Rules rules{
        .usage = m_asksForUsage ? StreamRelay::UsageChunk::Hidden : StreamRelay::UsageChunk::Passes,
        .empty = m_route.dialect == Dialect::OpenAi ? StreamRelay::EmptyChunks::Dropped
                                                    : StreamRelay::EmptyChunks::Pass};
    m_sentAt = m_surroundings.clock->steadyNow();
    m_attempt.emplace(std::move(candidate),
                      m_facts->wantsStream() ? Attempt::Wanted::Stream : Attempt::Wanted::Whole,
                      rules, m_sentAt);
    m_call = m_surroundings.client->send(std::move(request), *this);
}

upstream::UpstreamRequest InferenceCall::upstreamRequest(const routing::Candidate &candidate)
{
    const Snapshot::Instance &instance = m_surroundings.snapshot->instance(candidate.instance);
    const RoutingSettings &routing = m_surroundings.snapshot->config().routing;
    const std::string_view clientVersion = m_route.dialect == Dialect::Azure
        ? std::string_view(m_route.apiVersion)
        : std::string_view();
    azure::UpstreamForm form = azure::upstreamForm(*instance.settings, m_route.operation,
                                                   candidate.deployment, clientVersion);
    const bool refusesUsageOption
        = m_facts->wantsStream() && m_surroundings.usageRefusals->has(target(candidate));
    const UsageOption usage = refusesUsageOption ? UsageOption::StaysOut : UsageOption::MayBeAdded;
    UpstreamBody body = upstreamBody(m_request.body, *m_facts, form, m_route.operation,
                                     candidate.deployment, usage);
    m_asksForUsage = body.asksForUsage;
    return {.method = "POST",
            .url = std::move(form.url),
            .fields = upstreamFields(m_request.head, instance, m_request.id),
            .body = std::move(body.body),
            .connection = instance.connection,
            .timeouts = {.connect = routing.connectTimeout,
                         .tls = routing.connectTimeout,
                         .firstByte = m_facts->wantsStream() ? routing.firstByteTimeout
                                                             : routing.firstByteTimeoutNonStream,
                         .idle = routing.streamIdleTimeout}};
}

void InferenceCall::upstreamTriedAgain(const upstream::CallResult & /*lost*/)
{
    const Snapshot::Instance &instance
        = m_surroundings.snapshot->instance(m_attempt->candidate().instance);
    m_record.attempts.push_back({.instanceId = instance.settings->id,
                                 .instance = instance.settings->name,
                                 .deployment = m_attempt->candidate().deployment.value(),
                                 .outcome = Outcome::Abandoned,
                                 .reason = "stale_connection"});
}

void InferenceCall::upstreamAnswered(upstream::UpstreamHead head)
{
    m_attempt->answered(std::move(head));
}

void InferenceCall::upstreamSent(std::string_view bytes)
{
    std::string out;
    const Attempt::Stage stage = m_attempt->received(bytes, out);
    follow(stage, out);
    if (stage != Attempt::Stage::Flowing) {
        return;
    }
    if (m_attempt->isWhole()) {
        m_exchange->finish(); // its client may go now
    } else if (m_attempt->brokeOff()) {
        m_call.reset(); // nothing that comes later could mend it
        endCommitted();
    }
}

void InferenceCall::upstreamEnded(const upstream::CallResult &result)
{
    std::string out;
    const Attempt::Stage stage = m_attempt->ended(result, out);
    m_call.reset();
    if (stage == Attempt::Stage::Failed) {
        attemptFailed();
        return;
    }
    follow(stage, out);
    endCommitted();
}

void InferenceCall::endCommitted()
{
    recordAttempt(m_attempt->brokeOff() ? Outcome::Failed : Outcome::Good);
    if (m_attempt->brokeOff()) {
        m_record.problem = "stream_interrupted";
        if (!m_attempt->isStream()) {
            m_exchange->abort();
            end(m_attempt->head().status);
            return;
        }
    }
    if (!m_attempt->isWhole()) {
        m_exchange->finish();
    }
    end(m_attempt->head().status);
}

void InferenceCall::follow(Attempt::Stage stage, std::string_view out)
{
    if (stage == Attempt::Stage::Failed) {
        m_call.reset();
        attemptFailed();
        return;
    }
    if (stage == Attempt::Stage::Flowing && !m_isCommitted) {
        commit();
    }
    if (out.empty()) {
        return;
    }
    m_exchange->write(out);
    if (m_call && !m_attempt->isWhole() && m_exchange->isFull()) {
        waitForRoom();
    }
}

void InferenceCall::waitForRoom()
{
    // Nearly all clients read as fast as models write: only the others are listened to for this.
    if (!std::exchange(m_hearsOfRoom, true)) {
        QObject::connect(m_exchange.get(), &http::HttpExchange::drained, m_exchange.get(), [this] {
            if (m_call) {
                m_call->resume();
            }
        });
    }
    m_call->pause();
}

void InferenceCall::commit()
{
    m_isCommitted = true;
    const SteadyTime now = m_surroundings.clock->steadyNow();
    m_waited += now - m_sentAt;
    noteOwnTime(now);
    m_record.untilAnswer = duration_cast<std::chrono::milliseconds>(now - m_request.begunAt);
    const Snapshot::Instance &instance
        = m_surroundings.snapshot->instance(m_attempt->candidate().instance);
    m_record.instanceId = instance.settings->id;
    m_record.instance = instance.settings->name;
    m_record.deployment = m_attempt->candidate().deployment.value();
    const upstream::UpstreamHead &head = m_attempt->head();
    http::AnswerHead answer{head.status, clientFields(m_attempt->takeFields()),
                            m_attempt->isStream() ? std::nullopt : head.contentLength};
    explain(answer.fields);
    m_exchange->begin(std::move(answer));
}

void InferenceCall::explain(wire::HeaderFields &fields)
{
    constexpr std::size_t ours = 5;
    fields.reserve(fields.size() + ours);
    fields.push_back({"x-penstock-overhead-ms", millisecondsText(m_ownTime)});
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
    if (!m_record.instance.empty()) {
        fields.push_back({"x-penstock-instance", m_record.instance});
        fields.push_back({"x-penstock-deployment", m_record.deployment});
        fields.push_back({"X-Served-By-Instance", m_record.instance});
    }
}

void InferenceCall::noteOwnTime(SteadyTime now)
{
    m_ownTime = now - m_request.begunAt - m_waited;
}

void InferenceCall::attemptFailed()
{
    routing::AttemptFacts facts = m_attempt->facts();
    facts.replaysAfterTimeout = m_surroundings.snapshot->config().routing.replayAfterTimeout;
    recordAttempt(routing::outcomeOf(facts));
    m_waited += m_surroundings.clock->steadyNow() - m_sentAt;
    if (triesWithoutUsage(facts)) {
        tryTarget(m_attempt->candidate());
        return;
    }
    const routing::FailureRule rule = routing::ruleFor(facts);
    if (rule.next == routing::NextStep::SameTargetOnce && !std::exchange(m_hasRepeated, true)) {
        QTimer::singleShot(beforeRepeating, m_exchange.get(),
                           [this] { tryTarget(m_attempt->candidate()); });
        return;
    }
    if (rule.next != routing::NextStep::OtherTarget && facts.end == routing::AttemptEnd::Answered) {
        passError();
        return;
    }
    const Snapshot::Instance &instance
        = m_surroundings.snapshot->instance(m_attempt->candidate().instance);
    m_exhaustion.add(*m_attempt, instance.settings->name);
    if (rule.next == routing::NextStep::Pass || !tryNextTarget()) {
        giveUp();
    }
}

// Not the client's mistake: it has not asked for what this target does not know.
bool InferenceCall::triesWithoutUsage(const routing::AttemptFacts &facts)
{
    if (!m_asksForUsage || facts.end != routing::AttemptEnd::Answered
        || !refusesUsage(facts.status, m_attempt->errorBody())) {
        return false;
    }
    m_surroundings.usageRefusals->note(target(m_attempt->candidate()));
    return true;
}

// The upstream's own answer to what the client has sent: nobody else would answer otherwise.
void InferenceCall::passError()
{
    const Snapshot::Instance &instance
        = m_surroundings.snapshot->instance(m_attempt->candidate().instance);
    const upstream::UpstreamHead &head = m_attempt->head();
    m_record.instanceId = instance.settings->id;
    m_record.instance = instance.settings->name;
    m_record.deployment = m_attempt->candidate().deployment.value();
    m_record.problem = "upstream_error";
    noteOwnTime(m_surroundings.clock->steadyNow());
    const bool isOwnText = m_route.dialect == Dialect::OpenAi || m_attempt->isStream();
    http::AnswerHead answer{head.status, clientFields(head.fields), {}};
    if (isOwnText) {
        nameAsJson(answer.fields);
    }
    explain(answer.fields);
    answer.fields.push_back({"X-Error-Backend-Instance", m_record.instance});
    m_exchange->reply(std::move(answer),
                      isOwnText ? normalisedError(m_attempt->errorBody(), head.status)
                                : m_attempt->errorBody());
    end(head.status);
}

void InferenceCall::giveUp()
{
    Exhaustion::Answer answer = m_exhaustion.answer(m_record.model, m_route.dialect);
    m_record.problem = answer.code;
    noteOwnTime(m_surroundings.clock->steadyNow());
    explain(answer.fields);
    m_exchange->reply({answer.status, std::move(answer.fields), {}}, answer.body);
    end(answer.status);
}

void InferenceCall::look(SteadyTime now)
{
    const Duration most = m_surroundings.snapshot->config().routing.totalDeadline;
    if (m_isCommitted || now - m_request.begunAt < most) {
        return;
    }
    if (m_call) {
        m_call.reset();
        m_waited += now - m_sentAt;
        recordAttempt(Outcome::TimedOut);
    }
    m_record.problem = "total_deadline_exceeded";
    noteOwnTime(now);
    const auto seconds = duration_cast<std::chrono::seconds>(most).count();
    http::HttpProblem problem{504,
                              m_record.problem,
                              "No instance has answered within " + std::to_string(seconds)
                                  + " s, the time that routing.total_deadline gives all attempts "
                                    "together.",
                              {}};
    explain(problem.fields);
    m_exchange->refuse(problem);
    end(504);
}

void InferenceCall::cutOff()
{
    m_call.reset();
    m_record.problem = "gateway_stopped";
    end(m_isCommitted ? m_attempt->head().status : 503);
}

void InferenceCall::clientGone()
{
    if (std::exchange(m_call, nullptr)) {
        recordAttempt(Outcome::Abandoned);
    }
    m_record.problem = "client_gone";
    end(clientClosed);
}

void InferenceCall::refuse(const http::HttpProblem &problem)
{
    m_record.problem = problem.code;
    m_exchange->refuse(problem);
    end(problem.status);
}

void InferenceCall::recordAttempt(Outcome outcome)
{
    const routing::Candidate &candidate = m_attempt->candidate();
    const InstanceSettings &instance
        = *m_surroundings.snapshot->instance(candidate.instance).settings;
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
    return {m_surroundings.snapshot->instance(candidate.instance).settings->id,
            candidate.deployment};
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
    if (m_attempt && m_isCommitted) {
        m_record.usage = m_attempt->usage();
    }
    if (m_surroundings.logger != nullptr) {
        logRequest(*m_surroundings.logger, m_record);
    }
    if (m_surroundings.traffic != nullptr) {
        m_surroundings.traffic->requestEnded(m_record);
    }
    std::exchange(m_ended, nullptr)();
}

} // namespace penstock::proxy
