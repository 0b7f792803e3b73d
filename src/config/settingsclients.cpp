#include "config/settingsrules.h"

namespace penstock::config
{

std::vector<Setting> clientSettings()
{
    constexpr auto L = Reload::Live;
    return {
        {"clients.require_key", boolean(), "false", L,
         "Every request needs a client key. Required for addresses other than loopback."},
        {"clients.allowed_origins[]", text(), "[]", L,
         "Web pages that may call the gateway, as `https://host[:port]`."},
        {"clients.allowed_hosts[]", text(), "[]", L,
         "Names beside loopback under which the gateway may be called."},
        {"clients.keys[]", group(), "", L, "One entry for each client key.", NamedList},
        {"clients.keys[].name", ofType(ValueType::Name), "", L,
         "Name of the client in logs and charts."},
        {"clients.keys[].hash", ofType(ValueType::Digest), "", L,
         "SHA-256 of the key; the key itself is shown once and kept nowhere."},
        {"clients.keys[].allowed_models[]", text(), "", L,
         "Models that this client may use; none named means all."},
        {"clients.keys[].max_tpm", whole(0), "", L, "Tokens per minute of this client."},
        {"clients.keys[].daily_tokens", whole(0), "", L,
         "Tokens a day of this client; a day turns at local midnight."},
        {"clients.keys[].daily_cost", number(0, unbounded), "", L,
         "Cost a day of this client, in the currency of the prices."},
        {"clients.keys[].queue_wait", secondsOrOff(120), "", L,
         "Holding time of this client; else `routing.queue_wait`."},
        {"clients.keys[].capture", boolean(), "", L,
         "Whether bodies of this client are captured while capture is on."},
        {"clients.keys[].strict_status", boolean(), "false", L,
         "No soft commit: this client wants the true status even if it comes late."},
        {"clients.keys[].normalise", boolean(), "true", L,
         "Whether `/v1` answers of Azure are brought into OpenAI's form."},

        {"wrapper.model", text(), "", L,
         "Model of `/completion` and `/chat`; else the first model that is configured."},
        {"wrapper.prompt", ofType(ValueType::Prose), "\"You are a helpful assistant.\"", L,
         "System prompt where the request gives none."},
        {"wrapper.max_completion_tokens", whole(1), "10000", L,
         "Most tokens that a wrapper answer may have."},

        {"prices.*", group(), "", L, "Prices of one model, per million tokens."},
        {"prices.*.input", number(0, unbounded), "", L, "Price of prompt tokens."},
        {"prices.*.cached_input", number(0, unbounded), "", L, "Price of cached prompt tokens."},
        {"prices.*.output", number(0, unbounded), "", L, "Price of completion tokens."},
        {"prices.*.currency", text(), "\"USD\"", L, "Currency, such as USD or EUR."},
    };
}

} // namespace penstock::config
