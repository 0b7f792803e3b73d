#include "keychaincalls.h"
#include "secrets/systemkeychain.h"

#include <QTest>

using namespace penstock;
using penstock::test::entry;
using penstock::test::KeychainCalls;

/// Sessions in which no key can be kept: what a person is told in each.
class TestKeychainStates final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void probe_tells();
    void everyOperation_failsWithTheSameAdvice();

private:
    KeychainState m_state = KeychainState::Unknown;
    std::string m_word;
    std::string m_name;
};

void TestKeychainStates::initTestCase()
{
    const QByteArray mode = qgetenv("PENSTOCK_KEYRING");
    m_name = "GNOME Keyring";
    if (mode == "locked") {
        m_state = KeychainState::Locked;
        m_word = "unlock it";
    } else if (mode == "empty") {
        m_state = KeychainState::Absent;
        m_word = "made in GNOME Keyring yet";
    } else if (mode == "noservice" || mode == "nobus") {
        m_state = KeychainState::Absent;
        m_word = "No keychain runs";
        m_name = "the keychain";
    }
    QVERIFY2(m_state != KeychainState::Unknown, "to be run by tests/support/withkeyring.sh");
}

void TestKeychainStates::probe_tells()
{
    Keychain keychain(systemKeychain());
    KeychainCalls calls(keychain);
    calls.probe();
    QTRY_COMPARE(calls.count, 1);
    QCOMPARE(calls.status->state, m_state);
    QCOMPARE(calls.status->name, m_name);
    QVERIFY2(calls.status->message.find(m_word) != std::string::npos,
             calls.status->message.c_str());
}

void TestKeychainStates::everyOperation_failsWithTheSameAdvice()
{
    Keychain keychain(systemKeychain());
    KeychainCalls calls(keychain);
    const auto check = [&](int count) {
        QTRY_COMPARE(calls.count, count);
        QVERIFY(calls.error);
        QVERIFY(calls.error->code == ErrorCode::Unavailable);
        QVERIFY2(calls.error->message.find(m_word) != std::string::npos,
                 calls.error->message.c_str());
        calls.error.reset();
    };
    calls.read(entry("test/a"));
    check(1);
    calls.write(entry("test/a"), "key");
    check(2);
    calls.remove(entry("test/a"));
    check(3);
}

QTEST_GUILESS_MAIN(TestKeychainStates)
#include "tst_keychainstates.moc"
