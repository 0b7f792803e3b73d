#include "service/statetext.h"

namespace penstock::service
{

namespace
{

using resilience::Cause;

std::string mostRecently(const std::optional<LastError> &last)
{
    return last && !last->reason.empty() ? ", most recently with '" + last->reason + "'."
                                         : std::string(".");
}

std::string configError(Cause cause)
{
    switch (cause) {
    case Cause::Unauthorized:
        return "It refused the key with 401. Waiting does not heal this; enter the right key.";
    case Cause::Forbidden:
        return "It refused the key with 403: a firewall, a virtual network or a missing role. "
               "Waiting does not heal this.";
    case Cause::DeploymentNotFound:
        return "It does not know the deployment (404). Check the mapping of the model; a new "
               "deployment needs up to 5 minutes.";
    case Cause::ApiVersion:
        return "It does not know the path in this api-version (404). Check api_version.";
    case Cause::Certificate:
        return "Its certificate is not to be trusted.";
    default:
        return "Something in its configuration is wrong.";
    }
}

std::string failing(Cause cause, const std::optional<LastError> &last)
{
    switch (cause) {
    case Cause::ConnectionFailures:
        return "It cannot be reached" + mostRecently(last);
    case Cause::Timeouts:
        return "It does not answer in time" + mostRecently(last);
    case Cause::RateLimited:
        return "It answered 429.";
    case Cause::Unauthorized:
    case Cause::Forbidden:
        return "It refused the key" + mostRecently(last);
    default:
        return "Too many attempts failed" + mostRecently(last);
    }
}

std::string degraded(Cause cause, const std::optional<LastError> &last)
{
    switch (cause) {
    case Cause::RateLimited:
    case Cause::QuotaShared:
        return "One of its deployments is rate limited; the others serve.";
    case Cause::DeploymentNotFound:
    case Cause::ApiVersion:
        return "One of its deployments is not there (404); the others serve.";
    case Cause::Operator:
        return "One of its deployments is kept away by hand; the others serve.";
    default:
        return "Some of its last attempts failed" + mostRecently(last);
    }
}

} // namespace

StateAndCause describe(const resilience::Standing &standing, const std::optional<LastError> &last)
{
    const auto with
        = [&](std::string cause) { return StateAndCause{standing.state, std::move(cause)}; };
    switch (standing.state) {
    case InstanceState::Unknown:
        return with("No request has been sent there yet.");
    case InstanceState::Healthy:
        return with({});
    case InstanceState::Degraded:
        return with(degraded(standing.cause, last));
    case InstanceState::RateLimited:
        return with("It answered 429: the limit of its deployment is used up.");
    case InstanceState::Open:
        return with(standing.cause == Cause::Operator ? "Closed by hand: it gets no requests."
                                                      : failing(standing.cause, last));
    case InstanceState::HalfOpen:
        return with("The next request finds out whether it works again.");
    case InstanceState::ConfigError:
        return with(configError(standing.cause));
    case InstanceState::Draining:
        return with("It takes no new requests; those that run go on.");
    case InstanceState::Disabled:
        break;
    }
    return with({});
}

} // namespace penstock::service
