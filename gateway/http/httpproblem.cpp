#include "http/httpproblem.h"

#include "base/utf8.h"
#include "wire/splice.h"

#include <algorithm>
#include <array>
#include <utility>

namespace penstock::http
{

namespace
{

constexpr std::array reasonPhrases = std::to_array<std::pair<int, std::string_view>>({
    {100, "Continue"},
    {200, "OK"},
    {201, "Created"},
    {202, "Accepted"},
    {204, "No Content"},
    {206, "Partial Content"},
    {301, "Moved Permanently"},
    {302, "Found"},
    {303, "See Other"},
    {304, "Not Modified"},
    {307, "Temporary Redirect"},
    {308, "Permanent Redirect"},
    {400, "Bad Request"},
    {401, "Unauthorized"},
    {403, "Forbidden"},
    {404, "Not Found"},
    {405, "Method Not Allowed"},
    {406, "Not Acceptable"},
    {408, "Request Timeout"},
    {409, "Conflict"},
    {410, "Gone"},
    {413, "Content Too Large"},
    {415, "Unsupported Media Type"},
    {417, "Expectation Failed"},
    {421, "Misdirected Request"},
    {422, "Unprocessable Content"},
    {424, "Failed Dependency"},
    {429, "Too Many Requests"},
    {431, "Request Header Fields Too Large"},
    {500, "Internal Server Error"},
    {501, "Not Implemented"},
    {502, "Bad Gateway"},
    {503, "Service Unavailable"},
    {504, "Gateway Timeout"},
    {505, "HTTP Version Not Supported"},
    {507, "Insufficient Storage"},
});

std::string_view codeFor(int status)
{
    switch (status) {
    case 408:
        return "request_timeout";
    case 413:
        return "body_too_large";
    case 417:
        return "unknown_expectation";
    case 431:
        return "head_too_large";
    case 501:
        return "unknown_transfer_coding";
    case 505:
        return "unknown_http_version";
    default:
        return "malformed_request";
    }
}

std::string_view errorType(int status)
{
    if (status == 401) {
        return "authentication_error";
    }
    if (status == 403) {
        return "permission_error";
    }
    if (status == 429) {
        return "rate_limit_error";
    }
    return status < 500 ? "invalid_request_error" : "server_error";
}

} // namespace

HttpProblem fromWire(const wire::HeadProblem &problem)
{
    return {problem.status, std::string(codeFor(problem.status)), problem.message, {}};
}

std::string errorBody(const HttpProblem &problem)
{
    std::string body = R"({"error":{"message":)";
    // Some messages quote the client, who may have sent anything.
    body += wire::jsonText(sanitizedUtf8(problem.message));
    body += R"(,"type":")";
    body += errorType(problem.status);
    body += R"(","param":null,"code":)";
    body += wire::jsonText(problem.code);
    body += "}}";
    return body;
}

std::string_view reasonPhrase(int status)
{
    const auto *const found = std::ranges::lower_bound(reasonPhrases, status, {},
                                                       &std::pair<int, std::string_view>::first);
    return found != reasonPhrases.end() && found->first == status ? found->second : "Answer";
}

} // namespace penstock::http
