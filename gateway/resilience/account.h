#pragma once

#include "base/clock.h"
#include "domain/instancesettings.h"

#include <cstdint>
#include <optional>

namespace penstock::resilience
{

/// What an account may hold, as of this moment. Handed in with every question, because the numbers
/// come from elsewhere: configuration, what was learned, later a lease of a limit that is shared.
/// Zero: not limited. Without `tpm` a Ptu account is booked like a standard one, for a bucket of
/// unknown rate would never drain.
struct AccountLimits {
    std::int64_t tpm = 0;
    std::int64_t rpm = 0;
    DeploymentKind kind = DeploymentKind::Standard;

    friend bool operator==(const AccountLimits &, const AccountLimits &) = default;
};

/// Whether an account has room for a request.
struct Fit {
    enum class Verdict {
        Fits = 1,
        TokensFull,
        RequestsFull,
        NeverFits, ///< more tokens than the whole limit
    };

    Verdict verdict = Verdict::Fits;
    /// Of the full ones: when there will be room, if nothing else comes. Exact but while the kind
    /// of an account changes: then it may name a later moment.
    SteadyTime until;

    friend bool operator==(const Fit &, const Fit &) = default;
};

/// How an attempt ended, for the books.
enum class Ending {
    Served = 1, ///< a 200
    NotSent, ///< no connection: nothing has reached the other side
    Throttled, ///< 429
    Unserved, ///< 400, 5xx, cancelled after sending: counted over there, whatever came of it
};

} // namespace penstock::resilience
