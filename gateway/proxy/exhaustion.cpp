#include "proxy/exhaustion.h"

#include "base/text.h"
#include "proxy/errorbody.h"
#include "proxy/fields.h"

#include <algorithm>
#include <charconv>

namespace penstock::proxy
{

namespace
{

constexpr std::int64_t unknownWaitMs = 10'000;
constexpr std::int64_t leastWaitMs = 250;
constexpr double mostSensible = 1e9;

std::optional<double> numberIn(const wire::HeaderFields &fields, std::string_view name)
{
    for (const wire::HeaderField &field : fields) {
        double number = 0;
        const char *const end = field.value.data() + field.value.size();
        if (!equalsIgnoreCase(field.name, name)) {
            continue;
        }
        const auto [at, problem] = std::from_chars(field.value.data(), end, number);
        if (problem == std::errc() && at == end && number >= 0 && number <= mostSensible) {
            return number;
        }
    }
    return std::nullopt;
}

std::int64_t waitMs(const wire::HeaderFields &fields)
{
    constexpr double msPerSecond = 1000;
    if (const auto ms = numberIn(fields, "retry-after-ms")) {
        return std::max(leastWaitMs, static_cast<std::int64_t>(*ms));
    }
    if (const auto seconds = numberIn(fields, "retry-after")) {
        return std::max(leastWaitMs, static_cast<std::int64_t>(*seconds * msPerSecond));
    }
    return unknownWaitMs;
}

Exhaustion::Answer own(const http::HttpProblem &problem)
{
    Exhaustion::Answer answer{problem.status, problem.fields, http::errorBody(problem),
                              problem.code};
    answer.fields.push_back({"Content-Type", "application/json"});
    return answer;
}

std::string countText(int count, std::string_view thing)
{
    return count == 1 ? "The only " + std::string(thing)
                      : "All " + std::to_string(count) + ' ' + std::string(thing) + 's';
}

} // namespace

void Exhaustion::add(const Attempt &attempt, const std::string &instance)
{
    ++m_attempts;
    const routing::AttemptFacts facts = attempt.facts();
    if (facts.end != routing::AttemptEnd::Answered) {
        m_lastMessage = attempt.message();
        m_timedOut = facts.end == routing::AttemptEnd::NoFirstByte;
        if (facts.end == routing::AttemptEnd::BrokenAnswer) {
            m_serverError = {502, {}, {}, instance};
        }
        return;
    }
    LastAnswer answer{facts.status, clientFields(attempt.head().fields), attempt.errorBody(),
                      instance};
    if (facts.status == 429) {
        ++m_rateLimited;
        const std::int64_t wait = waitMs(answer.fields);
        if (!m_soonestMs || wait < *m_soonestMs) {
            m_soonestMs = wait;
            m_soonest = instance + '/' + attempt.candidate().deployment.value();
        }
    } else if (facts.status == 401 || facts.status == 403) {
        ++m_refusedCredentials;
    } else if (facts.status == 404) {
        m_notFound = std::move(answer);
    } else {
        m_serverError = std::move(answer);
    }
}

void Exhaustion::addUnusable(const std::string &problem)
{
    ++m_attempts;
    ++m_refusedCredentials;
    m_lastMessage = problem;
}

Exhaustion::Answer Exhaustion::answer(const std::string &model, Dialect dialect) const
{
    if (m_rateLimited > 0) {
        return rateLimited(model);
    }
    if (m_serverError) {
        const LastAnswer &last = *m_serverError;
        const std::string readable = normalisedError(last.body, last.status);
        const bool isOwnWords = dialect == Dialect::Azure && hasErrorObject(last.body);
        Answer answer{last.status, last.fields, isOwnWords ? last.body : readable,
                      "upstream_error"};
        nameAsJson(answer.fields);
        answer.fields.push_back({"X-Error-Backend-Instance", last.instance});
        return answer;
    }
    if (m_refusedCredentials > 0 && m_refusedCredentials == m_attempts) {
        return own(
            {502,
             "upstream_credentials_exhausted",
             countText(m_attempts, "instance") + " for '" + model
                 + "' refused the gateway's own credentials. Check their keys in the configuration"
                 + (m_lastMessage.empty() ? "." : ": " + m_lastMessage),
             {{"x-should-retry", "false"}}});
    }
    if (m_notFound) {
        return own({404,
                    "deployment_not_found",
                    "The upstream does not know the deployment for '" + model
                        + "', or the api-version is too old for it. Check model_deployments and "
                          "api_version.",
                    {}});
    }
    return unreachable(model);
}

Exhaustion::Answer Exhaustion::rateLimited(const std::string &model) const
{
    constexpr std::int64_t msPerSecond = 1000;
    constexpr std::int64_t longWaitMs = 60'000;
    const std::int64_t ms = m_soonestMs.value_or(unknownWaitMs);
    const std::string seconds
        = std::to_string(std::max<std::int64_t>(1, (ms + msPerSecond - 1) / msPerSecond));
    wire::HeaderFields fields = {{"Retry-After", seconds}, {"retry-after-ms", std::to_string(ms)}};
    if (ms > longWaitMs) {
        fields.push_back({"x-should-retry", "false"});
    }
    const std::string which = m_rateLimited == m_attempts
        ? countText(m_attempts, "target")
        : std::to_string(m_rateLimited) + " of " + std::to_string(m_attempts) + " targets";
    return own({429, "all_targets_rate_limited",
                which + " for '" + model + "' " + (m_rateLimited == 1 ? "is" : "are")
                    + " rate limited; soonest in " + seconds + " s (" + m_soonest + ").",
                std::move(fields)});
}

Exhaustion::Answer Exhaustion::unreachable(const std::string &model) const
{
    if (m_timedOut) {
        return own({504,
                    "upstream_timeout",
                    "No target for '" + model + "' answered in time. " + m_lastMessage,
                    {}});
    }
    return own({503,
                "upstream_unreachable",
                "No target for '" + model + "' gave an answer. " + m_lastMessage,
                {}});
}

} // namespace penstock::proxy
