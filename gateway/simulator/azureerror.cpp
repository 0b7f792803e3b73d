#include "simulator/azureerror.h"

#include "base/utf8.h"
#include "wire/splice.h"

namespace penstock::simulator
{

namespace
{

std::string quoted(std::string_view text)
{
    return wire::jsonText(sanitizedUtf8(text));
}

std::string textOrNull(std::string_view text)
{
    return text.empty() ? std::string("null") : quoted(text);
}

std::string envelope(std::string_view message, std::string_view type, std::string_view param,
                     std::string_view code)
{
    return R"({"error":{"message":)" + quoted(message) + R"(,"type":)" + textOrNull(type)
        + R"(,"param":)" + textOrNull(param) + R"(,"code":)" + textOrNull(code) + "}}";
}

std::string wholeSeconds(std::chrono::milliseconds time)
{
    return std::to_string(
        std::max<std::int64_t>(1, std::chrono::ceil<std::chrono::seconds>(time).count()));
}

constexpr std::string_view supportLink = "https://go.microsoft.com/fwlink/?linkid=2213926";

} // namespace

AzureError frontDoorError(int status, std::string_view code, std::string_view message)
{
    return {.status = status,
            .body
            = R"({"error":{"code":)" + quoted(code) + R"(,"message":)" + quoted(message) + "}}"};
}

AzureError wrongKey()
{
    return frontDoorError(
        401, "401",
        "Access denied due to invalid subscription key or wrong API endpoint. Make sure to provide "
        "a valid key for an active subscription and use a correct regional API endpoint for your "
        "resource.");
}

AzureError roleMissing()
{
    return frontDoorError(401, "PermissionDenied",
                          "Principal does not have access to API/Operation.");
}

AzureError resourceNotFound()
{
    return frontDoorError(404, "404", "Resource not found");
}

AzureError versionNotSupported()
{
    return frontDoorError(400, "BadRequest", "API version not supported");
}

AzureError deploymentNotFound(UrlForm form, AnswerWish wish)
{
    constexpr std::string_view usual
        = "The API deployment for this resource does not exist. If you created the deployment "
          "within the last 5 minutes, please wait a moment and try again.";
    if (form != UrlForm::V1) {
        return frontDoorError(404, "DeploymentNotFound", usual);
    }
    const std::string_view message = wish == AnswerWish::Stream
        ? "Could not find an existing deployment to match the model in the request. Please verify "
          "the model matches an existing deployment in the account."
        : usual;
    return {.status = 404,
            .body = R"({"error":{"code":"DeploymentNotFound","message":)" + quoted(message)
                + R"(,"type":"invalid_request_error"}})"};
}

AzureError deniedByFirewall()
{
    AzureError error
        = frontDoorError(403, "403", "Access denied due to Virtual Network/Firewall rules.");
    error.fields = {{"policy-id", "ThrowExceptionDueToTrafficDenied"}};
    return error;
}

AzureError operationTimedOut()
{
    return frontDoorError(408, "Timeout", "The operation was timeout.");
}

AzureError wrongOperation(Operation operation, std::string_view model)
{
    std::string_view name = "embeddings";
    if (operation == Operation::Chat) {
        name = "chatCompletion";
    } else if (operation == Operation::Completion) {
        name = "completion";
    }
    return frontDoorError(
        400, "OperationNotSupported",
        "The " + std::string(name) + " operation does not work with the specified model, "
            + std::string(model)
            + ". Please choose different model and try again. You can learn more about which "
              "models can be used with each operation here: "
              "https://go.microsoft.com/fwlink/?linkid=2197993.");
}

AzureError invalidRequest(std::string_view message, std::string_view param, std::string_view code)
{
    return {.status = 400, .body = envelope(message, "invalid_request_error", param, code)};
}

AzureError modelNotFound(std::string_view name)
{
    return {.status = 404,
            .body = envelope("The model '" + std::string(name) + "' does not exist",
                             "invalid_request_error", "model", "model_not_found")};
}

AzureError brokenJson()
{
    return invalidRequest(
        "We could not parse the JSON body of your request. (HINT: This likely means you aren't "
        "using your HTTP library correctly. The OpenAI API expects a JSON payload, but what was "
        "sent was not valid JSON.)",
        {}, {});
}

AzureError unsupportedContentType(std::string_view type)
{
    constexpr int unsupportedMediaType = 415;
    AzureError error = invalidRequest("Unsupported content type: '" + std::string(type)
                                          + "'. The body has to be 'application/json'.",
                                      {}, "unsupported_content_type");
    error.status = unsupportedMediaType;
    return error;
}

AzureError unknownParameter(std::string_view name, const ApiVersion &version)
{
    // The wording changed with the versions that also brought stream_options.
    if (!version.knowsStreamOptions()) {
        return invalidRequest("Unrecognized request argument supplied: " + std::string(name), {},
                              {});
    }
    return invalidRequest("Unknown parameter: '" + std::string(name) + "'.", name,
                          "unknown_parameter");
}

AzureError contextTooLong(const ModelCard &card, std::int64_t promptTokens,
                          std::int64_t outputTokens, const ApiVersion &version)
{
    const auto number = [](std::int64_t value) { return std::to_string(value); };
    std::string message = "This model's maximum context length is " + number(card.contextTokens)
        + " tokens. However, you";
    // The wording changed with the versions that also brought stream_options.
    if (version.knowsStreamOptions()) {
        message += " requested " + number(promptTokens + outputTokens) + " tokens ("
            + number(promptTokens) + " in the messages, " + number(outputTokens)
            + " in the completion). Please reduce the length of the messages or completion.";
    } else {
        message += "r messages resulted in " + number(promptTokens)
            + " tokens. Please reduce the length of the messages.";
    }
    return invalidRequest(message, "messages", "context_length_exceeded");
}

AzureError promptFiltered()
{
    return {
        .status = 400,
        .body
        = R"({"error":{"message":"The response was filtered due to the prompt triggering Azure OpenAI's content management policy. Please modify your prompt and retry. To learn more about our content filtering policies please read our documentation: https://go.microsoft.com/fwlink/?linkid=2198766","type":null,"param":"prompt","code":"content_filter","status":400,"innererror":{"code":"ResponsibleAIPolicyViolation","content_filter_result":{"hate":{"filtered":false,"severity":"safe"},"jailbreak":{"filtered":false,"detected":false},"self_harm":{"filtered":false,"severity":"safe"},"sexual":{"filtered":false,"severity":"safe"},"violence":{"filtered":true,"severity":"medium"}}}}})",
        .fields = {{"x-ms-rai-invoked", "true"}}};
}

AzureError serverError(int status, std::string_view requestId)
{
    const std::string please
        = " You can retry your request, or contact us through an Azure support "
          "request at: "
        + std::string(supportLink) + " if the error persists. (Please include the request ID "
        + std::string(requestId) + " in your message.)";
    if (status == 503) {
        return {.status = 503,
                .body = envelope("That model is currently overloaded with other requests." + please,
                                 "server_error", {}, {})};
    }
    if (status == 504) {
        return frontDoorError(504, "GatewayTimeout",
                              "The gateway did not receive a response from "
                              "'Microsoft.CognitiveServices' within the specified time period.");
    }
    return {.status = status,
            .body = envelope("The server had an error while processing your request. Sorry about "
                             "that!"
                                 + please,
                             "server_error", {}, {})};
}

AzureError htmlError(int status)
{
    const std::string title = std::to_string(status)
        + (status == 502       ? " Bad Gateway"
               : status == 503 ? " Service Unavailable"
                               : " Error");
    return {.status = status,
            .body = "<html>\r\n<head><title>" + title + "</title></head>\r\n<body>\r\n<center><h1>"
                + title
                + "</h1></center>\r\n<hr><center>Microsoft-Azure-Application-Gateway/v2</center>"
                  "\r\n</body>\r\n</html>\r\n",
            .contentType = "text/html"};
}

AzureError emptyError(int status)
{
    return {.status = status, .contentType = {}};
}

std::string overloadedBody()
{
    return envelope("That model is currently overloaded with other requests. You can retry your "
                    "request, or contact us through an Azure support request at: "
                        + std::string(supportLink) + " if the error persists.",
                    "server_error", {}, {});
}

std::string rateLimitedInStream(std::string_view model)
{
    return envelope("Your requests to " + std::string(model) + " have exceeded rate limit.",
                    "too_many_requests", {}, "rate_limit_exceeded");
}

AzureError rateLimited(const LimiterVerdict &verdict, const RateLimitScene &scene)
{
    const std::string seconds = wholeSeconds(verdict.retryAfter);
    const std::string wait
        = "Please retry after " + seconds + (seconds == "1" ? " second." : " seconds.");
    const std::string kind = verdict.admission == Admission::TooManyRequests ? "call" : "token";
    const std::string operation(operationName(scene.operation));
    const std::string version(scene.version.shown());
    const std::string older = "Requests to the " + operation
        + " Operation under Azure OpenAI API version " + version + " have exceeded " + kind
        + " rate limit of your current OpenAI S0 pricing tier. " + wait
        + " Please go here: https://aka.ms/oai/quotaincrease if you would like to further "
          "increase the default rate limit.";
    const std::string newer = "Your requests to " + scene.deployment + " for " + scene.model
        + " in " + scene.region + " have exceeded the " + kind
        + " rate limit for your current AIServices S0 pricing tier. This request was for "
        + operation + " under Azure OpenAI API version " + version + ". " + wait;
    AzureError error = frontDoorError(429, "429", scene.model.empty() ? older : newer);
    error.fields = {
        {"retry-after", seconds},
        {"retry-after-ms", std::to_string(verdict.retryAfter.count())},
        {"policy-id", kind == "call" ? "DeploymentRatelimit-Call" : "DeploymentRatelimit-Token"}};
    return error;
}

AzureError inHighDemand(std::chrono::milliseconds retryAfter)
{
    const std::string seconds = wholeSeconds(retryAfter);
    AzureError error = frontDoorError(
        429, "429",
        "The system is currently experiencing high demand and cannot process your request. Your "
        "request exceeds the maximum usage size allowed during peak load. Please retry after "
            + seconds
            + " seconds. For improved latency reliability, consider switching to Provisioned "
              "Throughput.");
    error.fields
        = {{"retry-after", seconds}, {"retry-after-ms", std::to_string(retryAfter.count())}};
    return error;
}

} // namespace penstock::simulator
