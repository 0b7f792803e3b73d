#include "http/guardproblems.h"

#include <string>

namespace penstock::http
{

HttpProblem timedOut(std::string_view what)
{
    return {408,
            "request_timeout",
            "The gateway has waited too long for " + std::string(what) + " of the request.",
            {}};
}

HttpProblem tooManyConnections()
{
    return {503,
            "too_many_connections",
            "The gateway has as many connections as it takes. Try again in a second, or raise "
            "inbound.max_connections.",
            {{"Retry-After", "1"}}};
}

HttpProblem tooMuchInput()
{
    return {503,
            "too_much_input",
            "Too many clients have sent unfinished requests. Try again in a second.",
            {{"Retry-After", "1"}}};
}

HttpProblem lostRequest()
{
    return {500, "internal_error", "The gateway has lost the request on its way in.", {}};
}

} // namespace penstock::http
