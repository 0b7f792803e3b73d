#pragma once

#include "domain/enumnames.h"

namespace penstock
{

/// What one try at one target says about that target.
enum class Outcome {
    Good = 1,
    RateLimited, ///< 429
    Refused, ///< the credential: 401, 403
    NotFound, ///< the deployment, or the path in this api-version
    Failed, ///< a server error, or what is no answer of a model
    TimedOut,
    Unreachable, ///< no connection, no such name, no TLS, closed before a byte
    ClientsFault, ///< 400 and the like: nothing about the target
    Abandoned, ///< the client left: nothing either
};

template<>
inline constexpr auto enumNames<Outcome> = std::to_array<EnumName<Outcome>>({
    {Outcome::Good, "good"},
    {Outcome::RateLimited, "rate_limited"},
    {Outcome::Refused, "refused"},
    {Outcome::NotFound, "not_found"},
    {Outcome::Failed, "failed"},
    {Outcome::TimedOut, "timed_out"},
    {Outcome::Unreachable, "unreachable"},
    {Outcome::ClientsFault, "clients_fault"},
    {Outcome::Abandoned, "abandoned"},
});

/// Whether it tells anything about the target at all.
[[nodiscard]] constexpr bool isEvidence(Outcome outcome)
{
    return outcome != Outcome::ClientsFault && outcome != Outcome::Abandoned;
}

} // namespace penstock
