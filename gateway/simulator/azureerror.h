#pragma once

#include "simulator/azureroute.h"
#include "simulator/limiter.h"
#include "simulator/modelcard.h"
#include "wire/headerfield.h"

#include <string>
#include <string_view>

namespace penstock::simulator
{

/// An error as Azure words it.
struct AzureError {
    int status = 400;
    std::string body;
    wire::HeaderFields fields; ///< that belong to this error
    std::string contentType = "application/json"; ///< empty where there is no body
};

// Answers of the front door, which knows no more than `code` and `message`.
[[nodiscard]] AzureError frontDoorError(int status, std::string_view code,
                                        std::string_view message);
[[nodiscard]] AzureError wrongKey();
/// A token that is good, of somebody who may not.
[[nodiscard]] AzureError roleMissing();
[[nodiscard]] AzureError resourceNotFound();
[[nodiscard]] AzureError versionNotSupported();
enum class AnswerWish { Whole = 1, Stream };
[[nodiscard]] AzureError deploymentNotFound(UrlForm form, AnswerWish wish = AnswerWish::Whole);
[[nodiscard]] AzureError deniedByFirewall();
[[nodiscard]] AzureError operationTimedOut();
[[nodiscard]] AzureError wrongOperation(Operation operation, std::string_view model);

/// The four keys of OpenAI. `code` and `param` become null where they are empty.
[[nodiscard]] AzureError invalidRequest(std::string_view message, std::string_view param,
                                        std::string_view code);
[[nodiscard]] AzureError modelNotFound(std::string_view name);
[[nodiscard]] AzureError brokenJson();
[[nodiscard]] AzureError unsupportedContentType(std::string_view type);
[[nodiscard]] AzureError unknownParameter(std::string_view name, const ApiVersion &version);
[[nodiscard]] AzureError contextTooLong(const ModelCard &card, std::int64_t promptTokens,
                                        std::int64_t outputTokens, const ApiVersion &version);
[[nodiscard]] AzureError promptFiltered();

[[nodiscard]] AzureError serverError(int status, std::string_view requestId);
[[nodiscard]] AzureError htmlError(int status);
[[nodiscard]] AzureError emptyError(int status);
/// The error inside a stream that has begun well.
[[nodiscard]] std::string overloadedBody();
[[nodiscard]] std::string rateLimitedInStream(std::string_view model);

/// What a 429 is about.
struct RateLimitScene {
    Operation operation = Operation::Chat;
    ApiVersion version;
    std::string deployment;
    std::string model; ///< empty: a model of the time when the message did not name it
    std::string region;
};
/// A 429 with its headers.
[[nodiscard]] AzureError rateLimited(const LimiterVerdict &verdict, const RateLimitScene &scene);
[[nodiscard]] AzureError inHighDemand(std::chrono::milliseconds retryAfter);

} // namespace penstock::simulator
