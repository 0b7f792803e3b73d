#include "secrets/secretreferences.h"

#include <optional>
#include <set>

namespace penstock
{

std::vector<SecretReference> secretReferences(const GatewayConfig &config)
{
    std::set<SecretReference> all;
    const auto add = [&all](const std::optional<SecretReference> &reference) {
        if (reference) {
            all.insert(*reference);
        }
    };
    for (const InstanceSettings &instance : config.instances) {
        add(instance.credential.apiKey);
        add(instance.credential.apiKeyNext);
        add(instance.credential.clientSecret);
        add(instance.credential.certificate);
        add(instance.connection.proxyUrlSecret);
        for (const auto &[name, value] : instance.connection.extraHeaders) {
            all.insert(value);
        }
    }
    for (const AlertSettings &alert : config.alerts) {
        add(alert.url);
    }
    add(config.telemetry.scrapeToken);
    add(config.telemetry.appInsights);
    add(config.sharedState.redisUrl);
    return {all.begin(), all.end()};
}

} // namespace penstock
