#pragma once

#include "base/clock.h"
#include "domain/breakersettings.h"
#include "domain/instancestate.h"

#include <cstdint>
#include <optional>

namespace penstock::resilience
{

/// Why something stands as it does: a category, never a text of the other side.
enum class Cause {
    None = 0,
    RateLimited, ///< 429
    QuotaShared, ///< 429 although our own book has room
    Unauthorized, ///< 401
    Forbidden, ///< 403
    DeploymentNotFound,
    ApiVersion, ///< 404 on a dated path
    Certificate,
    SecretMissing, ///< of our own making: the key cannot be read
    ServerErrors,
    Timeouts,
    ConnectionFailures,
    Operator,
    Configuration, ///< disabled there
};

/// What somebody may do with it now.
enum class Leave {
    Free = 1, ///< as many as like
    Trial, ///< one, to see whether it works again
    None,
};

/// How an instance or a target stands.
struct Standing {
    Leave leave = Leave::Free;
    InstanceState state = InstanceState::Unknown;
    Cause cause = Cause::None;
    /// When it changes by itself. Of what may not be asked: when it may be asked again, as far as
    /// time alone decides that.
    std::optional<SteadyTime> nextChange{};

    friend bool operator==(const Standing &, const Standing &) = default;
};

/// Given to who is let in, handed back with what came of it: once, always. Something that has
/// changed since is not moved by it.
struct Pass {
    std::uint64_t generation = 0;
    bool isTrial = false;
};

/// What came of an attempt, as far as it concerns one instance or one target.
struct HealthReport {
    enum class Kind {
        Success = 1, ///< at least: it can be reached, or it serves, as the scope has it
        Failure, ///< of `failure`'s kind; counted when the settings say so
        RateLimited, ///< see `retryAfter`; opens the breaker instead where the settings say so
        ConfigError, ///< see `cause`; the same. Does not heal by waiting
        Nothing, ///< says nothing: the client left, its request was wrong
    };

    Kind kind = Kind::Nothing;
    FailureKind failure = FailureKind::ServerError;
    /// Kind::ConfigError needs it. For the others it is made more precise by it, if it is there.
    Cause cause = Cause::None;
    /// Of Kind::RateLimited: how long, as the other side says or as is assumed.
    Duration retryAfter{0};
};

} // namespace penstock::resilience
