#include "proxy/snapshot.h"

#include <utility>

namespace penstock::proxy
{

namespace
{

std::shared_ptr<const upstream::ConnectionOptions>
connectionOptions(const ConnectionSettings &settings, const SecretString &proxySecret)
{
    auto options = std::make_shared<upstream::ConnectionOptions>();
    const std::string_view proxy
        = proxySecret.isEmpty() ? std::string_view(settings.proxyUrl) : proxySecret.reveal();
    if (!proxy.empty()) {
        options->proxy = upstream::ProxyChoice::Address;
        options->proxyUrl = proxy;
    }
    options->caFile = settings.caFile;
    options->verification
        = settings.tlsVerify ? upstream::TlsVerification::On : upstream::TlsVerification::Off;
    options->http = settings.http2 == Http2::Auto ? upstream::HttpPreference::Http2IfOffered
                                                  : upstream::HttpPreference::Http11;
    options->resolve = settings.resolve;
    return options;
}

/// Reads secrets until one of them is missing.
class SecretReader final
{
public:
    explicit SecretReader(const SecretStore &secrets) : m_secrets(secrets) { }

    [[nodiscard]] SecretString read(const std::optional<SecretReference> &reference)
    {
        if (!reference) {
            return {};
        }
        auto secret = m_secrets.read(*reference);
        if (!secret) {
            m_problem = secret.error().message;
            return {};
        }
        return std::move(*secret);
    }

    [[nodiscard]] const std::optional<std::string> &problem() const { return m_problem; }

private:
    const SecretStore &m_secrets;
    std::optional<std::string> m_problem;
};

Snapshot::Instance prepared(const InstanceSettings &settings, const SecretStore &secrets)
{
    Snapshot::Instance instance{.settings = &settings};
    SecretReader reader(secrets);
    if (settings.credential.auth == AuthKind::ApiKey) {
        instance.key = reader.read(settings.credential.apiKey);
    }
    for (const auto &[name, reference] : settings.connection.extraHeaders) {
        instance.extraFields.push_back({name, std::string(reader.read(reference).reveal())});
    }
    if (!settings.connection.hostHeader.empty()) {
        instance.extraFields.push_back({"Host", settings.connection.hostHeader});
    }
    instance.connection
        = connectionOptions(settings.connection, reader.read(settings.connection.proxyUrlSecret));
    instance.problem = reader.problem();
    if (settings.credential.auth != AuthKind::ApiKey
        && settings.credential.auth != AuthKind::None) {
        instance.problem = "This version can use keys only, no sign-in at Microsoft Entra.";
    }
    return instance;
}

} // namespace

Snapshot::Snapshot(std::shared_ptr<const GatewayConfig> config, const SecretStore &secrets)
    : m_config(std::move(config))
    , m_models(*m_config)
    , m_clients(m_config->clients)
{
    for (const InstanceSettings &settings : m_config->instances) {
        m_instances.push_back(prepared(settings, secrets));
    }
}

Snapshot::Snapshot(std::shared_ptr<const GatewayConfig> config, const SecretStore &secrets,
                   routing::TrafficControl &control)
    : Snapshot(std::move(config), secrets)
{
    m_plan = control.prepare(m_config,
                             [this](std::size_t i) { return m_instances[i].problem.has_value(); });
}

} // namespace penstock::proxy
