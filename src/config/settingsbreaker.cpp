#include "config/settingsrules.h"
#include "domain/breakersettings.h"

namespace penstock::config
{

std::vector<Setting> breakerSettings()
{
    constexpr auto L = Reload::Live;
    return {
        {"circuit_breaker.preset", choice<BreakerPreset>(), "\"balanced\"", L,
         "A set of values for everything below; single values override it."},
        {"circuit_breaker.window_seconds", numberAbove(0, 3600), "60", L,
         "Length of the window in which outcomes count.", ByPreset},
        {"circuit_breaker.consecutive_connect", whole(1, 1000), "3", L,
         "Connection failures in a row that open an instance.", ByPreset},
        {"circuit_breaker.consecutive_5xx", whole(1, 1000), "5", L,
         "Server errors in a row that open a target.", ByPreset},
        {"circuit_breaker.min_outcomes", whole(1, 100000), "5", L,
         "Fewer outcomes than this in the window open nothing.", ByPreset},
        {"circuit_breaker.failure_ratio", number(0, 1), "0.5", L,
         "Share of failures in the window that opens.", ByPreset},
        {"circuit_breaker.open_seconds", seconds(), "10", L,
         "How long a breaker stays open the first time.", ByPreset},
        {"circuit_breaker.open_max_seconds", seconds(), "120", L,
         "Opening time doubles up to this.", ByPreset},
        {"circuit_breaker.jitter", number(0, 1), "0.2", L,
         "Random share by which opening times differ.", ByPreset},
        {"circuit_breaker.half_open_successes", whole(1, 100), "", L,
         "Successes that close a half-open breaker. Absent: 1 after connection failures, 2 after "
         "server errors.",
         ByPreset},
        {"circuit_breaker.open_on[]", choice<FailureKind>(), R"(["5xx","connection"])", L,
         "What counts as a failure.", ByPreset},
        {"circuit_breaker.scope", choice<BreakerScope>(), "\"auto\"", L,
         "Whether an instance or a single target opens; `auto` decides by the kind of failure.",
         ByPreset},
        {"circuit_breaker.rate_limit_seconds", seconds(), "10", L,
         "Pause after a 429 that names no time.", ByPreset},
        {"circuit_breaker.retry_same_target_seconds", secondsOrOff(60), "0", L,
         "Pause before a retry that returns to the same target.", ByPreset},
        {"circuit_breaker.honor_retry_after", boolean(), "true", L,
         "Obeys `Retry-After` of the upstream.", ByPreset},
    };
}

} // namespace penstock::config
