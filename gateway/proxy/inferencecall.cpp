#include "proxy/inferencecall.h"

#include "azure/upstreamform.h"
#include "proxy/errorbody.h"
#include "proxy/fields.h"
#include "proxy/passedover.h"
#include "proxy/toldlimits.h"
#include "proxy/upstreambody.h"

#include <QTimer>

#include <algorithm>
#include <cstdint>
#include <utility>

namespace penstock::proxy
{

namespace
{

using routing::Decision;
using std::chrono::duration_cast;

constexpr LogCategory repairLog{"repair"};
constexpr int clientClosed = 499;
constexpr std::chrono::milliseconds beforeRepeating(100);

std::string pathWithoutQuery(std::string_view target)
{
    return std::string(target.substr(0, target.find('?')));
}

} // namespace

InferenceCall::InferenceCall(Surroundings surroundings, http::HttpRequest request, Route route,
                             std::unique_ptr<http::HttpExchange> exchange)
    : m_surroundings(std::move(surroundings))
    , m_request(std::move(request))
    , m_route(std::move(route))
    , m_exchange(std::move(exchange))
    , m_wroteAt(m_request.begunAt)
{
    // Made by this module's own handler, for every request of this kind.
    m_body.reset(static_cast<BodyFacts *>(m_request.observer.release()));
    m_record.at = m_surroundings.clock->systemNow();
    m_record.id = m_request.id;
    m_record.method = m_request.head.method();
    m_record.path = pathWithoutQuery(m_request.head.target());
}

InferenceCall::~InferenceCall()
{
    letGo();
}

void InferenceCall::start(std::function<void()> ended)
{
    m_ended = std::move(ended);
    if (m_surroundings.traffic != nullptr) {
        m_surroundings.traffic->requestBegan();
    }
    QObject::connect(m_exchange.get(), &http::HttpExchange::closed, m_exchange.get(),
                     [this] { clientGone(); });
    if (const auto problem = m_body->finish()) {
        refuse(*problem);
        return;
    }
    auto facts = callFacts(*m_surroundings.snapshot, m_route, m_request, *m_body,
                           *m_surroundings.adminKey);
    if (!facts) {
        m_record.model = m_route.name.empty() ? m_body->model() : m_route.name;
        refuse(facts.error());
        return;
    }
    m_facts = std::move(*facts);
    m_record.model = m_facts.model;
    if (m_facts.routing.client) {
        m_record.client = plan().clients()[*m_facts.routing.client].settings->name.value();
    }
    askForPlace();
}

void InferenceCall::askForPlace()
{
    m_waitBegan = m_surroundings.clock->steadyNow();
    takeAdmission(m_surroundings.desk->admit(
        m_surroundings.snapshot->plan(), m_facts.routing, std::move(m_admission.trail),
        [this](routing::Admission admission) {
            const Duration held = m_surroundings.clock->steadyNow() - m_waitBegan;
            m_held += held;
            m_waited += held;
            takeAdmission(std::move(admission));
        }));
}

void InferenceCall::takeAdmission(routing::Admission admission)
{
    m_admission = std::move(admission);
    if (!m_admission.passedOver.empty()) {
        m_record.passedOver
            = passedOverText(plan(), m_admission.passedOver, m_surroundings.clock->steadyNow());
    }
    switch (m_admission.decision.kind) {
    case Decision::Kind::Send:
        m_hasTicket = true;
        if (m_admission.decision.delay > Duration::zero()) {
            QTimer::singleShot(
                std::chrono::ceil<std::chrono::milliseconds>(m_admission.decision.delay),
                m_exchange.get(), [this] { tryTarget(); });
        } else {
            tryTarget();
        }
        break;
    case Decision::Kind::Wait:
        break;
    case Decision::Kind::Refuse:
        giveUp(m_admission);
        break;
    }
}

void InferenceCall::tryTarget()
{
    const routing::PlanTarget &place = plan().targets()[m_admission.ticket.target];
    routing::Candidate candidate{place.instance, place.deployment};
    upstream::UpstreamRequest request = upstreamRequest(candidate);
    const bool dropsEmpty = m_route.dialect == Dialect::OpenAi && m_facts.isNormalised;
    const StreamRelay::Rules rules{
        .usage = m_asksForUsage ? StreamRelay::UsageChunk::Hidden : StreamRelay::UsageChunk::Passes,
        .empty = dropsEmpty ? StreamRelay::EmptyChunks::Dropped : StreamRelay::EmptyChunks::Pass};
    m_sentAt = m_surroundings.clock->steadyNow();
    if (m_surroundings.network != nullptr) {
        m_sentIn = m_surroundings.network->mark();
    }
    m_attempt.emplace(std::move(candidate),
                      m_body->wantsStream() ? Attempt::Wanted::Stream : Attempt::Wanted::Whole,
                      rules, m_sentAt);
    m_call = m_surroundings.client->send(std::move(request), *this);
}

upstream::UpstreamRequest InferenceCall::upstreamRequest(const routing::Candidate &candidate)
{
    const Snapshot::Instance &instance = instanceOf(candidate);
    const RoutingSettings &routing = m_surroundings.snapshot->config().routing;
    const std::string_view clientVersion = m_route.dialect == Dialect::Azure
        ? std::string_view(m_route.apiVersion)
        : std::string_view();
    azure::UpstreamForm form = azure::upstreamForm(*instance.settings, m_route.operation,
                                                   candidate.deployment, clientVersion);
    const bool refusesUsageOption
        = m_body->wantsStream() && m_surroundings.usageRefusals->has(target(candidate));
    const UsageOption usage = refusesUsageOption ? UsageOption::StaysOut : UsageOption::MayBeAdded;
    UpstreamBody body
        = upstreamBody(m_request.body, *m_body, form, m_route.operation, candidate.deployment,
                       usage, m_surroundings.repairs->of(target(candidate)));
    m_asksForUsage = body.asksForUsage;
    m_record.repaired = repairsText(body.repaired);
    return {.method = "POST",
            .url = std::move(form.url),
            .fields = upstreamFields(m_request.head, instance, m_request.id),
            .body = std::move(body.body),
            .connection = instance.connection,
            .timeouts = {.connect = routing.connectTimeout,
                         .tls = routing.connectTimeout,
                         .firstByte = m_body->wantsStream() ? routing.firstByteTimeout
                                                            : routing.firstByteTimeoutNonStream,
                         .idle = routing.streamIdleTimeout}};
}

void InferenceCall::upstreamTriedAgain(const upstream::CallResult &lost)
{
    if (lost.mayHaveRun) {
        m_surroundings.desk->control().noteRepeat(m_admission.ticket);
    }
    const Snapshot::Instance &instance = instanceOf(m_attempt->candidate());
    m_record.attempts.push_back({.instanceId = instance.settings->id,
                                 .instance = instance.settings->name,
                                 .deployment = m_attempt->candidate().deployment.value(),
                                 .outcome = Outcome::Abandoned,
                                 .reason = "stale_connection"});
}

void InferenceCall::upstreamAnswered(upstream::UpstreamHead head)
{
    if (const auto told = toldLimits(head.fields)) {
        m_surroundings.desk->control().observe(plan(), m_admission.ticket, *told);
    }
    m_attempt->answered(std::move(head));
}

void InferenceCall::upstreamSent(std::string_view bytes)
{
    std::string out;
    const Attempt::Stage stage = m_attempt->received(bytes, out);
    follow(stage, out);
    if (stage != Attempt::Stage::Flowing || !m_ended) {
        return;
    }
    if (m_attempt->isWhole() && !m_isSoftlyCommitted) {
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
    const bool isBroken = m_attempt->brokeOff();
    routing::AttemptFacts facts{.status = m_attempt->head().status,
                                .isStream = m_body->wantsStream()};
    if (isBroken) {
        facts.end = routing::AttemptEnd::CutOff;
        facts.isExcused = isExcused(facts.end);
    }
    const routing::Ruling ruling = report(facts);
    recordAttempt(ruling.rule.outcome);
    if (isBroken) {
        m_record.problem = "stream_interrupted";
        if (!m_attempt->isStream()) {
            m_exchange->abort();
            end(m_attempt->head().status);
            return;
        }
    }
    if (m_isSoftlyCommitted) {
        explainAtTheEnd();
    }
    if (!m_attempt->isWhole() || m_isSoftlyCommitted) {
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
    write(out);
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

void InferenceCall::attemptFailed()
{
    routing::AttemptFacts facts = m_attempt->facts();
    facts.replaysAfterTimeout = m_surroundings.snapshot->config().routing.replayAfterTimeout;
    facts.version = m_route.dialect == Dialect::Azure && !m_route.apiVersion.empty()
        ? routing::VersionOf::Client
        : routing::VersionOf::Instance;
    facts.isExcused = isExcused(facts.end);
    const routing::Ruling ruling = report(facts);
    recordAttempt(ruling.rule.outcome);
    m_waited += m_surroundings.clock->steadyNow() - m_sentAt;
    if (repeatsThere(facts, ruling.rule)) {
        return;
    }
    if (ruling.rule.next != routing::NextStep::OtherTarget
        && facts.end == routing::AttemptEnd::Answered) {
        passError();
        return;
    }
    if (facts.isExcused && !std::exchange(m_hadFreeTry, true)) {
        --m_admission.trail.attempts;
        askForPlace();
        return;
    }
    m_exhaustion.add(*m_attempt, ruling, instanceOf(m_attempt->candidate()).settings->name);
    m_admission.trail.tries.push_back(
        {.target = m_admission.ticket.target,
         // Room would not help it: it is not asked again.
         .outcome = ruling.exceedsQuota ? Outcome::ClientsFault : ruling.rule.outcome,
         .wasForced = m_admission.ticket.isForced});
    if (ruling.rule.next == routing::NextStep::Pass) {
        m_admission.decision.refusal = routing::Refusal::Failed;
        giveUp(m_admission);
        return;
    }
    askForPlace();
}

bool InferenceCall::isExcused(routing::AttemptEnd end) const
{
    const bool isLost = end == routing::AttemptEnd::NotConnected
        || end == routing::AttemptEnd::LostBeforeAnswer || end == routing::AttemptEnd::CutOff;
    return isLost && m_surroundings.network != nullptr
        && m_surroundings.network->hasChangedSince(m_sentIn);
}

bool InferenceCall::repeatsThere(const routing::AttemptFacts &facts,
                                 const routing::FailureRule &rule)
{
    if (triesWithoutUsage(facts) || triesRepaired(facts)) {
        repeatThere();
        return true;
    }
    if (rule.next != routing::NextStep::SameTargetOnce || std::exchange(m_hasRepeated, true)) {
        return false;
    }
    QTimer::singleShot(beforeRepeating, m_exchange.get(), [this] { repeatThere(); });
    return true;
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

// The client's mistake, but one that it need not know of: models differ in what they take.
bool InferenceCall::triesRepaired(const routing::AttemptFacts &facts)
{
    if (facts.end != routing::AttemptEnd::Answered
        || m_surroundings.snapshot->config().routing.repair == Repair::Off) {
        return false;
    }
    const auto repair = repairFor(facts.status, m_attempt->errorBody(), m_body->locator());
    if (!repair || !m_surroundings.repairs->note(target(m_attempt->candidate()), *repair)) {
        return false;
    }
    if (m_surroundings.logger != nullptr) {
        m_surroundings.logger->warning(
            repairLog,
            "'" + instanceOf(m_attempt->candidate()).settings->name + "/"
                + m_attempt->candidate().deployment.value() + "' does not take the parameter '"
                + repair->parameter + "': from now on "
                + (repair->instead.empty() ? "it is left out"
                                           : "'" + repair->instead + "' is sent instead")
                + ". 'routing.repair: off' leaves requests as they are.");
    }
    return true;
}

void InferenceCall::repeatThere()
{
    routing::RequestFacts facts = m_facts.routing;
    facts.pool = m_admission.pool;
    facts.pinnedInstance = static_cast<std::uint32_t>(m_attempt->candidate().instance);
    facts.pinnedTarget = m_admission.ticket.target;
    const routing::AffinityResult affinity = m_admission.decision.affinity;
    routing::Admission admission = m_surroundings.desk->admit(
        m_surroundings.snapshot->plan(), facts, std::move(m_admission.trail), {});
    admission.decision.affinity = affinity;
    takeAdmission(std::move(admission));
}

void InferenceCall::look(SteadyTime now)
{
    const RoutingSettings &routing = m_surroundings.snapshot->config().routing;
    if (!m_isCommitted && now - m_request.begunAt >= routing.totalDeadline) {
        giveUpOnTime(now);
        return;
    }
    if (!m_body->wantsStream()) {
        return;
    }
    if (m_isSoftlyCommitted || (m_isCommitted && m_attempt->isStream())) {
        keepAwake(now);
    } else if (!m_isCommitted && !m_facts.isStrict && routing.softCommit > Duration::zero()
               && now - m_request.begunAt >= routing.softCommit) {
        commitSoftly(now);
    }
}

void InferenceCall::cutOff()
{
    letGo();
    m_call.reset();
    m_record.problem = "gateway_stopped";
    end(m_isCommitted ? m_attempt->head().status : 503);
}

void InferenceCall::clientGone()
{
    letGo();
    if (std::exchange(m_call, nullptr)) {
        recordAttempt(Outcome::Abandoned);
    }
    m_record.problem = "client_gone";
    end(clientClosed);
}

} // namespace penstock::proxy
