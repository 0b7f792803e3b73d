#include "theme/portalscheme.h"
#include "theme/theme.h"

#include <QApplication>
#include <QDBusConnection>
#include <QDBusMessage>
#include <QDBusVariant>
#include <QProcess>
#include <QSignalSpy>
#include <QStandardPaths>
#include <QTest>

#include <cstdio>

using namespace penstock::theme;

/// Stands in for the desktop portal on the bus of the test.
class PortalStandIn final : public QObject
{
    Q_OBJECT
    Q_CLASSINFO("D-Bus Interface", "org.freedesktop.portal.Settings")

public:
    explicit PortalStandIn(uint preference);
    ~PortalStandIn() override;

    void prefer(uint preference);
    void tellOfSomethingElse();
    [[nodiscard]] int questions() const { return m_questions; }

public Q_SLOTS:
    QDBusVariant Read(const QString &space, const QString &key);

Q_SIGNALS:
    void SettingChanged(const QString &space, const QString &key, const QDBusVariant &value);

private:
    QDBusConnection m_bus;
    uint m_preference;
    int m_questions = 0;
};

class PortalSchemeTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void preference_isAskedFor_data();
    void preference_isAskedFor();
    void change_isHeardOf();
    void otherSettings_areNotTaken();
    void noPortal_saysNothing();
    void theme_followsThePortal();
};

namespace
{

const auto portalName = QLatin1String("org.freedesktop.portal.Desktop");
const auto portalPath = QLatin1String("/org/freedesktop/portal/desktop");
const auto appearance = QLatin1String("org.freedesktop.appearance");
const auto colorScheme = QLatin1String("color-scheme");

constexpr uint none = 0;
constexpr uint dark = 1;
constexpr uint light = 2;

QDBusConnection ownBus()
{
    return QDBusConnection::connectToBus(QDBusConnection::SessionBus, QStringLiteral("portal"));
}

} // namespace

PortalStandIn::PortalStandIn(uint preference) : m_bus(ownBus()), m_preference(preference)
{
    m_bus.registerObject(portalPath, this,
                         QDBusConnection::ExportAllSlots | QDBusConnection::ExportAllSignals);
    if (!m_bus.registerService(portalName)) {
        qFatal("The name of the portal is taken on this bus.");
    }
}

PortalStandIn::~PortalStandIn()
{
    m_bus.unregisterService(portalName);
    QDBusConnection::disconnectFromBus(m_bus.name());
}

void PortalStandIn::prefer(uint preference)
{
    m_preference = preference;
    Q_EMIT SettingChanged(appearance, colorScheme, QDBusVariant(preference));
}

void PortalStandIn::tellOfSomethingElse()
{
    Q_EMIT SettingChanged(appearance, QStringLiteral("contrast"), QDBusVariant(dark));
    Q_EMIT SettingChanged(QStringLiteral("org.gnome.desktop.interface"), colorScheme,
                          QDBusVariant(dark));
}

QDBusVariant PortalStandIn::Read(const QString &space, const QString &key)
{
    ++m_questions;
    if (space != appearance || key != colorScheme) {
        return QDBusVariant(QString());
    }
    // Wrapped twice, as the real one does.
    return QDBusVariant(QVariant::fromValue(QDBusVariant(m_preference)));
}

void PortalSchemeTest::preference_isAskedFor_data()
{
    QTest::addColumn<uint>("preference");
    QTest::addColumn<std::optional<Scheme>>("expected");
    QTest::newRow("dark") << dark << std::optional(Scheme::Dark);
    QTest::newRow("light") << light << std::optional(Scheme::Light);
}

void PortalSchemeTest::preference_isAskedFor()
{
    QFETCH(const uint, preference);
    QFETCH(const std::optional<Scheme>, expected);
    const PortalStandIn portal(preference);
    PortalScheme scheme(QDBusConnection::sessionBus());
    QSignalSpy spy(&scheme, &SystemScheme::changed);
    QVERIFY(!scheme.scheme());
    QTRY_COMPARE(spy.count(), 1);
    QCOMPARE(scheme.scheme(), expected);
    QCOMPARE(portal.questions(), 1);
}

void PortalSchemeTest::change_isHeardOf()
{
    PortalStandIn portal(light);
    const PortalScheme scheme(QDBusConnection::sessionBus());
    QTRY_COMPARE(scheme.scheme(), std::optional(Scheme::Light));
    portal.prefer(dark);
    QTRY_COMPARE(scheme.scheme(), std::optional(Scheme::Dark));
    portal.prefer(none);
    QTRY_COMPARE(scheme.scheme(), std::nullopt);
    QCOMPARE(portal.questions(), 1);
}

void PortalSchemeTest::otherSettings_areNotTaken()
{
    PortalStandIn portal(light);
    PortalScheme scheme(QDBusConnection::sessionBus());
    QTRY_COMPARE(scheme.scheme(), std::optional(Scheme::Light));
    QSignalSpy spy(&scheme, &SystemScheme::changed);
    portal.tellOfSomethingElse();
    // Signals of one sender arrive in order: once this one has, the others have been passed over.
    portal.prefer(none);
    QTRY_COMPARE(spy.count(), 1);
    QCOMPARE(scheme.scheme(), std::nullopt);
}

void PortalSchemeTest::noPortal_saysNothing()
{
    PortalScheme scheme(QDBusConnection::sessionBus());
    QSignalSpy spy(&scheme, &SystemScheme::changed);
    // The bus answers questions in order too: after this one, the first has been refused.
    const QDBusMessage answer = QDBusConnection::sessionBus().call(QDBusMessage::createMethodCall(
        portalName, portalPath, QStringLiteral("org.freedesktop.DBus.Peer"),
        QStringLiteral("Ping")));
    QCOMPARE(answer.type(), QDBusMessage::ErrorMessage);
    QCoreApplication::processEvents();
    QCOMPARE(spy.count(), 0);
    QVERIFY(!scheme.scheme());
}

void PortalSchemeTest::theme_followsThePortal()
{
#if QT_VERSION >= QT_VERSION_CHECK(6, 5, 0)
    QSKIP("From Qt 6.5 on Qt itself says what the desktop prefers.");
#endif
    PortalStandIn portal(dark);
    const Theme theme(*qApp);
    QTRY_COMPARE(theme.scheme(), Scheme::Dark);
    portal.prefer(light);
    QTRY_COMPARE(theme.scheme(), Scheme::Light);
    QCOMPARE(QApplication::palette().color(QPalette::Window), tokensFor(Scheme::Light).window);
}

// On a bus that nobody else is on: the test starts itself again under dbus-run-session.
int main(int argc, char **argv)
{
    constexpr int skipped = 77;
    constexpr const char *onOwnBus = "PENSTOCK_TEST_ON_OWN_BUS";
    if (qEnvironmentVariableIsSet(onOwnBus)) {
        QApplication application(argc, argv);
        PortalSchemeTest test;
        return QTest::qExec(&test, argc, argv);
    }
    const QCoreApplication application(argc, argv);
    const QString program = QStandardPaths::findExecutable(QStringLiteral("dbus-run-session"));
    if (program.isEmpty()) {
        std::puts("Skipped: there is no dbus-run-session here.");
        return skipped;
    }
    qputenv(onOwnBus, "1");
    return QProcess::execute(program,
                             QStringList{QStringLiteral("--")} + QCoreApplication::arguments());
}

#include "tst_portalscheme.moc"
