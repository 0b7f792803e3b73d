#include "keyringhand.h"

#include "secrets/systemkeychain.h"

#ifdef PENSTOCK_TEST_DBUS
#include <QDBusArgument>
#include <QDBusConnection>
#include <QDBusInterface>
#include <QDBusMetaType>
#include <QDBusObjectPath>
#include <QDBusReply>
#include <QDBusVariant>
#endif

#include <utility>

namespace penstock::gui::test
{

#ifdef PENSTOCK_TEST_DBUS

/// The "Secret" of the Secret Service.
struct WireSecret {
    QDBusObjectPath session;
    QByteArray parameters;
    QByteArray value;
    QString contentType;
};

QDBusArgument &operator<<(QDBusArgument &argument, const WireSecret &secret)
{
    argument.beginStructure();
    argument << secret.session << secret.parameters << secret.value << secret.contentType;
    argument.endStructure();
    return argument;
}

const QDBusArgument &operator>>(const QDBusArgument &argument, WireSecret &secret)
{
    argument.beginStructure();
    argument >> secret.session >> secret.parameters >> secret.value >> secret.contentType;
    argument.endStructure();
    return argument;
}

#endif

namespace
{

#ifdef PENSTOCK_TEST_DBUS

const QString service = QStringLiteral("org.freedesktop.secrets");
const QString serviceInterface = QStringLiteral("org.freedesktop.Secret.Service");
const QDBusObjectPath keyring(QStringLiteral("/org/freedesktop/secrets/collection/login"));

QDBusInterface secrets(const QString &interface)
{
    return {service, QStringLiteral("/org/freedesktop/secrets"), interface,
            QDBusConnection::sessionBus()};
}

bool lockReal()
{
    QDBusInterface remote = secrets(serviceInterface);
    const QDBusReply<QList<QDBusObjectPath>> locked
        = remote.call(QStringLiteral("Lock"), QVariant::fromValue(QList<QDBusObjectPath>{keyring}));
    return locked.isValid() && locked.value().size() == 1;
}

/// GNOME's own call, which needs nobody to type the password that withkeyring.sh gave the keyring.
bool unlockReal()
{
    qDBusRegisterMetaType<WireSecret>();
    QDBusInterface remote = secrets(serviceInterface);
    const QDBusMessage opened = remote.call(QStringLiteral("OpenSession"), QStringLiteral("plain"),
                                            QVariant::fromValue(QDBusVariant(QString())));
    if (opened.type() != QDBusMessage::ReplyMessage || opened.arguments().size() != 2) {
        return false;
    }
    const WireSecret secret{opened.arguments().at(1).value<QDBusObjectPath>(),
                            {},
                            qgetenv("PENSTOCK_KEYRING_PASSWORD") + '\n', // read as a line
                            QStringLiteral("text/plain")};
    QDBusInterface inside
        = secrets(QStringLiteral("org.gnome.keyring.InternalUnsupportedGuiltRiddenInterface"));
    const QDBusMessage answer
        = inside.call(QStringLiteral("UnlockWithMasterPassword"), QVariant::fromValue(keyring),
                      QVariant::fromValue(secret));
    return answer.type() == QDBusMessage::ReplyMessage;
}

#else

bool lockReal()
{
    return false;
}

bool unlockReal()
{
    return false;
}

#endif

} // namespace

KeyringHand::KeyringHand()
{
    if (qEnvironmentVariableIsSet("PENSTOCK_KEYRING")) {
        m_backend = systemKeychain();
        return;
    }
    auto memory = std::make_unique<MemoryKeychain>();
    m_memory = memory.get();
    m_backend = std::move(memory);
}

std::unique_ptr<KeychainBackend> KeyringHand::takeBackend()
{
    return std::move(m_backend);
}

bool KeyringHand::lock()
{
    if (isReal()) {
        return lockReal();
    }
    m_memory->setMood(MemoryKeychain::Mood::Locked);
    return true;
}

bool KeyringHand::unlock()
{
    if (isReal()) {
        return unlockReal();
    }
    m_memory->setMood(MemoryKeychain::Mood::Open);
    return true;
}

} // namespace penstock::gui::test
