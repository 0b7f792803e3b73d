#include "config/settingsrules.h"
#include "domain/limitsettings.h"
#include "domain/routingsettings.h"

namespace penstock::config
{

std::vector<Setting> routingSettings()
{
    constexpr auto L = Reload::Live;
    return {
        {"routing.strategy", choice<Strategy>(), "\"failover\"", L,
         "How one of several targets is chosen: `failover` goes by priority and order, the others "
         "spread the load."},
        {"routing.within_priority", boolean(), "false", L,
         "Spreading strategies stay inside the best priority instead of using all eligible "
         "targets."},
        {"routing.spill_at", number(0, 1), "1.0", L,
         "Share of its tokens per minute at which a priority counts as full and the next one "
         "serves."},
        {"routing.stream_reserve", number(0, 1), "0", L,
         "Share of provisioned (PTU) targets that is kept for streams."},
        {"routing.retries", whole(0, 10), "3", L, "Further attempts after the first one.",
         ByPreset},
        {"routing.timeout", seconds(), "", L,
         "Older form: sets `first_byte_timeout` and `first_byte_timeout_non_stream` where the same "
         "source does not.",
         InputOnly},
        {"routing.first_byte_timeout", seconds(), "120", L,
         "Seconds until the first byte of a stream."},
        {"routing.first_byte_timeout_non_stream", seconds(), "600", L,
         "Seconds until the first byte of any other answer."},
        {"routing.stream_idle_timeout", seconds(), "300", L,
         "Longest silence inside a stream; reasoning models can be quiet for minutes."},
        {"routing.total_deadline", seconds(), "600", L,
         "Seconds for holding and all attempts until an answer begins; a running stream is never "
         "cut."},
        {"routing.connect_timeout", seconds(600), "5", L, "Seconds to connect, and again for TLS."},
        {"routing.soft_commit_seconds", secondsOrOff(), "10", L,
         "After this time a waiting stream gets its head and comments, so that clients stay "
         "patient. 0 is off."},
        {"routing.queue_wait", secondsOrOff(120), "20", L,
         "How long a request may wait for capacity. 0 is off."},
        {"routing.max_waiting", whole(0, 1000), "64", L, "Most requests that wait for one model."},
        {"routing.replay_after_timeout", boolean(), "false", L,
         "Sends a non-streaming request again after a timeout, although the first attempt may have "
         "been billed."},
        {"routing.repair", choice<Repair>(), "\"ask\"", L,
         "What happens when the upstream refuses a parameter by name and the fix is known."},
        {"routing.on_pin_loss", choice<OnPinLoss>(), "\"reject\"", L,
         "What happens to a stateful request whose instance is gone."},
        {"routing.affinity", choice<Affinity>(), "\"none\"", L,
         "What keeps the requests of one session on one instance."},
        {"routing.affinity_strength", choice<AffinityStrength>(), "\"soft\"", L,
         "`strong` waits for the session's instance before another one is taken."},
        {"routing.affinity_cookie", text(), "\"APIM-Backend-Instance\"", L,
         "Name of the affinity cookie."},
        {"routing.all_open", choice<AllOpen>(), "\"soonest\"", L,
         "When every breaker stands open: try the one that opens first, try all, or reject.",
         ByPreset},
        {"routing.aliases.*", text(), "", L,
         "Requests for this model are served as that one, and say so in a header."},
        {"routing.models.*", group(), "", L, "What one model sets for itself."},
        {"routing.models.*.strategy", choice<Strategy>(), "", L,
         "Strategy of this model; else `routing.strategy`."},
        {"routing.models.*.retries", whole(0, 10), "", L,
         "Further attempts of this model; else `routing.retries`."},
        {"routing.models.*.queue_wait", secondsOrOff(120), "", L,
         "Holding time of this model; else `routing.queue_wait`."},
        {"routing.models.*.fallback_models[]", text(), "", L,
         "Models to serve instead when this one cannot be had. Always announced in a header."},

        {"limits.mode", choice<LimitMode>(), "\"enforce\"", L,
         "`enforce` skips a full target, `advise` only puts it last."},
        {"limits.headroom", number(0.1, 1), "1.0", L, "Share of every limit that is used."},
        {"limits.learn_from_headers", boolean(), "true", L,
         "Adopts lower limits that the upstream reports."},
        {"limits.default_max_tpm", whole(0), "0", L,
         "Tokens per minute of instances that set no `max_tpm`. 0 is not limited."},
    };
}

} // namespace penstock::config
