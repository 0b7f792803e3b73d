#include "secrets/keychaininspection.h"

#include <QDBusConnection>
#include <QDBusMessage>
#include <QDBusObjectPath>
#include <QDBusPendingCallWatcher>
#include <QDBusPendingReply>
#include <QDBusVariant>
#include <QFile>
#include <QPointer>

#include <array>
#include <chrono>
#include <memory>
#include <utility>

namespace penstock
{

namespace
{

using Access = KeychainFacts::Access;

constexpr std::chrono::milliseconds mostWait{4000};

QString secretService()
{
    return QStringLiteral("org.freedesktop.secrets");
}

QString programOf(uint process)
{
    QFile file(QStringLiteral("/proc/%1/comm").arg(process));
    return file.open(QIODevice::ReadOnly) ? QString::fromUtf8(file.readAll()).trimmed() : QString();
}

/// The kernel keeps the first 15 characters of a program's name.
std::string nameForPeople(const QString &program)
{
    struct Known {
        QLatin1String start;
        const char *name;
    };
    static constexpr std::array<Known, 5> known{{
        {QLatin1String("gnome-keyring"), "GNOME Keyring"},
        {QLatin1String("kwalletd"), "KWallet"},
        {QLatin1String("ksecretd"), "KWallet"},
        {QLatin1String("keepassxc"), "KeePassXC"},
        {QLatin1String("oo7"), "the keychain"},
    }};
    for (const Known &one : known) {
        if (program.startsWith(one.start)) {
            return one.name;
        }
    }
    return "the keychain";
}

/// Three questions to the Secret Service, one after the other. Lives in its callbacks.
class Inspection final : public std::enable_shared_from_this<Inspection>
{
public:
    Inspection(QObject &context, KeychainBackend::Inspected inspected)
        : m_context(&context)
        , m_inspected(std::move(inspected))
    {
        m_facts.name = "the keychain";
    }

    void begin()
    {
        if (!m_bus.isConnected()) {
            end(Access::NoService, m_bus.lastError());
            return;
        }
        QDBusMessage question = toService(QStringLiteral("/org/freedesktop/secrets"),
                                          QStringLiteral("org.freedesktop.Secret.Service"),
                                          QStringLiteral("ReadAlias"));
        question << QStringLiteral("default");
        ask(question, [self = shared_from_this()](const QDBusPendingCall &answer) {
            const QDBusPendingReply<QDBusObjectPath> keyring = answer;
            if (keyring.isError()) {
                self->end(accessAfter(keyring.error()), keyring.error());
            } else {
                self->askForName(keyring.value());
            }
        });
    }

private:
    static QDBusMessage toService(const QString &path, const QString &interface,
                                  const QString &method)
    {
        return QDBusMessage::createMethodCall(secretService(), path, interface, method);
    }

    void askForName(const QDBusObjectPath &keyring)
    {
        QDBusMessage question = QDBusMessage::createMethodCall(
            QStringLiteral("org.freedesktop.DBus"), QStringLiteral("/org/freedesktop/DBus"),
            QStringLiteral("org.freedesktop.DBus"), QStringLiteral("GetConnectionUnixProcessID"));
        question << secretService();
        ask(question, [self = shared_from_this(), keyring](const QDBusPendingCall &answer) {
            // Without a name goes as well: a sandbox may hide the process.
            const QDBusPendingReply<uint> process = answer;
            self->m_facts.name
                = nameForPeople(process.isError() ? QString() : programOf(process.value()));
            if (keyring.path() == QLatin1String("/")) {
                self->end(Access::NoKeyring, {});
            } else {
                self->askWhetherLocked(keyring);
            }
        });
    }

    void askWhetherLocked(const QDBusObjectPath &keyring)
    {
        QDBusMessage question
            = toService(keyring.path(), QStringLiteral("org.freedesktop.DBus.Properties"),
                        QStringLiteral("Get"));
        question << QStringLiteral("org.freedesktop.Secret.Collection") << QStringLiteral("Locked");
        ask(question, [self = shared_from_this()](const QDBusPendingCall &answer) {
            const QDBusPendingReply<QDBusVariant> locked = answer;
            if (locked.isError()) {
                self->end(accessAfter(locked.error()), locked.error());
            } else {
                self->end(locked.value().variant().toBool() ? Access::Locked : Access::Open, {});
            }
        });
    }

    void ask(const QDBusMessage &question, std::function<void(const QDBusPendingCall &)> answered)
    {
        auto *watcher = new QDBusPendingCallWatcher(
            m_bus.asyncCall(question, static_cast<int>(mostWait.count())));
        QObject::connect(watcher, &QDBusPendingCallWatcher::finished, watcher,
                         &QObject::deleteLater);
        QObject::connect(watcher, &QDBusPendingCallWatcher::finished, m_context,
                         [watcher, answered = std::move(answered)] { answered(*watcher); });
    }

    static Access accessAfter(const QDBusError &error)
    {
        switch (error.type()) {
        case QDBusError::NoReply:
        case QDBusError::TimedOut:
        case QDBusError::Timeout:
            return Access::Silent;
        case QDBusError::ServiceUnknown:
        case QDBusError::NoServer:
        case QDBusError::Disconnected:
            return Access::NoService;
        default:
            break;
        }
        // What cannot be started has errors of its own for every reason.
        return error.name().startsWith(QLatin1String("org.freedesktop.DBus.Error.Spawn"))
            ? Access::NoService
            : Access::Unknown;
    }

    void end(Access access, const QDBusError &error)
    {
        m_facts.access = access;
        m_facts.detail = error.message().toStdString();
        if (m_context != nullptr) {
            QMetaObject::invokeMethod(
                m_context,
                [facts = m_facts, inspected = std::move(m_inspected)] { inspected(facts); },
                Qt::QueuedConnection);
        }
    }

    QDBusConnection m_bus = QDBusConnection::sessionBus();
    QPointer<QObject> m_context;
    KeychainBackend::Inspected m_inspected;
    KeychainFacts m_facts;
};

} // namespace

void inspectKeychain(QObject &context, KeychainBackend::Inspected inspected)
{
    // There keys go to KWallet itself, and only trying tells how it does.
    if (qEnvironmentVariable("XDG_CURRENT_DESKTOP").contains(QLatin1String("KDE"))) {
        QMetaObject::invokeMethod(
            &context,
            [inspected = std::move(inspected)] {
                inspected({.name = "KWallet", .access = Access::Unknown, .detail = {}});
            },
            Qt::QueuedConnection);
        return;
    }
    std::make_shared<Inspection>(context, std::move(inspected))->begin();
}

} // namespace penstock
