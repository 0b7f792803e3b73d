#include "simulator/simulatedinstance.h"

#include "base/text.h"
#include "simulator/answertext.h"
#include "simulator/latency.h"
#include "simulator/listings.h"
#include "simulator/replyfault.h"
#include "simulator/seeds.h"

#include <algorithm>

namespace penstock::simulator
{

namespace
{

constexpr std::uint64_t saltOfNames = 1;
constexpr std::uint64_t saltOfLatency = 2;

bool fits(Operation operation, ModelTask task)
{
    switch (task) {
    case ModelTask::Chat:
        return operation == Operation::Chat;
    case ModelTask::Completion:
        return operation == Operation::Completion;
    case ModelTask::Embedding:
        return operation == Operation::Embedding;
    }
    return false;
}

bool infers(Operation operation)
{
    return operation == Operation::Chat || operation == Operation::Completion
        || operation == Operation::Embedding;
}

std::string_view bearer(std::string_view authorization)
{
    constexpr std::string_view scheme = "bearer ";
    return startsWithIgnoreCase(authorization, scheme)
        ? trimmed(authorization.substr(scheme.size()))
        : std::string_view();
}

void add(wire::HeaderFields &to, const wire::HeaderFields &more)
{
    to.insert(to.end(), more.begin(), more.end());
}

} // namespace

SimulatedInstance::SimulatedInstance(std::shared_ptr<const SimulatorScenario> scenario,
                                     std::size_t index, const Clock &clock)
    : m_scenario(std::move(scenario))
    , m_setup(m_scenario->instances[index])
    , m_clock(clock)
{
    for (const DeploymentSetup &deployment : m_setup.deployments) {
        m_deployments.push_back(
            std::make_unique<Deployment>(deployment, modelCard(deployment.model)));
    }
    std::vector<Fault> planned;
    for (const PlannedFault &plan : m_scenario->faults) {
        if (plan.instance.empty() || plan.instance == m_setup.name) {
            planned.push_back(plan.fault);
        }
    }
    m_faults.plan(planned, m_clock.steadyNow());
}

Reply SimulatedInstance::serve(const AzureCall &call)
{
    const auto route = parseRoute(call.method, call.target);
    const Arrival arrival = arrive(call, route);
    Reply reply = answer(call, route, arrival);
    if (Deployment *const deployment = find(arrival.target)) {
        reply.deployment = deployment->setup.name;
        const std::lock_guard lock(m_mutex);
        ++deployment->counts.requests;
        ++deployment->counts.inFlight;
        deployment->counts.faults += arrival.fault ? 1U : 0U;
        deployment->counts.rejected += reply.status == 429 ? 1U : 0U;
        deployment->counts.tokensCharged += reply.reserved;
    }
    return arrival.fault ? spoilt(std::move(reply), *arrival.fault) : reply;
}

SimulatedInstance::Arrival SimulatedInstance::arrive(const AzureCall &call,
                                                     const std::optional<AzureRoute> &route)
{
    Arrival arrival{.at = m_clock.steadyNow()};
    if (route && infers(route->operation)) {
        arrival.target = route->name;
        if (route->version.form == UrlForm::V1) {
            if (auto model = requestedModel(call.body)) {
                arrival.target = std::move(*model);
            } else {
                arrival.noTarget = std::move(model.error());
            }
        }
    }
    // Names that nobody has deployed share one count, or anybody could fill the memory with them.
    const std::string counted = find(arrival.target) != nullptr ? arrival.target : std::string();
    std::uint64_t number = 0;
    {
        const std::lock_guard lock(m_mutex);
        ++m_requests;
        number = ++m_numbers[counted];
        arrival.seed = requestSeed(m_scenario->seed, m_setup.name, counted, number);
        arrival.fault = m_faults.next({.deployment = arrival.target,
                                       .number = number,
                                       .seed = arrival.seed,
                                       .now = arrival.at});
        if (!arrival.fault && m_faults.refuses(arrival.at)) {
            arrival.fault = Fault{.kind = FaultKind::Refuse};
        }
    }
    SeededRandom random(arrival.seed + saltOfNames);
    arrival.names = requestNames(call.clientRequestId, random);
    return arrival;
}

bool SimulatedInstance::mayCall(const AzureCall &call, UrlForm form) const
{
    const std::string_view token = bearer(call.authorization);
    // The key as a bearer is a habit of plain OpenAI clients that only the v1 form puts up with.
    return call.apiKey == m_setup.key || token == m_setup.token
        || (form == UrlForm::V1 && token == m_setup.key);
}

SimulatedInstance::Deployment *SimulatedInstance::find(std::string_view name) const
{
    const auto found = std::ranges::find_if(
        m_deployments, [name](const auto &deployment) { return deployment->setup.name == name; });
    return found != m_deployments.end() ? found->get() : nullptr;
}

Reply SimulatedInstance::answer(const AzureCall &call, const std::optional<AzureRoute> &route,
                                const Arrival &arrival)
{
    if (!route) {
        return errorReply(resourceNotFound(), arrival);
    }
    const UrlForm form = route->version.form;
    if (!mayCall(call, form)) {
        return errorReply(wrongKey(), arrival);
    }
    if (!route->version.isKnown()) {
        return errorReply(form == UrlForm::V1 ? versionNotSupported() : resourceNotFound(),
                          arrival);
    }
    if (arrival.fault) {
        if (const auto error = answerOf(*arrival.fault, *route, arrival.names.model)) {
            return errorReply(*error, arrival);
        }
    }
    if (!infers(route->operation)) {
        const auto body = listing(*route, m_setup);
        return body ? jsonReply(*body, arrival) : errorReply(body.error(), arrival);
    }
    if (arrival.noTarget) {
        return errorReply(*arrival.noTarget, arrival);
    }
    Deployment *const deployment = find(arrival.target);
    if (deployment == nullptr) {
        return errorReply(deploymentNotFound(form), arrival);
    }
    return infer(call, *route, arrival, *deployment);
}

Reply SimulatedInstance::infer(const AzureCall &call, const AzureRoute &route,
                               const Arrival &arrival, Deployment &deployment)
{
    const auto request = parseModelRequest(call.body, route, deployment.card);
    const bool isRefused = !request || !fits(route.operation, deployment.card.task);
    // What fails counts as a request too.
    const std::int64_t estimate = isRefused ? 0 : request->estimate();
    const LimiterVerdict verdict = admit(deployment, estimate, arrival);
    const wire::HeaderFields rates = rateFields(deployment.setup, verdict, [&] {
        const std::lock_guard lock(m_mutex);
        return m_faults.hasOddHeaders(deployment.setup.name, arrival.at) ? RateNumbers::Odd
                                                                         : RateNumbers::True;
    }());
    Reply reply;
    if (verdict.admission != Admission::Admitted) {
        reply = errorReply(rateLimited(verdict, route.operation, route.version), arrival);
        add(reply.fields, rates);
        return reply;
    }
    if (!fits(route.operation, deployment.card.task)) {
        reply = errorReply(wrongOperation(route.operation, deployment.card.name), arrival);
    } else if (!request) {
        reply = errorReply(request.error(), arrival);
    } else if (deployment.setup.contentFilter != ContentFilterMode::Off
               && request->lastUserText.find(promptFilterTrigger) != std::string::npos) {
        reply = errorReply(promptFiltered(), arrival);
        reply.promptTokens = request->promptTokens;
    } else if (route.operation == Operation::Embedding) {
        reply = embed(*request, arrival, deployment);
    } else {
        reply = speak(*request, route, arrival, deployment);
    }
    reply.reserved = estimate;
    add(reply.fields, rates);
    return reply;
}

LimiterVerdict SimulatedInstance::admit(Deployment &deployment, std::int64_t tokens,
                                        const Arrival &arrival)
{
    const std::lock_guard lock(m_mutex);
    const double factor = m_faults.limitFactor(deployment.setup.name, arrival.at);
    return deployment.limiter.admit(tokens, arrival.at, factor);
}

Reply SimulatedInstance::speak(const ModelRequest &request, const AzureRoute &route,
                               const Arrival &arrival, const Deployment &deployment) const
{
    const ModelCard &card = deployment.card;
    SeededRandom random(arrival.seed);
    ModelAnswer answer = makeAnswer(request, route.operation, card, m_scenario->answers, random);
    answer.created
        = std::chrono::duration_cast<std::chrono::seconds>(m_clock.systemNow().time_since_epoch())
              .count();
    SeededRandom chance(arrival.seed + saltOfLatency);
    Latency latency(card, m_scenario->speed, chance);
    const AnswerForm form{route.operation, deployment.setup.contentFilter};

    Reply reply;
    if (request.stream.isWanted) {
        const StreamForm stream{
            .form = form,
            .includesUsage = request.stream.includesUsage,
            .obfuscates = request.stream.obfuscates.value_or(card.habit != ModelHabit::Plain)};
        const auto events = streamedAnswer(answer, stream, random);
        reply.pause = latency.untilHead(answer);
        reply.parts = latency.paced(events);
        reply.fields
            = {{"content-type", "text/event-stream; charset=utf-8"}, {"x-accel-buffering", "no"}};
        add(reply.fields, frontDoorFields(arrival.names, m_setup));
        reply.hiddenTokens = answer.reasoningTokens;
    } else {
        reply = jsonReply(wholeAnswer(answer, form), arrival);
        reply.pause = latency.untilWhole(answer);
        reply.parts.front().tokens = static_cast<int>(answer.completionTokens);
    }
    add(reply.fields, modelFields(arrival.names, deployment.setup, card));
    reply.promptTokens = answer.promptTokens;
    return reply;
}

Reply SimulatedInstance::embed(const ModelRequest &request, const Arrival &arrival,
                               const Deployment &deployment) const
{
    SeededRandom chance(arrival.seed + saltOfLatency);
    Reply reply = jsonReply(embeddingsAnswer(request, deployment.card), arrival);
    reply.pause = Latency(deployment.card, m_scenario->speed, chance)
                      .untilEmbeddings(request.inputs.size());
    add(reply.fields, modelFields(arrival.names, deployment.setup, deployment.card));
    reply.promptTokens = request.promptTokens;
    return reply;
}

Reply SimulatedInstance::errorReply(const AzureError &error, const Arrival &arrival) const
{
    Reply reply = jsonReply(error.body, arrival);
    reply.status = error.status;
    if (error.isHtml) {
        reply.fields.front().value = "text/html";
    }
    add(reply.fields, error.fields);
    return reply;
}

Reply SimulatedInstance::jsonReply(std::string body, const Arrival &arrival) const
{
    Reply reply;
    reply.fields = {{"content-type", "application/json"}};
    add(reply.fields, frontDoorFields(arrival.names, m_setup));
    reply.contentLength = body.size();
    reply.parts.push_back({.bytes = std::move(body)});
    return reply;
}

void SimulatedInstance::ended(const Reply &reply, CallEnd end, std::int64_t tokensSent)
{
    Deployment *const deployment = find(reply.deployment);
    if (deployment == nullptr) {
        return;
    }
    const std::lock_guard lock(m_mutex);
    DeploymentCounts &counts = deployment->counts;
    --counts.inFlight;
    counts.cancelled += end == CallEnd::Cancelled ? 1U : 0U;
    counts.promptTokens += reply.promptTokens;
    counts.completionTokens += tokensSent;
    if (reply.reserved > 0) {
        deployment->limiter.correct(reply.reserved,
                                    reply.promptTokens + reply.hiddenTokens + tokensSent,
                                    m_clock.steadyNow());
    }
}

void SimulatedInstance::switchOn(const std::vector<Fault> &faults)
{
    const std::lock_guard lock(m_mutex);
    m_faults.switchOn(faults, m_clock.steadyNow());
}

void SimulatedInstance::clearFaults()
{
    const std::lock_guard lock(m_mutex);
    m_faults.clear();
}

bool SimulatedInstance::refuses() const
{
    const std::lock_guard lock(m_mutex);
    return m_faults.refuses(m_clock.steadyNow());
}

bool SimulatedInstance::mayRefuse() const
{
    const std::lock_guard lock(m_mutex);
    return m_faults.mayRefuse();
}

InstanceState SimulatedInstance::state() const
{
    const SteadyTime now = m_clock.steadyNow();
    InstanceState state{.name = m_setup.name, .region = m_setup.region, .port = m_setup.port};
    const std::lock_guard lock(m_mutex);
    state.presence = m_faults.refuses(now) ? Presence::Refusing : Presence::Listening;
    state.requests = m_requests;
    state.faults = m_faults.pending(now);
    for (const auto &deployment : m_deployments) {
        state.deployments.push_back({.setup = deployment->setup,
                                     .counts = deployment->counts,
                                     .windowTokens = deployment->limiter.usedTokens(now),
                                     .utilisation = deployment->limiter.utilisation(now)});
    }
    return state;
}

} // namespace penstock::simulator
