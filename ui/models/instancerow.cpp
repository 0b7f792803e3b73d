#include "models/instancerow.h"

#include "models/numbertext.h"

#include <QCoreApplication>
#include <QLocale>

#include <unordered_map>

namespace penstock::models
{

namespace
{

QString tr(const char *text)
{
    return QCoreApplication::translate("InstanceRow", text);
}

QString keyPlace(const SecretReference &reference)
{
    switch (reference.place) {
    case SecretPlace::Environment:
        return tr("key in $%1").arg(QString::fromStdString(reference.location));
    case SecretPlace::File:
        return tr("key in a file");
    case SecretPlace::Keychain:
        return tr("key in the keychain");
    case SecretPlace::Systemd:
        return tr("key from systemd");
    case SecretPlace::Memory:
        return tr("key in the file");
    }
    return {};
}

std::string signInOf(const CredentialSettings &credential)
{
    switch (credential.auth) {
    case AuthKind::ApiKey:
        return (credential.apiKey ? keyPlace(*credential.apiKey) : tr("no key")).toStdString();
    case AuthKind::None:
        return tr("none").toStdString();
    case AuthKind::AzureCli:
        return tr("Entra, Azure CLI").toStdString();
    case AuthKind::ManagedIdentity:
        return tr("Entra, managed identity").toStdString();
    case AuthKind::ClientCredentials:
        return tr("Entra, client secret").toStdString();
    case AuthKind::WorkloadIdentity:
        return tr("Entra, workload identity").toStdString();
    case AuthKind::DeviceCode:
        return tr("Entra, device code").toStdString();
    }
    return {};
}

InstanceRow rowOf(const InstanceSettings &settings)
{
    InstanceRow row{.id = settings.id,
                    .name = settings.name,
                    .host = service::hostOf(settings.apiBase),
                    .region = settings.region,
                    .isEnabled = settings.enabled,
                    .state = settings.enabled ? InstanceState::Unknown : InstanceState::Disabled,
                    .signIn = signInOf(settings.credential),
                    .priority = settings.priority,
                    .weight = settings.weight,
                    .maxTpm = settings.maxTpm};
    for (const ModelName &model : settings.models()) {
        row.models.push_back(model.value());
    }
    return row;
}

/// As whole seconds, so that a row changes once a second at most.
std::chrono::seconds remainingUntil(const std::optional<SystemTime> &change, SystemTime now)
{
    return change && *change > now ? std::chrono::ceil<std::chrono::seconds>(*change - now)
                                   : std::chrono::seconds(0);
}

void addStates(InstanceRow &row, const service::InstanceView &view, SystemTime now)
{
    row.state = view.state == InstanceState::Disabled ? InstanceState::Unknown : view.state;
    row.cause = view.cause;
    row.remaining = remainingUntil(view.nextChange, now);
    // Nobody counts down the seconds of a day.
    constexpr std::chrono::minutes longWait(2);
    if (row.remaining > longWait) {
        row.cause += (row.cause.empty() ? "" : " ")
            + tr("Until %1.").arg(momentText(*view.nextChange, QLocale())).toStdString();
    }
    for (const service::TargetView &target : view.targets) {
        row.deployments.push_back({.name = target.deployment.value(),
                                   .state = target.state,
                                   .cause = target.cause,
                                   .remaining = remainingUntil(target.nextChange, now)});
    }
}

void addTraffic(InstanceRow &row, const service::InstanceView &view, SystemTime now)
{
    // What the gateway runs with may be a moment older than what has just been edited.
    if (row.isEnabled) {
        addStates(row, view, now);
    }
    row.requests = view.requests;
    row.errors = view.errors;
    row.tokens = view.tokens;
    row.lastMinute = view.lastMinute;
    row.lastError = view.lastError;
    if (view.lastError) {
        row.lastErrorAge = agoText(view.lastError->at, now, QLocale()).toStdString();
    }
}

} // namespace

std::vector<InstanceRow> instanceRows(const GatewayConfig &config,
                                      const service::GatewaySnapshot &snapshot,
                                      service::GatewayPhase phase)
{
    std::unordered_map<InstanceId, const service::InstanceView *> views;
    for (const service::InstanceView &view : snapshot.instances) {
        views.emplace(view.id, &view);
    }
    std::vector<InstanceRow> rows;
    rows.reserve(config.instances.size());
    for (const InstanceSettings &settings : config.instances) {
        rows.push_back(rowOf(settings));
        rows.back().isResting = settings.enabled && phase == service::GatewayPhase::Stopped;
        if (const auto found = views.find(settings.id); found != views.end()) {
            addTraffic(rows.back(), *found->second, snapshot.at);
        }
    }
    return rows;
}

} // namespace penstock::models
