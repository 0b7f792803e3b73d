#include "simulator/replyfault.h"

#include "simulator/answertext.h"

#include <algorithm>

namespace penstock::simulator
{

namespace
{

constexpr std::chrono::milliseconds usualRetryAfter = std::chrono::seconds(7);
constexpr std::chrono::milliseconds aDay = std::chrono::hours(24);
constexpr int usualEventsBeforeEnd = 5;
constexpr int tooManyRequests = 429;
constexpr int internalServerError = 500;
constexpr int overloaded = 503;

std::size_t keptParts(const Reply &reply, const Fault &fault, int otherwise)
{
    return std::min(static_cast<std::size_t>(std::max(0, fault.afterEvents.value_or(otherwise))),
                    reply.parts.size());
}

/// Of a stream so many events; of an answer in one piece the first half.
Reply shortened(Reply reply, const Fault &fault, int usual)
{
    if (reply.isStream()) {
        reply.parts.resize(keptParts(reply, fault, usual));
        return reply;
    }
    for (ReplyPart &part : reply.parts) {
        part.bytes.resize(part.bytes.size() / 2);
        part.tokens /= 2;
    }
    return reply;
}

Reply withoutHead(Reply reply, ReplyEnd end)
{
    reply.hasHead = false;
    reply.parts.clear();
    reply.contentLength.reset();
    reply.pause = {};
    reply.end = end;
    return reply;
}

Reply stalled(Reply reply, const Fault &fault)
{
    if (!fault.afterEvents) {
        return withoutHead(std::move(reply), ReplyEnd::Silent);
    }
    reply = shortened(std::move(reply), fault, 0);
    reply.end = ReplyEnd::Silent;
    return reply;
}

Reply dripping(Reply reply, const Fault &fault)
{
    constexpr std::size_t dropSize = 16;
    std::vector<ReplyPart> drops;
    for (const ReplyPart &part : reply.parts) {
        for (std::size_t i = 0; i < part.bytes.size(); i += dropSize) {
            drops.push_back({.pause = fault.delay,
                             .bytes = part.bytes.substr(i, dropSize),
                             .framing = part.framing,
                             .tokens = i == 0 ? part.tokens : 0});
        }
    }
    reply.parts = std::move(drops);
    return reply;
}

Reply withBrokenChunk(Reply reply, const Fault &fault)
{
    reply = shortened(std::move(reply), fault, 3);
    reply.contentLength.reset();
    reply.parts.push_back({.bytes = "not-a-size\r\n", .framing = PartFraming::Raw});
    reply.end = ReplyEnd::Cut;
    return reply;
}

Reply withErrorInStream(Reply reply, const Fault &fault)
{
    // Before the first word, unless somebody wants it later.
    reply.parts.resize(keptParts(reply, fault, 2));
    std::string error = overloadedBody();
    if (fault.status == tooManyRequests) {
        // Seen on the service: the head of a 200 knows already that there is nothing to come.
        const auto wait
            = std::chrono::ceil<std::chrono::seconds>(fault.retryAfter.value_or(usualRetryAfter));
        reply.fields.push_back({"retry-after", std::to_string(wait.count())});
        error = rateLimitedInStream(reply.deployment);
    } else if (fault.status == internalServerError) {
        error = serverError(fault.status, reply.field("x-request-id")).body;
    }
    reply.parts.push_back({.bytes = eventText(error)});
    return reply;
}

Reply withBrokenJson(Reply reply, const Fault &fault)
{
    if (!reply.isStream()) {
        reply = shortened(std::move(reply), fault, 0);
        reply.contentLength = reply.body().size();
        return reply;
    }
    const std::size_t at = std::min(keptParts(reply, fault, 3), reply.parts.size() - 1);
    std::string &bytes = reply.parts[at].bytes;
    bytes = bytes.substr(0, bytes.size() / 2) + "\n\n";
    return reply;
}

LimiterVerdict rejection(const Fault &fault, std::chrono::milliseconds otherwise)
{
    LimiterVerdict verdict;
    verdict.admission = Admission::TooManyTokens;
    verdict.retryAfter = fault.retryAfter.value_or(otherwise);
    return verdict;
}

} // namespace

std::optional<AzureError> answerOf(const Fault &fault, const RateLimitScene &scene,
                                   std::string_view requestId)
{
    const auto statusOr = [&fault](int usual) { return fault.status != 0 ? fault.status : usual; };
    switch (fault.kind) {
    case FaultKind::RateLimit:
        return rateLimited(rejection(fault, usualRetryAfter), scene);
    case FaultKind::RetryAfterDay:
        return rateLimited(rejection(fault, aDay), scene);
    case FaultKind::Capacity:
        return inHighDemand(fault.retryAfter.value_or(std::chrono::seconds(20)));
    case FaultKind::Unauthorized:
        return wrongKey();
    case FaultKind::RoleMissing:
        return roleMissing();
    case FaultKind::Forbidden:
        return deniedByFirewall();
    case FaultKind::DeploymentMissing:
        return deploymentNotFound(scene.version.form);
    case FaultKind::Timeout:
        return operationTimedOut();
    case FaultKind::ServerError:
        return serverError(statusOr(500), requestId);
    case FaultKind::HtmlError:
        return htmlError(statusOr(502));
    case FaultKind::EmptyError:
        return emptyError(statusOr(502));
    default:
        return std::nullopt;
    }
}

AzureError insteadOfStream(const Fault &fault, const RateLimitScene &scene,
                           std::string_view requestId)
{
    if (fault.status == tooManyRequests) {
        return rateLimited(rejection(fault, usualRetryAfter), scene);
    }
    return serverError(fault.status != 0 ? fault.status : overloaded, requestId);
}

Reply spoilt(Reply reply, const Fault &fault)
{
    const bool isOfContent
        = fault.kind == FaultKind::StreamError || fault.kind == FaultKind::MalformedJson;
    if (isOfContent && reply.status != 200) {
        return reply; // an error already, and not one of ours
    }
    switch (fault.kind) {
    case FaultKind::Refuse:
    case FaultKind::Reset:
        return withoutHead(std::move(reply), ReplyEnd::Reset);
    case FaultKind::ResetAfterHead:
        reply.parts.clear();
        reply.end = ReplyEnd::Reset;
        return reply;
    case FaultKind::Stall:
        return stalled(std::move(reply), fault);
    case FaultKind::SlowDrip:
        return dripping(std::move(reply), fault);
    case FaultKind::Slow:
        reply.pause += fault.delay;
        return reply;
    case FaultKind::Cut:
        reply = shortened(std::move(reply), fault, usualEventsBeforeEnd);
        reply.end = ReplyEnd::Cut;
        return reply;
    case FaultKind::MalformedChunk:
        return withBrokenChunk(std::move(reply), fault);
    case FaultKind::StreamError:
        return withErrorInStream(std::move(reply), fault);
    case FaultKind::MalformedJson:
        return withBrokenJson(std::move(reply), fault);
    default:
        return reply;
    }
}

} // namespace penstock::simulator
