#include "simulator/answertext.h"
#include "simulator/latency.h"
#include "simulator/simulatedinstance.h"

namespace penstock::simulator
{

namespace
{

constexpr std::uint64_t saltOfLatency = 2; // 1 is that of names

} // namespace

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
    const AnswerForm form{route.operation, deployment.setup.contentFilter,
                          route.version.promptFindings()};

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
        addFields(reply.fields, frontDoorFields(arrival.names, m_setup));
        reply.hiddenTokens = answer.reasoningTokens;
    } else {
        reply = jsonReply(wholeAnswer(answer, form), arrival);
        reply.pause = latency.untilWhole(answer);
        reply.parts.front().tokens = static_cast<int>(answer.completionTokens);
    }
    addFields(reply.fields, modelFields(arrival.names, deployment.setup, card));
    if (route.version.form == UrlForm::V1) {
        const auto took = std::chrono::round<std::chrono::milliseconds>(reply.pause);
        addFields(reply.fields,
                  {{"openai-processing-ms", std::to_string(took.count())},
                   {"openai-version", "2020-10-01"}});
    }
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
    addFields(reply.fields, modelFields(arrival.names, deployment.setup, deployment.card));
    reply.promptTokens = request.promptTokens;
    return reply;
}

Reply SimulatedInstance::errorReply(const AzureError &error, const Arrival &arrival) const
{
    Reply reply = jsonReply(error.body, arrival);
    reply.status = error.status;
    if (error.contentType.empty()) {
        reply.fields.erase(reply.fields.begin());
    } else {
        reply.fields.front().value = error.contentType;
    }
    addFields(reply.fields, error.fields);
    return reply;
}

Reply SimulatedInstance::modelErrorReply(const AzureError &error, const Arrival &arrival) const
{
    Reply reply = errorReply(error, arrival);
    reply.fields.push_back({"x-request-id", arrival.names.model});
    if (error.status == 400) {
        addFields(reply.fields,
                  {{"ms-azureml-model-error-reason", "model_error"},
                   {"ms-azureml-model-error-statuscode", "400"}});
    }
    return reply;
}

Reply SimulatedInstance::jsonReply(std::string body, const Arrival &arrival) const
{
    Reply reply;
    reply.fields = {{"content-type", "application/json"}};
    addFields(reply.fields, frontDoorFields(arrival.names, m_setup));
    reply.contentLength = body.size();
    if (!body.empty()) {
        reply.parts.push_back({.bytes = std::move(body)});
    }
    return reply;
}

} // namespace penstock::simulator
