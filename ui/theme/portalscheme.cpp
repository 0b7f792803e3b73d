#include "theme/portalscheme.h"

#include <QDBusMessage>
#include <QDBusPendingCallWatcher>
#include <QDBusPendingReply>
#include <QDBusVariant>

namespace penstock::theme
{

namespace
{

const auto path = QLatin1String("/org/freedesktop/portal/desktop");
const auto interface = QLatin1String("org.freedesktop.portal.Settings");
const auto appearance = QLatin1String("org.freedesktop.appearance");
const auto colorScheme = QLatin1String("color-scheme");

/// Portals of different age wrap the value once or twice.
QVariant unwrapped(QVariant value)
{
    while (value.userType() == qMetaTypeId<QDBusVariant>()) {
        value = value.value<QDBusVariant>().variant();
    }
    return value;
}

std::optional<Scheme> schemeOf(uint preference)
{
    switch (preference) {
    case 1:
        return Scheme::Dark;
    case 2:
        return Scheme::Light;
    default:
        return {};
    }
}

} // namespace

PortalScheme::PortalScheme(const QDBusConnection &bus)
{
    // Whoever sends it: with a name of the sender Qt would wait here until the bus has resolved it.
    QDBusConnection(bus).connect({}, path, interface, QStringLiteral("SettingChanged"), this,
                                 SLOT(takeSetting(QString, QString, QDBusVariant)));
    QDBusMessage question = QDBusMessage::createMethodCall(
        QStringLiteral("org.freedesktop.portal.Desktop"), path, interface, QStringLiteral("Read"));
    question << QString(appearance) << QString(colorScheme);
    auto *watcher = new QDBusPendingCallWatcher(bus.asyncCall(question), this);
    connect(watcher, &QDBusPendingCallWatcher::finished, this, &PortalScheme::takeAnswer);
}

void PortalScheme::takeAnswer(QDBusPendingCallWatcher *watcher)
{
    watcher->deleteLater();
    const QDBusPendingReply<QDBusVariant> reply = *watcher;
    // A desktop without a portal, or a portal without the setting, says nothing: so do we.
    if (reply.isValid()) {
        take(reply.value().variant());
    }
}

void PortalScheme::takeSetting(const QString &space, const QString &key, const QDBusVariant &value)
{
    if (space == appearance && key == colorScheme) {
        take(value.variant());
    }
}

void PortalScheme::take(const QVariant &value)
{
    const std::optional<Scheme> told = schemeOf(unwrapped(value).toUInt());
    if (told != m_scheme) {
        m_scheme = told;
        Q_EMIT changed();
    }
}

} // namespace penstock::theme
