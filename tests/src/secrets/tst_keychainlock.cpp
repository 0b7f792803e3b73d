#include "keychaincalls.h"
#include "secrets/systemkeychain.h"

#include <QDBusConnection>
#include <QDBusInterface>
#include <QDBusObjectPath>
#include <QDBusReply>
#include <QTest>

using namespace penstock;
using penstock::test::entry;
using penstock::test::KeychainCalls;

/// A real keyring that is locked while a key of ours is in it. One case only, as nobody here can
/// unlock it again.
class TestKeychainLock final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void lockedLater_nothingCountsAsDeleted();
};

namespace
{

bool lockKeyring()
{
    const QList<QDBusObjectPath> keyrings{
        QDBusObjectPath(QStringLiteral("/org/freedesktop/secrets/collection/login"))};
    QDBusInterface service(
        QStringLiteral("org.freedesktop.secrets"), QStringLiteral("/org/freedesktop/secrets"),
        QStringLiteral("org.freedesktop.Secret.Service"), QDBusConnection::sessionBus());
    const QDBusReply<QList<QDBusObjectPath>> locked
        = service.call(QStringLiteral("Lock"), QVariant::fromValue(keyrings));
    return locked.isValid() && locked.value().size() == 1;
}

} // namespace

void TestKeychainLock::lockedLater_nothingCountsAsDeleted()
{
    Keychain keychain(systemKeychain());
    KeychainCalls calls(keychain);
    calls.write(entry("test/locked"), "key");
    QTRY_COMPARE(calls.count, 1);
    QVERIFY(lockKeyring());

    calls.read(entry("test/locked"));
    QTRY_COMPARE(calls.count, 2);
    QVERIFY(calls.error);
    QVERIFY(calls.error->code == ErrorCode::Unavailable);
    QVERIFY(calls.error->message.find("locked") != std::string::npos);
    QCOMPARE(keychain.status().state, KeychainState::Locked);
    calls.error.reset();
    calls.remove(entry("test/locked"));
    QTRY_COMPARE(calls.count, 3);
    QVERIFY(calls.error);
    QVERIFY(calls.error->code == ErrorCode::Unavailable);
}

QTEST_GUILESS_MAIN(TestKeychainLock)
#include "tst_keychainlock.moc"
