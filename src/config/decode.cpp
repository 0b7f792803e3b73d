#include "config/decode.h"

namespace penstock::config
{

namespace
{

InboundLimits decodeInbound(const DocumentView &inbound)
{
    InboundLimits limits;
    assign(limits.maxHeaderKib, inbound.whole<int>("max_header_kib"));
    assign(limits.maxHeaderFields, inbound.whole<int>("max_header_fields"));
    assign(limits.maxJsonMib, inbound.whole<int>("max_json_mib"));
    assign(limits.maxMultipartMib, inbound.whole<int>("max_multipart_mib"));
    assign(limits.spoolAboveMib, inbound.whole<int>("spool_above_mib"));
    assign(limits.maxBufferedMib, inbound.whole<int>("max_buffered_mib"));
    assign(limits.head, inbound.seconds("head_seconds"));
    assign(limits.bodyIdle, inbound.seconds("body_idle_seconds"));
    assign(limits.keepAlive, inbound.seconds("keep_alive_seconds"));
    assign(limits.stalledClient, inbound.seconds("stalled_client_seconds"));
    assign(limits.maxConnections, inbound.whole<int>("max_connections"));
    assign(limits.maxInFlight, inbound.whole<int>("max_in_flight"));
    return limits;
}

ListenSettings decodeListen(const DocumentView &document)
{
    ListenSettings listen;
    listen.addresses = document.texts("listen");
    assign(listen.port, document.whole<std::uint16_t>("port"));
    for (const Node &port : document.items("also_listen")) {
        listen.alsoListen.push_back(static_cast<std::uint16_t>(port.asWhole()));
    }
    assign(listen.allowPlainLan, document.boolean("allow_plain_lan"));
    listen.tlsCertificate = document.child("tls").text("certificate");
    listen.tlsKey = document.child("tls").text("key");
    assign(listen.workers, document.whole<int>("workers"));
    listen.inbound = decodeInbound(document.child("inbound"));
    return listen;
}

ClientSettings decodeClient(const DocumentView &key)
{
    ClientSettings client;
    client.name = ClientId(key.text("name"));
    client.hash = key.text("hash");
    client.allowedModels = key.texts<ModelName>("allowed_models");
    client.maxTpm = key.whole("max_tpm");
    client.dailyTokens = key.whole("daily_tokens");
    client.dailyCost = key.number("daily_cost");
    client.queueWait = key.seconds("queue_wait");
    client.capture = key.boolean("capture");
    assign(client.strictStatus, key.boolean("strict_status"));
    assign(client.normalise, key.boolean("normalise"));
    return client;
}

void decodeClients(const DocumentView &document, GatewayConfig &config)
{
    const DocumentView clients = document.child("clients");
    assign(config.clients.requireKey, clients.boolean("require_key"));
    config.clients.allowedOrigins = clients.texts("allowed_origins");
    config.clients.allowedHosts = clients.texts("allowed_hosts");
    for (const Node &key : clients.items("keys")) {
        config.clients.keys.push_back(decodeClient(DocumentView(&key)));
    }

    const DocumentView wrapper = document.child("wrapper");
    config.wrapper.model = ModelName(wrapper.text("model"));
    config.wrapper.prompt = wrapper.text("prompt");
    assign(config.wrapper.maxCompletionTokens, wrapper.whole("max_completion_tokens"));

    for (const Entry &entry : document.entries("prices")) {
        const DocumentView price(&entry.value);
        config.prices[ModelName(entry.key)] = {
            .input = price.number("input"),
            .cachedInput = price.number("cached_input"),
            .output = price.number("output"),
            .currency = price.text("currency"),
        };
    }
}

} // namespace

GatewayConfig decode(const Node &complete, const DecodeContext &context)
{
    const DocumentView document(&complete);
    GatewayConfig config;
    config.name = document.text("name");
    config.listen = decodeListen(document);
    decodeRouting(document, config);
    decodeClients(document, config);
    decodeService(document, config);
    decodeInstances(document, context, config);
    return config;
}

} // namespace penstock::config
