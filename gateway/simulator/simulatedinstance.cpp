#include "simulator/simulatedinstance.h"

#include "base/text.h"
#include "simulator/listings.h"
#include "simulator/prose.h"
#include "simulator/replyfault.h"
#include "simulator/seeds.h"

#include <algorithm>

namespace penstock::simulator
{

namespace
{

constexpr std::uint64_t saltOfNames = 1;

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

bool isJson(std::string_view contentType)
{
    return equalsIgnoreCase(trimmed(contentType.substr(0, contentType.find(';'))),
                            "application/json");
}

bool hasTrigger(const ModelRequest &request)
{
    return std::ranges::any_of(request.prompts, [](const std::string &prompt) {
        return prompt.find(promptFilterTrigger) != std::string::npos;
    });
}

/// What the standard deployment behind provisioned throughput is for.
bool spills(const Reply &reply)
{
    return reply.status == 429 || reply.status == 500 || reply.status == 503
        || (reply.status == 400
            && reply.body().find("\"context_length_exceeded\"") != std::string::npos);
}

std::string_view bearer(std::string_view authorization)
{
    constexpr std::string_view scheme = "bearer ";
    return startsWithIgnoreCase(authorization, scheme)
        ? trimmed(authorization.substr(scheme.size()))
        : std::string_view();
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
    if (reply.deployment.empty() && find(arrival.target) != nullptr) {
        reply.deployment = arrival.target;
    }
    const bool isStreamFault = arrival.fault && arrival.fault->kind == FaultKind::StreamError;
    if (isStreamFault && reply.status == 200 && !reply.isStream()) {
        Reply instead = errorReply(
            insteadOfStream(*arrival.fault, sceneOf(*route, arrival.target), arrival.names.model),
            arrival);
        instead.deployment = reply.deployment;
        instead.reserved = reply.reserved;
        reply = std::move(instead);
    } else if (arrival.fault) {
        reply = spoilt(std::move(reply), *arrival.fault);
    }
    count(reply, arrival);
    return reply;
}

void SimulatedInstance::countFaults(const Arrival &arrival, DeploymentCounts &counts)
{
    counts.faults += arrival.fault ? 1U : 0U;
    for (const auto *const met : {&arrival.fault, &arrival.limitReduction, &arrival.oddHeaders}) {
        if (*met) {
            ++counts.faultsByKind[(*met)->kind];
        }
    }
}

void SimulatedInstance::count(const Reply &reply, const Arrival &arrival)
{
    Deployment *const deployment = find(reply.deployment);
    if (deployment == nullptr) {
        return;
    }
    // A rate limit behind a 200 is one nevertheless.
    const bool isInStream = reply.isStream() && !reply.field("retry-after").empty();
    const std::lock_guard lock(m_mutex);
    ++deployment->counts.requests;
    ++deployment->counts.inFlight;
    if (reply.deployment == arrival.target) {
        countFaults(arrival, deployment->counts);
    }
    deployment->counts.rejected += reply.status == 429 || isInStream ? 1U : 0U;
    deployment->counts.tokensCharged += reply.reserved;
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
        const FaultSchedule::Arrival met{.deployment = arrival.target,
                                         .number = number,
                                         .seed = arrival.seed,
                                         .now = arrival.at};
        arrival.fault = m_faults.next(met);
        arrival.limitReduction = m_faults.condition(FaultKind::LimitReduction, met);
        arrival.oddHeaders = m_faults.condition(FaultKind::OddHeaders, met);
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
    Deployment *const deployment = find(arrival.target);
    if (deployment != nullptr) {
        return inferOrSpill(call, *route, arrival, *deployment);
    }
    if (arrival.fault) {
        const RateLimitScene scene = sceneOf(*route, arrival.target);
        if (const auto error = answerOf(*arrival.fault, scene, arrival.names.model)) {
            return errorReply(*error, arrival);
        }
    }
    if (!infers(route->operation)) {
        const auto body = listing(*route, m_setup);
        return body ? jsonReply(*body, arrival) : errorReply(body.error(), arrival);
    }
    if (arrival.noTarget) {
        return errorReply(isJson(call.contentType) ? *arrival.noTarget
                                                   : unsupportedContentType(call.contentType),
                          arrival);
    }
    const AnswerWish wish = wantsStream(call.body) ? AnswerWish::Stream : AnswerWish::Whole;
    return errorReply(deploymentNotFound(form, wish), arrival);
}

RateLimitScene SimulatedInstance::sceneOf(const AzureRoute &route, std::string_view target) const
{
    RateLimitScene scene{.operation = route.operation,
                         .version = route.version,
                         .deployment = std::string(target),
                         .region = m_setup.region};
    const Deployment *const deployment = find(target);
    if (deployment != nullptr && deployment->card.habit != ModelHabit::Plain) {
        scene.model = deployment->card.name;
    }
    return scene;
}

Reply SimulatedInstance::inferOrSpill(const AzureCall &call, const AzureRoute &route,
                                      const Arrival &arrival, Deployment &deployment)
{
    Reply reply;
    const auto error = arrival.fault
        ? answerOf(*arrival.fault, sceneOf(route, arrival.target), arrival.names.model)
        : std::nullopt;
    if (error) {
        (void)admit(deployment, 0, arrival); // what fails counts as a request too
        reply
            = error->status >= 500 ? modelErrorReply(*error, arrival) : errorReply(*error, arrival);
    } else {
        reply = infer(call, route, arrival, deployment);
    }
    const std::string &name = call.spillover.empty() ? deployment.setup.spillover : call.spillover;
    Deployment *const other = find(name);
    const bool maySpill = deployment.setup.kind == DeploymentKind::Ptu && other != nullptr
        && other->setup.kind == DeploymentKind::Standard;
    if (!maySpill || !spills(reply)) {
        return reply;
    }
    {
        const std::lock_guard lock(m_mutex);
        ++deployment.counts.requests;
        deployment.counts.rejected += reply.status == 429 ? 1U : 0U;
        countFaults(arrival, deployment.counts);
    }
    Reply spilt = infer(call, route, arrival, *other);
    spilt.deployment = other->setup.name;
    addFields(spilt.fields,
              {{"x-ms-spillover-from-deployment", deployment.setup.name},
               {"x-ms-spillover-error", std::to_string(reply.status)}});
    return spilt;
}

Reply SimulatedInstance::infer(const AzureCall &call, const AzureRoute &route,
                               const Arrival &arrival, Deployment &deployment)
{
    auto request = isJson(call.contentType)
        ? parseModelRequest(call.body, route, deployment.card)
        : tl::unexpected(unsupportedContentType(call.contentType));
    if (request && deployment.setup.promptEstimate == PromptEstimate::AllTexts) {
        request->estimatedPrompt = tokensOfAllTexts(call.body);
    }
    const bool isRefused = !request || !fits(route.operation, deployment.card.task);
    const bool isProvisioned = deployment.setup.kind == DeploymentKind::Ptu;
    // What fails counts as a request too.
    const std::int64_t estimate
        = isRefused ? 0 : request->estimate(isProvisioned ? averageLength : assumedOutput);
    const LimiterVerdict verdict = admit(deployment, estimate, arrival);
    const wire::HeaderFields rates = rateFields(
        deployment.setup, verdict, arrival.oddHeaders ? RateNumbers::Odd : RateNumbers::True);
    Reply reply;
    if (verdict.admission != Admission::Admitted) {
        reply = errorReply(rateLimited(verdict, sceneOf(route, deployment.setup.name)), arrival);
    } else {
        reply = inferAdmitted(route, arrival, deployment, request);
        reply.reserved = estimate;
    }
    addFields(reply.fields, rates);
    return reply;
}

Reply SimulatedInstance::inferAdmitted(const AzureRoute &route, const Arrival &arrival,
                                       const Deployment &deployment,
                                       const tl::expected<ModelRequest, AzureError> &request) const
{
    if (!fits(route.operation, deployment.card.task)) {
        return modelErrorReply(wrongOperation(route.operation, deployment.card.name), arrival);
    }
    if (!request) {
        return modelErrorReply(request.error(), arrival);
    }
    if (deployment.setup.contentFilter != ContentFilterMode::Off && hasTrigger(*request)) {
        Reply reply = modelErrorReply(promptFiltered(), arrival);
        reply.promptTokens = request->promptTokens;
        return reply;
    }
    return route.operation == Operation::Embedding ? embed(*request, arrival, deployment)
                                                   : speak(*request, route, arrival, deployment);
}

LimiterVerdict SimulatedInstance::admit(Deployment &deployment, std::int64_t tokens,
                                        const Arrival &arrival)
{
    const double factor = arrival.limitReduction ? arrival.limitReduction->factor : 1;
    const std::lock_guard lock(m_mutex);
    return deployment.limiter.admit(tokens, arrival.at, factor);
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
